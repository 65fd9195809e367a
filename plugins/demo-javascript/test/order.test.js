// A check becomes an order.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, onTheTill, line, payment, plain, requester } from './corner.js';

/** @param {object} [different] */
async function orderOf(different) {
  const { pos, orders } = onTheTill();
  pos.on('GET /checks/1001', { json: check(different) });
  return orders.getOrder('1001', requester);
}

test('a check becomes an order', async () => {
  const order = await orderOf();
  assert.equal(order.id, '1001');
  assert.equal(order.status, 'confirmed');
  assert.equal(order.reference, '57');
  assert.equal(order.displayName, 'T8 · 57');
  assert.equal(order.createdAt, '2026-11-22T19:04:05.000Z');
  assert.equal(order.updatedAt, '2026-11-22T19:14:05.000Z');
  assert.deepEqual(order.details, { orderType: 'dine-in', dineIn: { tableId: 'T8', waiterId: 'W1' } });
  assert.equal(plain(order.totalAmount), '2513 GBP');
  assert.equal(plain(order.serviceChargeAmount), '313 GBP');
  assert.deepEqual(order.discounts.map(({ name, amountTotal }) => [name, plain(amountTotal)]), [['Staff', '500 GBP']]);
  assert.equal(order.taxLines[0].amountPercentage, 2000);
});

test('tips are not paid', async () => {
  const order = await orderOf();
  assert.equal(plain(order.paidAmount), '1000 GBP');
  assert.equal(plain(order.tipsAmount), '100 GBP');
  assert.equal(order.payments[0].paymentIntentId, 'pi_0');
});

test('quantities are those of the lines, and options are per one of the line', async () => {
  const [item] = (await orderOf()).items;
  assert.equal(item.quantity, 2);
  assert.equal(plain(item.amountPerItem), '1250 GBP');
  assert.equal(item.modifiers[0].quantity, 1);
  assert.equal(plain(item.modifiers[0].amountPerModifier), '100 GBP');
});

test('what is void does not exist', async () => {
  const order = await orderOf({ lines: [line({ void: true })], payments: [payment({ void: true })] });
  assert.deepEqual(order.items, []);
  assert.deepEqual(order.payments, []);
  assert.equal(plain(order.paidAmount), '0 GBP');
});

test('cash has no payment intent, and perhaps no tip', async () => {
  const order = await orderOf({ payments: [payment({ type: 'CASH', reference: null, tip: null })] });
  assert.equal(order.payments[0].paymentIntentId, undefined);
  assert.equal(plain(order.tipsAmount), '0 GBP');
});

test('a currency without minor unit has none', async () => {
  const lines = [line({ price: '1250', options: [] })];
  const yen = { currency: 'JPY', lines, total: '2500', balance: '2500', payments: [], discounts: [], taxes: [], service: null };
  const order = await orderOf(yen);
  assert.equal(plain(order.totalAmount), '2500 JPY');
  assert.equal(plain(order.items[0].amountPerItem), '1250 JPY');
});

test('an order is payable while it is open and something is due', async () => {
  for (const [state, balance, status, payable] of /** @type {const} */ ([
    ['open', '0.01', 'confirmed', true],
    ['billed', '0.01', 'ready', true],
    ['open', '0.00', 'confirmed', false],
    ['closed', '0.00', 'finalized', false],
    ['void', '5.00', 'canceled', false],
  ])) {
    const order = await orderOf({ state, balance });
    assert.deepEqual([order.status, order.payable], [status, payable], state);
  }
  assert.equal((await orderOf({ lock: { id: 'l', until: '2026-11-22T19:10:00Z' } })).payable, true);
});

test('a name is not longer than a card machine shows', async () => {
  const order = await orderOf({ table: 'The big table in the garden' });
  assert.equal(order.displayName, 'The big table in the gar');
  assert.equal((await orderOf({ table: null })).displayName, '57');
});

test('nonsense is told with its place', async () => {
  for (const [wrong, said] of /** @type {[object, RegExp][]} */ ([
    [{ state: 'odd' }, /the answer\.state is none of open, billed, closed, void: "odd"/],
    [{ lines: [line({ qty: 'two' })] }, /the answer\.lines\[0\]\.qty is no whole number: "two"/],
    [{ total: '12,50' }, /the answer\.total is not right/],
    [{ opened: 'yesterday' }, /"yesterday" is no time/],
  ])) {
    await assert.rejects(orderOf(wrong), (error) => error.tag === 'unexpected' && said.test(error.message));
  }
});
