// The adapter: what it exports is what it can do, the same as in wit/world.wit.

import { adapter } from '@patio/sdk';
import { about as described } from './about.js';
import { orderLocks as locks } from './order-locks.js';
import { orders as found } from './orders.js';
import { paymentEvents as events } from './payment-events.js';
import { payments as recorded } from './payments.js';
import { tables as floor } from './tables.js';

export const { about, orders, payments, paymentEvents, orderLocks, tables } = adapter({
  about: described,
  orders: found,
  payments: recorded,
  paymentEvents: events,
  orderLocks: locks,
  tables: floor,
});
