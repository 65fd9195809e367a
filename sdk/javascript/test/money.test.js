// Amounts: exact, checked, split without loss.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Money, MoneyError } from '../src/money.js';

const gbp = (/** @type {string} */ decimal) => Money.fromDecimal(decimal, 'GBP');

test('decimals are read by the currency\'s digits', () => {
  for (const [decimal, currency, minor] of /** @type {[string | number, string, bigint][]} */ ([
    ['12.50', 'GBP', 1250n],
    ['-0.05', 'GBP', -5n],
    ['12.5', 'GBP', 1250n],
    ['12', 'GBP', 1200n],
    [12.5, 'GBP', 1250n],
    [0.1, 'EUR', 10n],
    ['1250', 'JPY', 1250n],
    ['1250.00', 'JPY', 1250n],
    ['1.234', 'BHD', 1234n],
    ['1.2345', 'UYW', 12345n],
    ['92233720368547758.07', 'GBP', 2n ** 63n - 1n],
  ])) {
    assert.equal(Money.fromDecimal(decimal, currency).value, minor, `${decimal} ${currency}`);
  }
});

test('what is no amount is refused, not guessed', () => {
  for (const [decimal, currency, why] of /** @type {[any, any, RegExp][]} */ ([
    ['12,50', 'GBP', /is no amount/],
    ['', 'GBP', /is no amount/],
    [' 1', 'GBP', /is no amount/],
    ['1e3', 'GBP', /is no amount/],
    ['.5', 'GBP', /is no amount/],
    [NaN, 'GBP', /is no amount/],
    [1e21, 'GBP', /is no amount/],
    [undefined, 'GBP', /is no amount/],
    [null, 'GBP', /is no amount/],
    ['12.505', 'GBP', /more than the 2 decimals/],
    [0.1 + 0.2, 'GBP', /more than the 2 decimals/],
    ['0.5', 'JPY', /more than the 0 decimals/],
    ['1', 'gbp', /is no currency/],
    ['1', undefined, /is no currency/],
    ['92233720368547758.08', 'GBP', /more than anybody has/],
  ])) {
    assert.throws(() => Money.fromDecimal(decimal, currency), (error) => error instanceof MoneyError && why.test(error.message), `${decimal}`);
  }
});

test('decimals are written with the currency\'s digits, and read back the same', () => {
  for (const [minor, currency, decimal] of /** @type {[bigint, string, string][]} */ ([
    [1250n, 'GBP', '12.50'],
    [5n, 'GBP', '0.05'],
    [-5n, 'GBP', '-0.05'],
    [0n, 'GBP', '0.00'],
    [1250n, 'JPY', '1250'],
    [-7n, 'JPY', '-7'],
    [5n, 'BHD', '0.005'],
  ])) {
    assert.equal(new Money(minor, currency).toDecimal(), decimal);
    assert.equal(Money.fromDecimal(decimal, currency).value, minor);
  }
});

test('amounts of one currency are reckoned together, those of two are not', () => {
  assert.equal(gbp('0.10').plus(gbp('0.20')).toDecimal(), '0.30');
  assert.equal(gbp('1.00').minus(gbp('2.00')).toDecimal(), '-1.00');
  assert.equal(gbp('1.25').times(3).toDecimal(), '3.75');
  assert.equal(gbp('1.00').compare(gbp('2.00')), -1);
  assert.equal(Money.sum([gbp('1.00'), gbp('2.50')], 'GBP').toDecimal(), '3.50');
  assert.equal(Money.sum([], 'GBP').value, 0n);
  const yen = new Money(1, 'JPY');
  for (const wrong of [() => yen.plus(gbp('1')), () => yen.minus(gbp('1')), () => yen.compare(gbp('1')), () => Money.sum([yen], 'GBP')]) {
    assert.throws(wrong, /cannot be reckoned together/);
  }
});

test('a sum that does not fit is no sum', () => {
  const most = new Money(2n ** 63n - 1n, 'GBP');
  assert.throws(() => most.plus(new Money(1, 'GBP')), /more than anybody has/);
  assert.throws(() => most.times(-2), /more than anybody has/);
});

test('fractions of minor units are nowhere', () => {
  assert.throws(() => new Money(12.5, 'GBP'), /no whole number of minor units/);
  assert.throws(() => gbp('1.00').times(0.5), /no whole number/);
  assert.throws(() => gbp('1.00').split([0.5, 0.5]), /no weight/);
});

test('parts add up to the whole, the largest remainder first', () => {
  const split = (/** @type {string} */ decimal, /** @type {number[]} */ weights) =>
    gbp(decimal).split(weights).map((part) => part.toDecimal());
  assert.deepEqual(split('10.00', [1, 1, 1]), ['3.34', '3.33', '3.33']);
  assert.deepEqual(split('-10.00', [1, 1, 1]), ['-3.34', '-3.33', '-3.33']);
  assert.deepEqual(split('0.01', [1, 1]), ['0.01', '0.00']);
  assert.deepEqual(split('1.00', [0, 1]), ['0.00', '1.00']);
  // 0.25, 0.5 and 2.25 of 3 pennies: the unit that is left goes to the half.
  assert.deepEqual(split('0.03', [1, 2, 9]), ['0.00', '0.01', '0.02']);
  assert.throws(() => split('1.00', []), /among nobody/);
  assert.throws(() => split('1.00', [0, 0]), /among nobody/);
  assert.throws(() => split('1.00', [2, -1]), /no weight/);
});

test('whatever is split by whatever adds up, and nobody is a unit off', () => {
  let seed = 1;
  const next = (/** @type {number} */ below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 2000; round += 1) {
    const whole = new Money(next(100000) - 50000, 'GBP');
    const weights = Array.from({ length: 1 + next(7) }, () => next(20));
    weights[0] += 1;
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const parts = whole.split(weights);
    assert.equal(Money.sum(parts, 'GBP').value, whole.value);
    parts.forEach((part, at) => {
      assert.ok(Math.abs(Number(part.value) - (Number(whole.value) * weights[at]) / all) < 1);
    });
  }
});
