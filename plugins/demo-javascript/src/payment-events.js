// Takes in what happens to payments later: money that was given back.

import { InvalidRequest, keyed, Money } from '@patio/sdk';
import { path, post } from './corner.js';

/** @type {import('@patio/sdk').Interfaces['paymentEvents']} */
export const paymentEvents = {
  async paymentUpdated(update) {
    // What is captured comes through `payments`; the rest moves no money.
    if (!['partly-refunded', 'refunded', 'reversed'].includes(update.status)) {
      return;
    }
    const { paymentIntentId, intent } = update;
    if (intent?.orderId === undefined) {
      throw new InvalidRequest(`payment ${paymentIntentId} came without its ${intent ? 'order' : 'amounts'}`);
    }
    const before = update.refundedBefore ? Money.from(update.refundedBefore) : Money.zero(intent.paidAmount.currencyCode);
    const all = givenBack(update.status, intent);
    const amount = all.minus(before);
    if (!amount.isPositive) {
      return;
    }
    const refunds = path('checks', intent.orderId, 'refunds');
    // All that was given back so far makes the key: two refunds of the same amount are two.
    await keyed([paymentIntentId, 'refund', String(all.value)], (key) =>
      post(refunds, key, { reference: paymentIntentId, amount: amount.toDecimal() }),
    );
  },
};

/**
 * All that was given back so far.
 * @param {string} status @param {import('patio:epos/payment-events@0.1.0').PaymentIntent} intent
 */
function givenBack(status, { paidAmount, refundedAmount }) {
  if (status === 'reversed') {
    return Money.from(paidAmount);
  }
  if (refundedAmount === undefined) {
    throw new InvalidRequest('the payment does not say how much of it was given back');
  }
  return Money.from(refundedAmount);
}
