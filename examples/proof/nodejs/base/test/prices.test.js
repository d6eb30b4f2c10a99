'use strict';

const assert = require('node:assert');
const { test } = require('node:test');

const { discounted, total } = require('../src/prices');

test('total', () => {
  assert.strictEqual(total([1, 2]), 3);
});

test('no discount', () => {
  assert.strictEqual(discounted(50, 0), 50);
});
