// Money that was given back is given back at Corner, each part once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noAnswer } from '@patio/sdk/testkit';
import { check, onTheTill, money, requester } from './corner.js';

const POST = 'POST /checks/1001/refunds';

/** @param {string} status @param {object | undefined} intent @param {bigint} [before] */
function update(status, intent, before) {
  return /** @type {any} */ ({
    eventId: 'e1',
    paymentIntentId: 'pi_1',
    status,
    captureMode: 'auto',
    createdAt: '2026-11-22T19:04:05.000Z',
    intent: intent && { orderId: '1001', paidAmount: money(2000n), metadata: [], ...intent },
    refundedBefore: before === undefined ? undefined : money(before),
    requester,
    attempt: 1,
  });
}

/** @param {any} what */
async function told(what, answer = /** @type {any} */ ({ status: 201, json: check() })) {
  const { pos, paymentEvents } = onTheTill();
  pos.on(POST, answer);
  await paymentEvents.paymentUpdated(what);
  return pos.asked;
}

test('a refund gives back what was not given back before', async () => {
  const [asked] = await told(update('partly-refunded', { refundedAmount: money(700n) }, 200n));
  assert.deepEqual(asked.json, { reference: 'pi_1', amount: '5.00' });
  assert.equal(asked.headers['idempotency-key'], 'pi_1:refund:700');
  const [whole] = await told(update('refunded', { refundedAmount: money(2000n) }));
  assert.deepEqual(whole.json, { reference: 'pi_1', amount: '20.00' });
});

test('a reversal gives back everything that is left', async () => {
  const [asked] = await told(update('reversed', {}, 500n));
  assert.deepEqual(asked.json, { reference: 'pi_1', amount: '15.00' });
});

test('two refunds of the same amount are two', async () => {
  const [one] = await told(update('partly-refunded', { refundedAmount: money(500n) }));
  const [two] = await told(update('partly-refunded', { refundedAmount: money(1000n) }, 500n));
  assert.equal(one.json.amount, two.json.amount);
  assert.notEqual(one.headers['idempotency-key'], two.headers['idempotency-key']);
});

test('what moves no money is no request', async () => {
  for (const status of ['created', 'authorized', 'captured', 'canceled']) {
    assert.deepEqual(await told(update(status, undefined)), []);
  }
  assert.deepEqual(await told(update('refunded', { refundedAmount: money(500n) }, 500n)), []);
});

test('a refund of which the amounts are not known is an invalid request', async () => {
  for (const what of [update('refunded', undefined), update('refunded', {}), update('reversed', { orderId: undefined })]) {
    await assert.rejects(told(what), { tag: 'invalid-request' });
  }
});

test('a refund without an answer is in doubt', async () => {
  await assert.rejects(told(update('reversed', {}), noAnswer), { tag: 'in-doubt' });
});
