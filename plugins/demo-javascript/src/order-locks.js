// Locks orders for a card machine, and gives them back.

import { NotFound } from '@patio/sdk';
import { get, path, put, remove } from './corner.js';
import { orderOf } from './order.js';

/** @type {import('@patio/sdk').Interfaces['orderLocks']} */
export const orderLocks = {
  async createLock(orderId, lockId, expiry) {
    return orderOf(await put(path('checks', orderId, 'lock', lockId), { until: expiry }));
  },

  async deleteLock(orderId, lockId) {
    try {
      await remove(path('checks', orderId, 'lock', lockId));
    } catch (error) {
      // A lock that is gone is what was wanted; whether there is such an order is seen below.
      if (!(error instanceof NotFound)) {
        throw error;
      }
    }
    return orderOf(await get(path('checks', orderId)));
  },
};
