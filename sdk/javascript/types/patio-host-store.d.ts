// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
declare module 'patio:host/store@0.1.0' {
  export function get(key: string): Uint8Array | undefined;
  export function set(key: string, value: Uint8Array): void;
  export { _delete as delete };
  function _delete(key: string): void;
  /**
   * In key order, at most 1000.
   */
  export function keys(prefix: string, after: string | undefined): Array<string>;
  /**
   * Sets the value only where the present one equals `expected`; true where it did.
   */
  export function compareAndSet(key: string, expected: Uint8Array | undefined, value: Uint8Array): boolean;
  export type StoreError = StoreErrorTooLarge | StoreErrorUnavailable;
  /**
   * The quota of the venue, or the size limit of a key or value.
   */
  export interface StoreErrorTooLarge {
    tag: 'too-large',
    val: string,
  }
  export interface StoreErrorUnavailable {
    tag: 'unavailable',
    val: string,
  }
}
