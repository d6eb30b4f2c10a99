'use strict';

/** The arithmetic mean; throws a RangeError when there are no values. */
function mean(values) {
  if (values.length === 0) throw new RangeError('mean of no values');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

module.exports = { mean };
