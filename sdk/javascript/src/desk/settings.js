// The settings of a test.
import { lent } from './lent.js';

/** @param {string} name */
export function get(name) {
  return lent().settings.get(name);
}
