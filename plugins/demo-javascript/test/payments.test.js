// A payment is posted once, refused, or in doubt.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noAnswer, notReached } from '@patio/sdk/testkit';
import { check, onTheTill, money, payment, refused, requester } from './corner.js';

const POST = 'POST /checks/1001/payments';

const wanted = { paymentIntentId: 'pi_1', paidAmount: money(1250n), tipsAmount: money(100n), lockId: 'lock-1', attempt: 1 };

/** Corner, and what it answers to the payment. @param {any} answer */
function answering(answer) {
  const found = onTheTill();
  found.pos.on(POST, answer);
  return found;
}

test('a payment reaches Corner whole, under its key, the same at each attempt', async () => {
  const { pos, payments } = answering({ status: 201, json: check({ payments: [payment(), payment({ reference: 'pi_1' })] }) });
  const order = await payments.recordPayment('1001', wanted, requester);
  await payments.recordPayment('1001', { ...wanted, attempt: 2 }, requester);
  assert.equal(order.payments[1].paymentIntentId, 'pi_1');
  const [first, second] = pos.askedFor(POST);
  assert.deepEqual(first.json, { type: 'CARD', reference: 'pi_1', amount: '12.50', tip: '1.00', lock: 'lock-1' });
  assert.equal(first.headers['idempotency-key'], 'pi_1');
  assert.deepEqual([second.json, second.headers], [first.json, first.headers]);
});

test('what was not given is not sent', async () => {
  const { pos, payments } = answering({ status: 201, json: check() });
  await payments.recordPayment('1001', { paymentIntentId: 'pi_1', paidAmount: money(5n), attempt: 1 }, requester);
  assert.deepEqual(pos.askedFor(POST)[0].json, { type: 'CARD', reference: 'pi_1', amount: '0.05' });
});

test('each outcome is what is certain of it', async () => {
  for (const [answer, tag] of /** @type {[any, string][]} */ ([
    [notReached, 'unavailable'],
    [noAnswer, 'in-doubt'],
    [{ status: 500 }, 'in-doubt'],
    [{ status: 503 }, 'in-doubt'],
    [{ status: 201, text: '<html>' }, 'in-doubt'],
    [{ status: 201, json: check({ state: 'odd' }) }, 'in-doubt'],
    [{ status: 409, json: refused('exceeds_balance', 'too much') }, 'conflict'],
    [{ status: 404, json: refused('unknown', 'no check') }, 'not-found'],
    [{ status: 400, json: refused('bad', 'no key') }, 'invalid-request'],
  ])) {
    const { payments } = answering(answer);
    await assert.rejects(async () => payments.recordPayment('1001', wanted, requester), { tag }, JSON.stringify(answer));
  }
});

test('a refusal says what Corner said', async () => {
  const { payments } = answering({ status: 409, json: refused('locked', 'another till has it') });
  await assert.rejects(async () => payments.recordPayment('1001', wanted, requester), {
    message: 'POST http://corner.test/checks/1001/payments: the POS answered 409: another till has it (locked)',
  });
});
