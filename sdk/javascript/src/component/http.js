// One request over `wasi:http`. Not over `fetch`: that tells the same of a connection that was refused and of one that
// was closed after the request was sent, and for a payment these are opposites.

import { handle } from 'wasi:http/outgoing-handler@0.2.12';
import { Fields, IncomingBody, OutgoingBody, OutgoingRequest, RequestOptions } from 'wasi:http/types@0.2.12';
import { now, subscribeInstant } from 'wasi:clocks/monotonic-clock@0.2.12';
import { poll } from 'wasi:io/poll@0.2.12';

/** Bytes that a stream takes at once (`wasi:io`, `blocking-write-and-flush`). */
const WRITE_BYTES = 4096;

/** Bytes that are read at once. */
const READ_BYTES = 65536n;

/** What means that nothing left this machine. Whatever is not named here may have been sent. */
const NOT_SENT = new Set([
  'HTTP-request-denied',
  'DNS-timeout',
  'DNS-error',
  'destination-not-found',
  'destination-unavailable',
  'destination-IP-prohibited',
  'destination-IP-unroutable',
  'connection-refused',
  'connection-timeout',
  'connection-limit-reached',
  'TLS-protocol-error',
  'TLS-certificate-error',
  'HTTP-request-URI-invalid',
  'HTTP-request-URI-too-long',
  'HTTP-request-header-section-size',
  'HTTP-request-method-invalid',
]);

const METHODS = new Set(['get', 'head', 'post', 'put', 'delete', 'options', 'patch']);

/** Resources are given back at once: an instance that is used again would keep them, and the host limits how many. */
class Held {
  /** @type {Disposable[]} */
  #held = [];

  /** @template {Disposable} T @param {T} resource @returns {T} */
  add(resource) {
    this.#held.push(resource);
    return resource;
  }

  /** What was handed over is the host's. @param {Disposable} resource */
  release(resource) {
    this.#held = this.#held.filter((held) => held !== resource);
  }

  /** The youngest first: children go before their parents. */
  drop() {
    for (const resource of this.#held.reverse()) {
      resource[Symbol.dispose]();
    }
    this.#held = [];
  }
}

/**
 * @param {import('../http.js').Outgoing} outgoing
 * @returns {import('../http.js').Outcome}
 */
export function send(outgoing) {
  const held = new Held();
  try {
    return exchange(outgoing, held);
  } finally {
    held.drop();
  }
}

/** @param {import('../http.js').Outgoing} outgoing @param {Held} held @returns {import('../http.js').Outcome} */
function exchange(outgoing, held) {
  const nanoseconds = BigInt(Math.max(1, Math.trunc(outgoing.timeoutMs))) * 1_000_000n;
  const end = now() + nanoseconds;
  let answer;
  let body;
  try {
    const request = held.add(requestOf(outgoing));
    body = held.add(request.body());
    const options = optionsOf(nanoseconds);
    held.release(request);
    answer = held.add(handle(request, options));
  } catch (error) {
    return { sent: false, why: explain(reason(error)) };
  }
  write(body, outgoing.body, held);
  const ready = held.add(answer.subscribe());
  if (!wait(ready, end, held)) {
    return { sent: true, why: `no answer within ${outgoing.timeoutMs} ms` };
  }
  const got = answer.get();
  if (got === undefined || got.tag === 'err') {
    return { sent: true, why: 'the answer is not there' };
  }
  if (got.val.tag === 'err') {
    const code = got.val.val;
    return { sent: !NOT_SENT.has(code.tag), why: explain(code) };
  }
  const response = held.add(got.val.val);
  const headers = held.add(response.headers());
  const entries = headers.entries().map(([name, value]) => [name.toLowerCase(), new TextDecoder().decode(value)]);
  const read = readAll(response, end, held);
  if (typeof read === 'string') {
    return { sent: true, why: read };
  }
  return { status: response.status(), headers: /** @type {[string, string][]} */ (entries), body: read };
}

