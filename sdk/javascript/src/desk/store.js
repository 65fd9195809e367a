// The store of a test: a map.
import { lent } from './lent.js';

/** Keys that are listed at once, as the contract says. */
const LISTED = 1000;

/** @param {string} key */
export function get(key) {
  return lent().store.get(key);
}

/** @param {string} key @param {Uint8Array} value */
export function set(key, value) {
  lent().store.set(key, value.slice());
}

/** @param {string} key */
export function remove(key) {
  lent().store.delete(key);
}

/** @param {string} prefix @param {string | undefined} after */
export function keys(prefix, after) {
  const all = [...lent().store.keys()].filter((key) => key.startsWith(prefix) && (after === undefined || key > after));
  return all.sort().slice(0, LISTED);
}

/** @param {string} key @param {Uint8Array | undefined} expected @param {Uint8Array} value */
export function compareAndSet(key, expected, value) {
  const present = get(key);
  const same =
    present === undefined || expected === undefined
      ? present === expected
      : present.length === expected.length && present.every((byte, at) => byte === expected[at]);
  if (same) {
    set(key, value);
  }
  return same;
}
