// Puts a payment on an order, while the card machine waits.

import { InvalidRequest, keyed, Money } from '@patio/sdk';
import { get, path, post } from './corner.js';
import { orderOf } from './order.js';

/** @type {import('@patio/sdk').Interfaces['payments']} */
export const payments = {
  async recordPayment(orderId, { paymentIntentId, paidAmount, tipsAmount, lockId }) {
    // Corner is told no currency: ten euros would be booked as ten pounds.
    const currency = (await get(path('checks', orderId))).text('currency');
    if (paidAmount.currencyCode !== currency) {
      throw new InvalidRequest(`order ${orderId} is in ${currency}, and the payment in ${paidAmount.currencyCode}`);
    }
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
