// The call that is running.

import { remainingMs as left, traceId as id } from '#host/call';

/** Milliseconds until the host gives up on this call. @returns {number} */
export function remainingMs() {
  return left();
}

/** For the point of sale's own log: the same id stands in the host's. @returns {string} */
export function traceId() {
  return id();
}
