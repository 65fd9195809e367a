// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/payment-events@0.1.0' {
  /**
   * Capabilities HandleEvent:payment_intent.created and HandleEvent:payment_intent.status_updated.
   * Called in order per payment intent, and again only after an attempt that did not succeed. `captured` comes here
   * only where the adapter does not export `payments`; a refund comes only for a payment that was applied.
   */
  export function paymentUpdated(update: PaymentUpdate): void;
  export type Money = import('patio:epos/model@0.1.0').Money;
  export type Timestamp = import('patio:epos/model@0.1.0').Timestamp;
  export type Requester = import('patio:epos/model@0.1.0').Requester;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
  /**
   * `partly-refunded` is the host's: Dojo keeps `Captured` with a refunded amount.
   * # Variants
   *
   * ## `"created"`
   *
   * ## `"authorized"`
   *
   * ## `"captured"`
   *
   * ## `"partly-refunded"`
   *
   * ## `"refunded"`
   *
   * ## `"reversed"`
   *
   * ## `"canceled"`
   */
  export type PaymentStatus = 'created' | 'authorized' | 'captured' | 'partly-refunded' | 'refunded' | 'reversed' | 'canceled';
  /**
   * # Variants
   *
   * ## `"auto"`
   *
   * ## `"manual"`
   */
  export type CaptureMode = 'auto' | 'manual';
  /**
   * What the payment intent says, where the host could read it.
   */
  export interface PaymentIntent {
    /**
     * The POS's own order id.
     */
    orderId?: string,
    /**
     * What `record-payment` calls the paid amount: without tips and cashback, with service charge.
     * Manual capture: the sum of the captures so far.
     */
    paidAmount: Money,
    tipsAmount?: Money,
    serviceChargeAmount?: Money,
    cashbackAmount?: Money,
    /**
     * In all, so far.
     */
    refundedAmount?: Money,
    waiterId?: string,
    metadata: Array<[string, string]>,
  }
  export interface PaymentUpdate {
    eventId: string,
    paymentIntentId: string,
    status: PaymentStatus,
    captureMode: CaptureMode,
    createdAt: Timestamp,
    /**
     * Where it is none, on captured or refunded: answer invalid-request unless you need no amounts.
     */
    intent?: PaymentIntent,
    /**
     * The part of the refunded amount that was handed to you before.
     */
    refundedBefore?: Money,
    requester: Requester,
    /**
     * 1 the first time; higher when an earlier attempt failed or its outcome is unknown.
     */
    attempt: number,
  }
}
