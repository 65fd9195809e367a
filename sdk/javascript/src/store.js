// A small durable store, private to one venue and adapter. Its values are texts here; whoever keeps bytes uses `bytes`.

import * as host from '#host/store';

/** @param {string} text */
const encode = (text) => new TextEncoder().encode(text);

/** @param {Uint8Array | undefined} bytes */
const decode = (bytes) => (bytes === undefined ? undefined : new TextDecoder().decode(bytes));

export const store = {
  /** @param {string} key @returns {string | undefined} */
  get(key) {
    return decode(host.get(key));
  },

  /** @param {string} key @param {string} value */
  set(key, value) {
    host.set(key, encode(value));
  },

  /** A key that is not there is a success. @param {string} key */
  delete(key) {
    host.remove(key);
  },

  /**
   * In key order, at most 1000: the next ones begin after the last.
   * @param {string} prefix @param {string} [after] @returns {string[]}
   */
  keys(prefix, after) {
    return host.keys(prefix, after);
  },

  /**
   * Sets the value only where the present one is `expected` (undefined: none); true where it did.
   * @param {string} key @param {string | undefined} expected @param {string} value @returns {boolean}
   */
  compareAndSet(key, expected, value) {
    return host.compareAndSet(key, expected === undefined ? undefined : encode(expected), encode(value));
  },

  /** The same with bytes. */
  bytes: {
    /** @param {string} key @returns {Uint8Array | undefined} */
    get(key) {
      return host.get(key);
    },

    /** @param {string} key @param {Uint8Array} value */
    set(key, value) {
      host.set(key, value);
    },
  },
};
