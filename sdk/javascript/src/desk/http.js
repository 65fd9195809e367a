// The point of sale of a test.
import { lent } from './lent.js';

/** @param {import('../http.js').Outgoing} outgoing */
export function send(outgoing) {
  return lent().send(outgoing);
}
