'use strict';

const { mean } = require('./mean');

module.exports = { mean };
