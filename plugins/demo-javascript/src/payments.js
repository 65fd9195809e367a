// Puts a payment on an order, while the card machine waits.

import { keyed, Money } from '@patio/sdk';
import { path, post } from './corner.js';
import { orderOf } from './order.js';

/** @type {import('@patio/sdk').Interfaces['payments']} */
export const payments = {
  async recordPayment(orderId, { paymentIntentId, paidAmount, tipsAmount, lockId }) {
    const payment = {
      type: 'CARD',
      reference: paymentIntentId,
      amount: Money.from(paidAmount).toDecimal(),
      tip: tipsAmount && Money.from(tipsAmount).toDecimal(),
      lock: lockId,
    };
    // The attempt is no part of the key: another attempt is the same payment.
    return keyed([paymentIntentId], async (key) => orderOf(await post(path('checks', orderId, 'payments'), key, payment)));
  },
};
