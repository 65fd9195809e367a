// Reads what a point of sale answers. What is not as its documentation says is told with its place in the JSON, and is
// no exception in the depths of the adapter: card machines get `unexpected`, and the log says which field it was.

import { Unexpected } from './errors.js';
import { Money, MoneyError } from './money.js';

/** An answer that is not what it should be. */
export class NonsenseError extends Unexpected {}

/** A value within an answer, and where it stands. */
export class Json {
  #value;
  #place;

  /** @param {unknown} value @param {string} place what it is and where, for error texts */
  constructor(value, place) {
    this.#value = value;
    this.#place = place;
  }

  /** The body of an answer. @param {import('./http.js').Response} response @returns {Json} */
  static of(response) {
    const value = response.json();
    if (value === undefined) {
      throw new NonsenseError(`${response.asked}: the answer is no JSON: ${shown(response.text())}`);
    }
    return new Json(value, `${response.asked}: the answer`);
  }

  /** A field that must be there. @param {string} name @returns {Json} */
  at(name) {
    const field = this.optional(name);
    return field ?? this.#nonsense(`has no ${name}`);
  }

  /** A field; undefined where it is not there or null. @param {string} name @returns {Json | undefined} */
  optional(name) {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.#nonsense('is no object');
    }
    const found = /** @type {Record<string, unknown>} */ (value)[name];
    return found === undefined || found === null ? undefined : new Json(found, `${this.#place}.${name}`);
  }

  /** The elements of a list. @param {string} name @returns {Json[]} */
  list(name) {
    const field = this.at(name);
    const value = field.#value;
    return Array.isArray(value)
      ? value.map((element, at) => new Json(element, `${field.#place}[${at}]`))
      : field.#nonsense('is no list');
  }

  /** The texts of a list of texts. @param {string} name @returns {string[]} */
  texts(name) {
    return this.list(name).map((element) => element.#text());
  }

  /** @param {string} name @returns {string} */
  text(name) {
    return this.at(name).#text();
  }

  /** @param {string} name @returns {string | undefined} */
  optionalText(name) {
    const field = this.optional(name);
    return field === undefined ? undefined : field.#text();
  }

  /** A whole number. @param {string} name @returns {number} */
  whole(name) {
    const field = this.at(name);
    const value = field.#value;
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : field.#nonsense('is no whole number');
  }

  /** @param {string} name @returns {boolean} */
  flag(name) {
    const field = this.at(name);
    return typeof field.#value === 'boolean' ? field.#value : field.#nonsense('is neither true nor false');
  }

  /** One of some words, as what it means. @template T @param {string} name @param {Record<string, T>} meanings @returns {T} */
  word(name, meanings) {
    const field = this.at(name);
    const word = field.#text();
    return Object.hasOwn(meanings, word)
      ? /** @type {T} */ (meanings[word])
      : field.#nonsense(`is none of ${Object.keys(meanings).join(', ')}`);
  }

  /** An amount in the major unit: "12.50". @param {string} name @param {string} currencyCode @returns {Money} */
  money(name, currencyCode) {
    const field = this.at(name);
    try {
      return Money.fromDecimal(/** @type {string} */ (field.#value), currencyCode);
    } catch (error) {
      if (error instanceof MoneyError) {
        return field.#nonsense(`is not right: ${error.message}`);
      }
      throw error;
    }
  }

  /** @param {string} name @param {string} currencyCode @returns {Money | undefined} */
  optionalMoney(name, currencyCode) {
    return this.optional(name) === undefined ? undefined : this.money(name, currencyCode);
  }

  /** @returns {string} */
  #text() {
    return typeof this.#value === 'string' ? this.#value : this.#nonsense('is no text');
  }

  /** @param {string} what @returns {never} */
  #nonsense(what) {
    throw new NonsenseError(`${this.#place} ${what}: ${shown(JSON.stringify(this.#value))}`);
  }
}

/** Enough to see what it is. @param {string} text */
function shown(text) {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
