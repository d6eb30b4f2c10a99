'use strict';

const assert = require('node:assert');
const { test } = require('node:test');

const { mean } = require('../src');

test('mean', () => {
  assert.strictEqual(mean([1, 2, 6]), 3);
});

test('mean of no values', () => {
  assert.throws(() => mean([]), /no values/);
});
