// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/order-locks@0.1.0' {
  /**
   * Capability CreateOrderLock. The same lock id again is the same lock; another one is a conflict.
   */
  export function createLock(orderId: string, lockId: string, expiry: Timestamp, requester: Requester): Order;
  /**
   * Capability DeleteOrderLock. A lock that is gone already is a success.
   */
  export function deleteLock(orderId: string, lockId: string, requester: Requester): Order;
  export type Order = import('patio:epos/model@0.1.0').Order;
  export type Timestamp = import('patio:epos/model@0.1.0').Timestamp;
  export type Requester = import('patio:epos/model@0.1.0').Requester;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
}
