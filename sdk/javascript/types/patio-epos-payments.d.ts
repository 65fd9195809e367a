// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/payments@0.1.0' {
  /**
   * Capability RecordOrderPaymentById, and every Captured event of an adapter that exports this interface.
   * The card has been charged: `conflict` makes Dojo give the money back,
   * `in-doubt` makes the host look at the order before it answers.
   */
  export function recordPayment(orderId: string, payment: OrderPayment, requester: Requester): Order;
  export type Money = import('patio:epos/model@0.1.0').Money;
  export type Order = import('patio:epos/model@0.1.0').Order;
  export type Requester = import('patio:epos/model@0.1.0').Requester;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
  export interface OrderPayment {
    /**
     * The key: the same id on the same order is the same payment.
     */
    paymentIntentId: string,
    /**
     * Without tips, with service charge.
     */
    paidAmount: Money,
    tipsAmount?: Money,
    lockId?: string,
    /**
     * 1 the first time; higher when an earlier attempt failed or its outcome is unknown.
     */
    attempt: number,
  }
}
