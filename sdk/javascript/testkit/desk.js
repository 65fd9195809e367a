// An adapter with a stand-in for the host.

import { lend } from '../src/desk/lent.js';
import { ScriptedPos } from './pos.js';

/** What a host gives a call by default. */
const DEADLINE_MS = 5000;

/**
 * The adapter's interfaces, to be called as the host does: with the same settings, store and point of sale in each call.
 *
 * ```js
 * const pos = new ScriptedPos().on('GET /checks/1001', { json: check });
 * const { orders } = onTheDesk(adapter, { settings: { base_url: 'http://pos.test', api_key: 'k' }, pos });
 * const order = await orders.getOrder('1001', {});
 * ```
 *
 * What the host would log is in `desk.log`, what it would keep in `desk.store`.
 * @template {Record<string, any>} T
 * @param {T} adapter the module that exports it: `import * as adapter from '../src/adapter.js'`
 * @param {{ settings?: Record<string, string>, pos?: ScriptedPos, remainingMs?: number }} [lent]
 * @returns {T & { desk: import('../src/desk/lent.js').Lent }}
 */
export function onTheDesk(adapter, { settings = {}, pos = new ScriptedPos(), remainingMs = DEADLINE_MS } = {}) {
  /** @type {import('../src/desk/lent.js').Lent} */
  const desk = {
    settings: new Map(Object.entries(settings)),
    store: new Map(),
    log: [],
    remainingMs: () => remainingMs,
    traceId: '00000000000000000000000000000001',
    send: (outgoing) => pos.answer(outgoing),
  };
  const interfaces = Object.entries(adapter).map(([name, functions]) => [
    name,
    Object.fromEntries(
      Object.entries(functions).map(([called, what]) => [
        called,
        (/** @type {any[]} */ ...given) => lend(desk, () => /** @type {any} */ (what)(...given)),
      ]),
    ),
  ]);
  return { ...Object.fromEntries(interfaces), desk };
}
