// Requests to the point of sale.
//
// Where one fails, one question decides what becomes of a payment: was anything sent? `SendError` answers it and is, at
// the same time, the error that says so to the host. So let it pass:
//
// - nothing was sent: `unavailable`, and it is tried again;
// - a request that changes something may have been sent: `in-doubt`, and the host looks before it tries again;
// - a request that only reads: `unavailable`, for nothing was written.
//
// A request goes only where the operator granted it (`[venues.x.allow] http`). It takes nine tenths of what remains of
// the call at most: who hears of a failure can still say whether anything was sent, and a call that is cut short cannot.
// Redirects are not followed. The text of a failure has the URL without its query, where secrets stand.

import { send } from '#host/http';
import { remainingMs } from './call.js';
import { EposError } from './errors.js';

/**
 * What is handed to the host.
 * @typedef {{ method: string, url: URL, headers: [string, string][], body: Uint8Array, timeoutMs: number }} Outgoing
 */

/**
 * What comes back from it: an answer, or why there is none and whether anything was sent.
 * @typedef {{ status: number, headers: [string, string][], body: Uint8Array } | { sent: boolean, why: string }} Outcome
 */

/**
 * @typedef {object} RequestInit
 * @property {string} [method] GET where nothing is said
 * @property {Record<string, string>} [headers]
 * @property {unknown} [json] what is sent as JSON
 * @property {string | Uint8Array} [body] what is sent as it is
 * @property {number} [timeoutMs] answer included; never longer than nine tenths of what remains of the call
 */

/** What of the time that remains a request may take. */
const SHARE = 0.9;

/** Methods that change nothing (RFC 9110, 9.2.1). */
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** There is no answer. */
export class SendError extends EposError {
  /** @param {string} message @param {{ maybeSent: boolean, reads: boolean }} what */
  constructor(message, { maybeSent, reads }) {
    super(maybeSent && !reads ? 'in-doubt' : 'unavailable', message);
    /** Whether it may have reached the point of sale. */
    this.maybeSent = maybeSent;
  }
}

/** What came back, whatever its status. */
export class Response {
  #body;

  /** @param {{ status: number, headers: [string, string][], body: Uint8Array }} answer @param {string} asked */
  constructor({ status, headers, body }, asked) {
    /** 200, for example. */
    this.status = status;
    /** Names in lower case; of a name that came twice, the last. */
    this.headers = Object.fromEntries(headers);
    /** "GET https://pos.example/orders", for error texts. */
    this.asked = asked;
    this.#body = body;
  }

  /** @returns {Uint8Array} */
  bytes() {
    return this.#body;
  }

  /** @returns {string} */
  text() {
    return new TextDecoder().decode(this.#body);
  }

  /** What the body says as JSON; undefined where it is none, for what is no JSON is the point of sale's mistake. @returns {any} */
  json() {
    try {
      return JSON.parse(this.text());
    } catch {
      return undefined;
    }
  }
}

/**
 * Sends a request and waits for all of the answer.
 * @param {string} url @param {RequestInit} [init] @returns {Promise<Response>}
 * @throws {SendError} where there is no answer
 */
export async function request(url, init = {}) {
  const method = (init.method ?? 'GET').toUpperCase();
  const reads = READS.has(method);
  const asked = `${method} ${shown(url)}`;
  const outgoing = outgoingOf(url, method, init, asked);
  const outcome = await send(outgoing);
  if ('sent' in outcome) {
    throw new SendError(`${asked}: ${outcome.why}`, { maybeSent: outcome.sent, reads });
  }
  return new Response(outcome, asked);
}

/** @param {string} url @param {string} method @param {RequestInit} init @param {string} asked @returns {Outgoing} */
function outgoingOf(url, method, { headers = {}, json, body, timeoutMs }, asked) {
  const parsed = urlOf(url);
  if (parsed === undefined) {
    throw new SendError(`${asked}: this is no URL of http or https`, { maybeSent: false, reads: true });
  }
  if (json !== undefined && body !== undefined) {
    throw new TypeError(`${asked}: either json or body`);
  }
  const content = json === undefined ? (body ?? '') : JSON.stringify(json);
  const kind = json === undefined ? {} : { 'content-type': 'application/json' };
  const most = Math.floor(remainingMs() * SHARE);
  return {
    method,
    url: parsed,
    headers: Object.entries({ accept: 'application/json', ...kind, ...lowered(headers) }),
    body: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    timeoutMs: Math.min(timeoutMs ?? most, most),
  };
}

/** @param {string} url @returns {URL | undefined} */
function urlOf(url) {
  try {
    const parsed = new URL(url);
    return /^https?:$/.test(parsed.protocol) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Record<string, string>} headers */
function lowered(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A URL without its query, its fragment, and whoever stands before an `@`. @param {string} url */
function shown(url) {
  return url.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/]*@/i, '$1');
}
