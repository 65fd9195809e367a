// The call of a test.
import { lent } from './lent.js';

export function remainingMs() {
  return lent().remainingMs();
}

export function traceId() {
  return lent().traceId;
}
