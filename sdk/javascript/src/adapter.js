// What an adapter exports: each interface as an object of functions, whose exceptions become errors of the API.

import { EposError, Unexpected } from './errors.js';
import { log } from './log.js';
import { sourceStack } from './stack.js';

/**
 * The interfaces of an adapter. Its exported names are what it can do: `export const { about, orders } = adapter({ … })`.
 *
 * A function may be async. What it throws reaches the card machine: an `EposError` as what it says, everything else as
 * `unexpected`, with its stack in the log.
 * @template {Partial<import('./interfaces.js').Interfaces>} T
 * @param {T} interfaces @returns {T}
 */
export function adapter(interfaces) {
  return /** @type {T} */ (
    Object.fromEntries(
      Object.entries(interfaces).map(([name, functions]) => [
        name,
        Object.fromEntries(Object.entries(functions).map(([called, what]) => [called, guarded(`${name}.${called}`, what)])),
      ]),
    )
  );
}

/** @param {string} called @param {(...given: any[]) => any} what */
function guarded(called, what) {
  return async (/** @type {any[]} */ ...given) => {
    try {
      return await what(...given);
    } catch (error) {
      if (error instanceof EposError) {
        throw error;
      }
      const text = String(error);
      log.error(`${called} threw ${text}`, { stack: sourceStack(error) });
      throw new Unexpected(`${called}: ${text}`, { cause: error });
    }
  };
}
