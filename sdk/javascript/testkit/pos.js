// A point of sale that answers what the test says, and keeps what it was asked.

/** @typedef {{ method: string, path: string, query: Record<string, string>, headers: Record<string, string>, json: any, text: string, timeoutMs: number }} Asked */
/** @typedef {{ status?: number, json?: unknown, text?: string, headers?: Record<string, string> }} Answer */
/** @typedef {Answer | typeof notReached | typeof noAnswer | ((asked: Asked) => Answer | typeof notReached | typeof noAnswer)} Scripted */

/** Nothing was sent: the connection was refused. */
export const notReached = Symbol('not reached');

/** It was sent, and there was no answer. */
export const noAnswer = Symbol('no answer');

export class ScriptedPos {
  /** @type {Map<string, Scripted[]>} */
  #script = new Map();

  /** All that it was asked, in order. @type {Asked[]} */
  asked = [];

  /**
   * What is answered to "GET /checks/1001". Said several times, the answers are given one after another, and the last
   * one again and again.
   * @param {string} what method and path, without the query @param {Scripted} answer @returns {this}
   */
  on(what, answer) {
    this.#script.set(what, [...(this.#script.get(what) ?? []), answer]);
    return this;
  }

  /** Answers of one request, by method and path. @param {string} what @returns {Asked[]} */
  askedFor(what) {
    return this.asked.filter(({ method, path }) => `${method} ${path}` === what);
  }

  /** @param {import('../src/http.js').Outgoing} outgoing @returns {import('../src/http.js').Outcome} */
  answer({ method, url, headers, body, timeoutMs }) {
    const text = new TextDecoder().decode(body);
    const asked = {
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(headers),
      json: jsonOf(text),
      text,
      timeoutMs,
    };
    this.asked.push(asked);
    const what = `${method} ${url.pathname}`;
    const script = this.#script.get(what);
    if (script === undefined) {
      const known = [...this.#script.keys()].join(', ') || 'nothing';
      throw new Error(`the test's point of sale does not know ${what}; it knows ${known}`);
    }
    const next = script.length > 1 ? script.shift() : script[0];
    const given = typeof next === 'function' ? next(asked) : next;
    if (given === notReached || given === undefined) {
      return { sent: false, why: 'connection-refused' };
    }
    if (given === noAnswer) {
      return { sent: true, why: 'connection-terminated' };
    }
    const { status = 200, json, text: plain, headers: more = {} } = /** @type {Answer} */ (given);
    const answered = plain ?? (json === undefined ? '' : JSON.stringify(json));
    return { status, headers: Object.entries(more), body: new TextEncoder().encode(answered) };
  }
}

/** @param {string} text */
function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
