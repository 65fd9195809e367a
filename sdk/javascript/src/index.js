// What an adapter for a point of sale needs, besides knowing it.

/// <reference path="../types/contract.d.ts" />

/** @typedef {import('./interfaces.js').Interfaces} Interfaces */

export { adapter } from './adapter.js';
export { remainingMs, traceId } from './call.js';
export { digitsOf } from './currency.js';
export { Conflict, EposError, InDoubt, InvalidRequest, NotFound, Unavailable, Unexpected } from './errors.js';
export { request, Response, SendError } from './http.js';
export { Json, NonsenseError } from './json.js';
export { log } from './log.js';
export { Money, MoneyError } from './money.js';
export { keyed, lookupThenPost } from './payments.js';
export { requiredSetting, setting, urlSetting } from './settings.js';
export { store } from './store.js';
export { now, toUtc } from './timestamp.js';
