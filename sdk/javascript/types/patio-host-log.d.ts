// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
declare module 'patio:host/log@0.1.0' {
  export function write(level: Level, message: string, fields: Array<Field>): void;
  /**
   * # Variants
   *
   * ## `"trace"`
   *
   * ## `"debug"`
   *
   * ## `"info"`
   *
   * ## `"warn"`
   *
   * ## `"error"`
   */
  export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';
  export interface Field {
    name: string,
    value: string,
  }
}
