// Local times with their offset become instants in UTC.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { now, toUtc } from '../src/timestamp.js';

test('a local time with its offset is an instant in UTC with milliseconds', () => {
  for (const [local, utc] of [
    ['2026-11-22T20:04:05+01:00', '2026-11-22T19:04:05.000Z'],
    ['2026-11-22T20:04:05Z', '2026-11-22T20:04:05.000Z'],
    ['2026-11-22t20:04:05z', '2026-11-22T20:04:05.000Z'],
    ['2026-11-22 20:04:05.1239-0330', '2026-11-22T23:34:05.123Z'],
    ['2026-11-22T20:04+00:00', '2026-11-22T20:04:00.000Z'],
    ['2027-01-01T00:30:00+01:00', '2026-12-31T23:30:00.000Z'],
    ['2028-02-29T12:00:00-12:00', '2028-03-01T00:00:00.000Z'],
  ]) {
    assert.equal(toUtc(local), utc);
  }
});

test('a time without an offset is one only with what is said of it', () => {
  assert.throws(() => toUtc('2026-11-22T20:04:05'), { tag: 'unexpected', message: /has no offset/ });
  assert.equal(toUtc('2026-11-22T20:04:05', { offsetMinutes: 60 }), '2026-11-22T19:04:05.000Z');
  assert.equal(toUtc('2026-11-22T20:04:05Z', { offsetMinutes: 60 }), '2026-11-22T20:04:05.000Z');
});

test('what is on no calendar or clock is no time', () => {
  for (const wrong of ['2026-02-30T00:00:00Z', '2026-11-22T24:00:00Z', '2026-11-22T20:60:00Z', '2026-11-22T20:04:60Z', '2026-11-22T20:04:05+24:00', '1969-12-31T00:00:00Z']) {
    assert.throws(() => toUtc(wrong), { tag: 'unexpected', message: /on no calendar or clock/ }, wrong);
  }
  for (const wrong of ['yesterday', '', '2026-11-22', undefined, 1795374245]) {
    assert.throws(() => toUtc(/** @type {any} */ (wrong)), { tag: 'unexpected', message: /is no time/ });
  }
});

test('the present is later than the day this was written, and reads as an instant', () => {
  assert.ok(now() > '2026-01-01T00:00:00.000Z');
  assert.equal(toUtc(now()).length, 24);
});
