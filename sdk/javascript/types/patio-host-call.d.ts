// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
declare module 'patio:host/call@0.1.0' {
  /**
   * Milliseconds until the host gives up on this call.
   */
  export function remainingMs(): number;
  /**
   * For the POS's own log: the same id stands in the host's.
   */
  export function traceId(): string;
}
