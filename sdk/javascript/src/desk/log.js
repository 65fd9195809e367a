// The log of a test: a list.
import { lent } from './lent.js';

/** @param {string} level @param {string} message @param {{ name: string, value: string }[]} fields */
export function write(level, message, fields) {
  lent().log.push({ level, message, fields });
}
