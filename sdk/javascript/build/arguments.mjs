// What is to be built.

import { Failure } from './failure.mjs';

const USAGE = 'node build.mjs --entry src/adapter.js --wit wit --world corner --out corner.wasm';

const NAMES = ['entry', 'wit', 'world', 'out'];

/**
 * By name, or in the order of the names.
 * @param {string[]} given @returns {{ entry: string, wit: string, world: string, out: string }}
 */
export function argumentsOf(given) {
  const wrong = (/** @type {string} */ what) => new Failure(what, { hints: [USAGE], isUsage: true });
  /** @type {Record<string, string>} */
  const found = {};
  const unnamed = [];
  for (let at = 0; at < given.length; at += 1) {
    const name = given[at].startsWith('--') ? given[at].slice(2) : undefined;
    if (name === undefined) {
      unnamed.push(given[at]);
    } else if (!NAMES.includes(name)) {
      throw wrong(`there is no --${name}`);
    } else {
      at += 1;
      found[name] = given[at] ?? '';
    }
  }
  for (const name of NAMES.filter((name) => !(name in found))) {
    found[name] = unnamed.shift() ?? '';
  }
  const missing = NAMES.filter((name) => found[name] === '');
  if (missing.length > 0) {
    throw wrong(`it is not said what ${missing.map((name) => `--${name}`).join(', ')} is`);
  }
  if (unnamed.length > 0) {
    throw wrong(`${unnamed.join(' ')} is too much`);
  }
  return /** @type {any} */ (found);
}
