// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
declare module 'patio:epos/model@0.1.0' {
  /**
   * An amount in the currency's minor unit: 1250 with "GBP" is 12.50 pounds.
   */
  export interface Money {
    value: bigint,
    /**
     * ISO 4217 alpha-3, upper case.
     */
    currencyCode: string,
  }
  /**
   * An instant as RFC 3339 in UTC with millisecond precision: "2026-11-22T19:04:05.000Z".
   */
  export type Timestamp = string;
  /**
   * Who asks, as far as the card machine told.
   */
  export interface Requester {
    waiterId?: string,
    product?: string,
    deviceId?: string,
    deviceType?: string,
  }
  /**
   * Why a call was refused or failed. The text is for the log and the vendor; never put secrets in it.
   */
  export type EposError = EposErrorNotFound | EposErrorInvalidRequest | EposErrorConflict | EposErrorUnavailable | EposErrorInDoubt | EposErrorUnexpected;
  /**
   * No such order, table, lock, party or reservation.
   */
  export interface EposErrorNotFound {
    tag: 'not-found',
    val: string,
  }
  /**
   * The request can never succeed as it stands.
   */
  export interface EposErrorInvalidRequest {
    tag: 'invalid-request',
    val: string,
  }
  /**
   * The state forbids it now: locked by a till, paid already, changed meanwhile.
   */
  export interface EposErrorConflict {
    tag: 'conflict',
    val: string,
  }
  /**
   * The POS could not be reached and nothing was written: safe to try again.
   */
  export interface EposErrorUnavailable {
    tag: 'unavailable',
    val: string,
  }
  /**
   * The POS may or may not have written it: look before trying again.
   */
  export interface EposErrorInDoubt {
    tag: 'in-doubt',
    val: string,
  }
  /**
   * Anything else.
   */
  export interface EposErrorUnexpected {
    tag: 'unexpected',
    val: string,
  }
  export type Position = PositionBefore | PositionAfter;
  export interface PositionBefore {
    tag: 'before',
    val: string,
  }
  export interface PositionAfter {
    tag: 'after',
    val: string,
  }
  export interface PageRequest {
    /**
     * 1 to 100.
     */
    limit: number,
    at?: Position,
  }
  /**
   * Opaque cursors; none where there is no such page.
   */
  export interface PageEnds {
    before?: string,
    after?: string,
  }
  /**
   * # Variants
   *
   * ## `"new"`
   *
   * ## `"submitted"`
   *
   * ## `"confirmed"`
   *
   * ## `"accepted"`
   *
   * ## `"preparing"`
   *
   * ## `"prepared"`
   *
   * ## `"ready"`
   *
   * ## `"finalized"`
   *
   * ## `"canceled"`
   *
   * ## `"failed"`
   */
  export type OrderStatus = 'new' | 'submitted' | 'confirmed' | 'accepted' | 'preparing' | 'prepared' | 'ready' | 'finalized' | 'canceled' | 'failed';
  export interface Modifier {
    name: string,
    plu: string,
    /**
     * For a single item: two burgers with double cheese each have 2, not 4.
     */
    quantity: number,
    amountPerModifier: Money,
  }
  export interface SubItem {
    name: string,
    plu: string,
    quantity: number,
    amountPerItem: Money,
    note?: string,
    modifiers: Array<Modifier>,
  }
  export interface Item {
    name: string,
    plu: string,
    /**
     * Negative for a line that takes something back.
     */
    quantity: number,
    /**
     * Base price of one, before modifiers, sub-items and discounts.
     */
    amountPerItem: Money,
    note?: string,
    modifiers: Array<Modifier>,
    subItems: Array<SubItem>,
  }
  export interface Customer {
    id?: string,
    name?: string,
    emailAddress?: string,
    phoneNumber?: string,
  }
  export interface Discount {
    name: string,
    amountTotal: Money,
    /**
     * None: the whole order.
     */
    affectedPlu?: string,
    discountReference?: string,
    code?: string,
    /**
     * Hundredths of a percent: 25.1 % is 2510.
     */
    amountPercentage?: number,
  }
  export interface TaxLine {
    amountTotal: Money,
    id?: string,
    name?: string,
    affectedPlu?: string,
    /**
     * Hundredths of a percent.
     */
    amountPercentage?: number,
  }
  export interface Payment {
    /**
     * None for money that did not come through Dojo, cash for example.
     */
    paymentIntentId?: string,
    /**
     * Without tips.
     */
    paidAmount: Money,
    tipsAmount?: Money,
  }
  export interface DineIn {
    tableId?: string,
    waiterId?: string,
    partyId?: string,
    reservationId?: string,
    readyAt?: Timestamp,
  }
  export interface Collection {
    asap?: boolean,
    collectAt?: Timestamp,
  }
  /**
   * # Variants
   *
   * ## `"dine-in"`
   *
   * ## `"collection"`
   */
  export type OrderType = 'dine-in' | 'collection';
  /**
   * At least one of the two is given.
   */
  export interface OrderDetails {
    orderType: OrderType,
    dineIn?: DineIn,
    collection?: Collection,
  }
  export interface Order {
    id: string,
    status: OrderStatus,
    details: OrderDetails,
    items: Array<Item>,
    note?: string,
    customer?: Customer,
    discounts: Array<Discount>,
    taxLines: Array<TaxLine>,
    createdAt?: Timestamp,
    updatedAt?: Timestamp,
    /**
     * After discount and tax; with service charge, without tips.
     */
    totalAmount?: Money,
    /**
     * Sum of `payments` without tips; the host computes it where it is none. Equal to `total-amount`: fully paid.
     */
    paidAmount?: Money,
    tipsAmount?: Money,
    /**
     * Already inside `total-amount`.
     */
    serviceChargeAmount?: Money,
    payments: Array<Payment>,
    /**
     * May be paid now. True requires `total-amount`.
     */
    payable: boolean,
    reference?: string,
    /**
     * What the card machine shows: keep it within 24 characters.
     */
    displayName?: string,
  }
}
