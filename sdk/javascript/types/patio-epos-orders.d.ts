// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/orders@0.1.0' {
  /**
   * Capability SearchOrders.
   */
  export function searchOrders(filter: OrderFilter, page: PageRequest, requester: Requester): OrderPage;
  /**
   * Capability GetOrderById.
   */
  export function getOrder(orderId: string, requester: Requester): Order;
  export type Order = import('patio:epos/model@0.1.0').Order;
  export type Requester = import('patio:epos/model@0.1.0').Requester;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
  export type PageRequest = import('patio:epos/model@0.1.0').PageRequest;
  export type PageEnds = import('patio:epos/model@0.1.0').PageEnds;
  /**
   * Every given field must match.
   */
  export interface OrderFilter {
    tableId?: string,
    waiterId?: string,
    partyId?: string,
    reservationId?: string,
    payableOnly: boolean,
  }
  export interface OrderPage {
    orders: Array<Order>,
    ends: PageEnds,
  }
}
