// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/order-entry@0.1.0' {
  /**
   * Capability CreateOrder.
   */
  export function createOrder(order: NewOrder, requester: Requester): Order;
  export type Money = import('patio:epos/model@0.1.0').Money;
  export type Order = import('patio:epos/model@0.1.0').Order;
  export type OrderDetails = import('patio:epos/model@0.1.0').OrderDetails;
  export type Item = import('patio:epos/model@0.1.0').Item;
  export type Customer = import('patio:epos/model@0.1.0').Customer;
  export type Discount = import('patio:epos/model@0.1.0').Discount;
  export type TaxLine = import('patio:epos/model@0.1.0').TaxLine;
  export type Payment = import('patio:epos/model@0.1.0').Payment;
  export type Requester = import('patio:epos/model@0.1.0').Requester;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
  export interface NewOrder {
    /**
     * The same id again must answer with the order it made the first time.
     */
    dojoOrderId: string,
    details: OrderDetails,
    items: Array<Item>,
    totalAmount: Money,
    payments: Array<Payment>,
    note?: string,
    customer?: Customer,
    discounts: Array<Discount>,
    taxLines: Array<TaxLine>,
    serviceChargeAmount?: Money,
    reference?: string,
    displayName?: string,
  }
}
