// What stands in for the host where an adapter runs in Node: in its own tests.

import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * @typedef {object} Lent
 * @property {Map<string, string>} settings
 * @property {Map<string, Uint8Array>} store
 * @property {{ level: string, message: string, fields: { name: string, value: string }[] }[]} log
 * @property {() => number} remainingMs
 * @property {string} traceId
 * @property {(request: import('../http.js').Outgoing) => import('../http.js').Outcome | Promise<import('../http.js').Outcome>} send
 */

/** @type {AsyncLocalStorage<Lent>} */
const storage = new AsyncLocalStorage();

/** Runs something with what is lent; calls at the same time have each their own. @template T @param {Lent} lent @param {() => T} what */
export function lend(lent, what) {
  return storage.run(lent, what);
}

/** @returns {Lent} */
export function lent() {
  const lent = storage.getStore();
  if (lent === undefined) {
    throw new Error(
      'there is no host here: in a test, call the adapter through `onTheDesk(adapter, …)` of @patio/sdk/testkit; ' +
        'and ask for settings within a call, not where a module begins',
    );
  }
  return lent;
}
