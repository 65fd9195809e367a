// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/order-lock-extension@0.1.0' {
  /**
   * Capability ExtendOrderLock. A lock that is unknown or past its expiry is not-found.
   */
  export function extendLock(orderId: string, lockId: string, expiry: Timestamp, requester: Requester): void;
  export type Timestamp = import('patio:epos/model@0.1.0').Timestamp;
  export type Requester = import('patio:epos/model@0.1.0').Requester;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
}
