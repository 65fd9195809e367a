// Orders are found page by page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notReached } from '@patio/sdk/testkit';
import { check, onTheTill, refused, requester } from './corner.js';

const everything = { payableOnly: false };

/** Corner with so many checks, every third of them paid. @param {number} count */
function withChecks(count) {
  const all = Array.from({ length: count }, (_, at) => check({ id: `c${at}`, balance: at % 3 === 0 ? '0.00' : '5.00' }));
  const found = onTheTill();
  found.pos.on('GET /checks', ({ query }) => {
    const place = (/** @type {string} */ id) => all.findIndex((check) => check.id === id);
    const limit = Number(query.limit);
    const start = query.after ? place(query.after) + 1 : query.before ? Math.max(0, place(query.before) - limit) : 0;
    const end = query.before ? place(query.before) : start + limit;
    return { json: { checks: all.slice(start, end), more_before: start > 0, more_after: end < all.length } };
  });
  return found;
}

const ids = (/** @type {{ id: string }[]} */ orders) => orders.map(({ id }) => id);

test('pages go forward and back and skip nothing', async () => {
  const { orders } = withChecks(5);
  const first = await orders.searchOrders(everything, { limit: 2 }, requester);
  assert.deepEqual([ids(first.orders), first.ends], [['c0', 'c1'], { before: undefined, after: 'c1' }]);
  const second = await orders.searchOrders(everything, { limit: 2, at: { tag: 'after', val: 'c1' } }, requester);
  assert.deepEqual([ids(second.orders), second.ends], [['c2', 'c3'], { before: 'c2', after: 'c3' }]);
  const last = await orders.searchOrders(everything, { limit: 2, at: { tag: 'after', val: 'c3' } }, requester);
  assert.deepEqual([ids(last.orders), last.ends], [['c4'], { before: 'c4', after: undefined }]);
  const back = await orders.searchOrders(everything, { limit: 2, at: { tag: 'before', val: 'c2' } }, requester);
  assert.deepEqual([ids(back.orders), back.ends], [['c0', 'c1'], { before: undefined, after: 'c1' }]);
});

test('pages stay full where most checks do not match', async () => {
  const { pos, orders } = withChecks(200);
  const page = await orders.searchOrders({ payableOnly: true }, { limit: 100 }, requester);
  assert.equal(page.orders.length, 100);
  assert.ok(page.orders.every(({ payable }) => payable));
  assert.equal(page.ends.after, page.orders[99].id);
  assert.ok(pos.asked.every(({ query }) => Number(query.limit) <= 50 && query.state === 'open'));
});

test('filters are passed on, and what Corner does not know matches nothing', async () => {
  const { pos, orders } = withChecks(3);
  await orders.searchOrders({ tableId: 'T8', waiterId: 'W 1', payableOnly: false }, { limit: 1 }, requester);
  assert.deepEqual(pos.asked[0].query, { state: 'all', table: 'T8', waiter: 'W 1', limit: '2' });
  assert.equal(pos.asked[0].headers['x-api-key'], 'k-1');
  for (const filter of [{ partyId: 'p', payableOnly: false }, { reservationId: 'r', payableOnly: false }]) {
    assert.deepEqual(await orders.searchOrders(filter, { limit: 1 }, requester), { orders: [], ends: {} });
  }
});

test('each refusal is what it means', async () => {
  for (const [status, tag] of /** @type {const} */ ([
    [400, 'invalid-request'],
    [401, 'unexpected'],
    [404, 'not-found'],
    [409, 'conflict'],
    [418, 'unexpected'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])) {
    const { pos, orders } = onTheTill();
    pos.on('GET /checks/1001', { status, json: refused('code', 'why') });
    await assert.rejects(async () => orders.getOrder('1001', requester), { tag }, String(status));
  }
  const { pos, orders } = onTheTill();
  pos.on('GET /checks/1001', notReached);
  await assert.rejects(async () => orders.getOrder('1001', requester), { tag: 'unavailable' });
});

test('an id is one part of the path, whatever is in it', async () => {
  const { pos, orders } = onTheTill();
  pos.on('GET /checks/..%2Ftables%3Fx', { status: 404 });
  await assert.rejects(async () => orders.getOrder('../tables?x', requester), { tag: 'not-found' });
});

test('a cursor that Corner does not know is an invalid request', async () => {
  const { pos, orders } = onTheTill();
  pos.on('GET /checks', { status: 404 });
  await assert.rejects(
    async () => orders.searchOrders(everything, { limit: 1, at: { tag: 'after', val: 'gone' } }, requester),
    { tag: 'invalid-request', message: '"gone" is no cursor of these orders' },
  );
});
