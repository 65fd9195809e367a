// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
declare module 'patio:epos/about@0.1.0' {
  export function describe(): Description;
  /**
   * What happens when the same payment is posted to the POS twice.
   * # Variants
   *
   * ## `"keyed"`
   *
   * The POS takes an idempotency key: posting again is harmless.
   * ## `"lookup"`
   *
   * The POS can be asked whether a payment intent is on the order already.
   * ## `"none"`
   *
   * Neither: an attempt of unknown outcome goes to a person.
   */
  export type PaymentSafety = 'keyed' | 'lookup' | 'none';
  export interface Setting {
    name: string,
    help: string,
    required: boolean,
    /**
     * A secret is never logged and never shown.
     */
    secret: boolean,
    'default'?: string,
  }
  /**
   * A host the adapter wants to talk to: "https://connect.squareup.com", or "{base-url}" for the value of a setting.
   */
  export type HttpWish = string;
  export interface Description {
    name: string,
    version: string,
    vendor?: string,
    paymentSafety: PaymentSafety,
    settings: Array<Setting>,
    http: Array<HttpWish>,
  }
}
