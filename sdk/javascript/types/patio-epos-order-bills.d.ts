// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/order-bills@0.1.0' {
  /**
   * Capability GetOrderBillById.
   */
  export function getBill(orderId: string, requester: Requester): Bill;
  export type Order = import('patio:epos/model@0.1.0').Order;
  export type Requester = import('patio:epos/model@0.1.0').Requester;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
  /**
   * # Variants
   *
   * ## `"left"`
   *
   * ## `"center"`
   *
   * ## `"right"`
   */
  export type Align = 'left' | 'center' | 'right';
  /**
   * # Variants
   *
   * ## `"body"`
   *
   * ## `"header1"`
   *
   * ## `"header2"`
   */
  export type TextSize = 'body' | 'header1' | 'header2';
  /**
   * # Variants
   *
   * ## `"single"`
   *
   * ## `"double"`
   */
  export type Rule = 'single' | 'double';
  export interface TextLine {
    value: string,
    size: TextSize,
    align?: Align,
    bold?: boolean,
  }
  export interface ImageLine {
    svg: string,
    align?: Align,
  }
  export interface AddressLine {
    lines: Array<string>,
    postcode: string,
  }
  export interface UrlLine {
    url: string,
    description?: string,
    showQr?: boolean,
    showUrl?: boolean,
  }
  export interface TaxNumberLine {
    name: string,
    number: string,
  }
  export type BillLine = BillLineText | BillLineImage | BillLineLogo | BillLineMerchantName | BillLineMerchantAddress | BillLineMerchantEmailAddress | BillLineMerchantPhoneNumber | BillLineTaxNumber | BillLineUrl | BillLineHorizontalLine;
  export interface BillLineText {
    tag: 'text',
    val: TextLine,
  }
  export interface BillLineImage {
    tag: 'image',
    val: ImageLine,
  }
  export interface BillLineLogo {
    tag: 'logo',
    val: string,
  }
  export interface BillLineMerchantName {
    tag: 'merchant-name',
    val: string,
  }
  export interface BillLineMerchantAddress {
    tag: 'merchant-address',
    val: AddressLine,
  }
  export interface BillLineMerchantEmailAddress {
    tag: 'merchant-email-address',
    val: string,
  }
  export interface BillLineMerchantPhoneNumber {
    tag: 'merchant-phone-number',
    val: string,
  }
  export interface BillLineTaxNumber {
    tag: 'tax-number',
    val: TaxNumberLine,
  }
  export interface BillLineUrl {
    tag: 'url',
    val: UrlLine,
  }
  export interface BillLineHorizontalLine {
    tag: 'horizontal-line',
    val: Rule | undefined,
  }
  export interface Bill {
    header: Array<BillLine>,
    order: Order,
    footer: Array<BillLine>,
  }
}
