// Locks are taken, refused, and given back once or twice.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, onTheTill, refused, requester } from './corner.js';

const LOCK = '/checks/1001/lock/lock-1';

test('a lock is put on the check until its expiry', async () => {
  const { pos, orderLocks } = onTheTill();
  pos.on(`PUT ${LOCK}`, { json: check() });
  const order = await orderLocks.createLock('1001', 'lock-1', '2026-11-22T19:10:00.000Z', requester);
  assert.equal(order.id, '1001');
  assert.deepEqual(pos.asked[0].json, { until: '2026-11-22T19:10:00.000Z' });
});

test("another's lock is a conflict", async () => {
  const { pos, orderLocks } = onTheTill();
  pos.on(`PUT ${LOCK}`, { status: 409, json: refused('locked', 'by another') });
  await assert.rejects(async () => orderLocks.createLock('1001', 'lock-1', '2026-11-22T19:10:00.000Z', requester), {
    tag: 'conflict',
  });
});

test('a lock that is gone already is a success, an order that is not there is not', async () => {
  for (const answer of [{ status: 204 }, { status: 404 }]) {
    const { pos, orderLocks } = onTheTill();
    pos.on(`DELETE ${LOCK}`, answer).on('GET /checks/1001', { json: check() });
    assert.equal((await orderLocks.deleteLock('1001', 'lock-1', requester)).id, '1001');
  }
  const { pos, orderLocks } = onTheTill();
  pos.on(`DELETE ${LOCK}`, { status: 404 }).on('GET /checks/1001', { status: 404 });
  await assert.rejects(async () => orderLocks.deleteLock('1001', 'lock-1', requester), { tag: 'not-found' });
});
