// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/order-cancellation@0.1.0' {
  /**
   * Capability CancelOrderById.
   */
  export function cancelOrder(orderId: string, requester: Requester): Order;
  export type Order = import('patio:epos/model@0.1.0').Order;
  export type Requester = import('patio:epos/model@0.1.0').Requester;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
}