/** @param {import('../http.js').Outgoing} outgoing */
function requestOf({ method, url, headers, body }) {
  const fields = new Fields();
  const bytes = new TextEncoder();
  for (const [name, value] of headers) {
    fields.append(name, bytes.encode(value));
  }
  if (body.length > 0) {
    fields.append('content-length', bytes.encode(String(body.length)));
  }
  const request = new OutgoingRequest(fields);
  const small = method.toLowerCase();
  // @ts-expect-error: what is in METHODS is the tag of a method
  request.setMethod(METHODS.has(small) ? { tag: small } : { tag: 'other', val: method });
  request.setScheme(url.protocol === 'https:' ? { tag: 'HTTPS' } : { tag: 'HTTP' });
  request.setAuthority(url.host);
  request.setPathWithQuery(`${url.pathname}${url.search}`);
  return request;
}

/** Half of the time to connect: who hears that nothing was sent can still say so. @param {bigint} nanoseconds */
function optionsOf(nanoseconds) {
  const options = new RequestOptions();
  options.setConnectTimeout(nanoseconds / 2n);
  options.setFirstByteTimeout(nanoseconds);
  options.setBetweenBytesTimeout(nanoseconds);
  return options;
}

/**
 * A server may answer before it has read everything: what goes wrong here is told by the answer.
 * @param {OutgoingBody} body @param {Uint8Array} bytes @param {Held} held
 */
function write(body, bytes, held) {
  try {
    if (bytes.length > 0) {
      const stream = held.add(body.write());
      try {
        for (let at = 0; at < bytes.length; at += WRITE_BYTES) {
          stream.blockingWriteAndFlush(bytes.slice(at, at + WRITE_BYTES));
        }
      } finally {
        held.release(stream);
        stream[Symbol.dispose]();
      }
    }
    held.release(body);
    OutgoingBody.finish(body, undefined);
  } catch {
    // The answer, or its absence, says it.
  }
}

/**
 * All of the body, or why there is less.
 * @param {import('wasi:http/types@0.2.12').IncomingResponse} response @param {bigint} end @param {Held} held
 * @returns {Uint8Array | string}
 */
function readAll(response, end, held) {
  const body = held.add(response.consume());
  const stream = held.add(body.stream());
  const ready = held.add(stream.subscribe());
  const parts = [];
  let length = 0;
  for (;;) {
    let part;
    try {
      part = stream.read(READ_BYTES);
    } catch (error) {
      const why = /** @type {{ payload?: { tag: string, val?: { toDebugString(): string } } }} */ (error).payload;
      if (why?.tag === 'closed') {
        break;
      }
      return `the answer ended early: ${why?.val?.toDebugString() ?? String(error)}`;
    }
    if (now() >= end) {
      return 'the answer did not end in time';
    }
    if (part.length === 0) {
      wait(ready, end, held);
      continue;
    }
    parts.push(part);
    length += part.length;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** False where the time is over before. @param {import('wasi:io/poll@0.2.12').Pollable} what @param {bigint} end @param {Held} held */
function wait(what, end, held) {
  const over = held.add(subscribeInstant(end));
  const first = poll([what, over]);
  held.release(over);
  over[Symbol.dispose]();
  return first.includes(0);
}

/** What an imported function threw. @param {unknown} error @returns {{ tag: string, val?: unknown }} */
function reason(error) {
  const payload = /** @type {{ payload?: { tag: string } }} */ (error).payload;
  return payload?.tag ? payload : { tag: 'request-invalid', val: String(error) };
}

/** @param {{ tag: string, val?: unknown }} code */
function explain(code) {
  switch (code.tag) {
    case 'HTTP-request-denied':
      return 'HTTP-request-denied: the host refuses it, and its log says why';
    case 'destination-IP-prohibited':
      return 'destination-IP-prohibited: it leads where the host does not go; its log says where';
    case 'TLS-protocol-error':
      return 'TLS-protocol-error: the host\'s log says why';
    default:
      return code.val === undefined ? code.tag : `${code.tag}: ${JSON.stringify(code.val)}`;
  }
}
