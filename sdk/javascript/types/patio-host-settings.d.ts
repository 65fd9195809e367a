// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
declare module 'patio:host/settings@0.1.0' {
  export function get(name: string): string | undefined;
}
