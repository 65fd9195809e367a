// Why a call was refused or failed: one class for each case of `epos-error`.
//
// Throw them. What is thrown out of an adapter's function reaches the card machine as the error that it names, and the
// text reaches the operator's log: it says what is wrong, where, and what to do, and it holds no secrets.

/** What all of them are. `payload` is what the component hands over. */
export class EposError extends Error {
  /**
   * @param {import('patio:epos/model@0.1.0').EposError['tag']} tag
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(tag, message, options) {
    super(message, options);
    this.name = new.target.name;
    /** The case of `epos-error`. */
    this.tag = tag;
    /** @type {import('patio:epos/model@0.1.0').EposError} */
    this.payload = { tag, val: message };
  }
}

/** No such order, table, lock, party or reservation. */
export class NotFound extends EposError {
  /** @param {string} message @param {ErrorOptions} [options] */
  constructor(message, options) {
    super('not-found', message, options);
  }
}

/** The request can never succeed as it stands. */
export class InvalidRequest extends EposError {
  /** @param {string} message @param {ErrorOptions} [options] */
  constructor(message, options) {
    super('invalid-request', message, options);
  }
}

/** The state forbids it now: locked by a till, paid already. Of a payment: the money is given back. */
export class Conflict extends EposError {
  /** @param {string} message @param {ErrorOptions} [options] */
  constructor(message, options) {
    super('conflict', message, options);
  }
}

/** Nothing was written: it is safe to try again. Never say this of a payment that may have been sent. */
export class Unavailable extends EposError {
  /** @param {string} message @param {ErrorOptions} [options] */
  constructor(message, options) {
    super('unavailable', message, options);
  }
}

/** The point of sale may or may not have written it: the host looks before it tries again. */
export class InDoubt extends EposError {
  /** @param {string} message @param {ErrorOptions} [options] */
  constructor(message, options) {
    super('in-doubt', message, options);
  }
}

/** Anything else. */
export class Unexpected extends EposError {
  /** @param {string} message @param {ErrorOptions} [options] */
  constructor(message, options) {
    super('unexpected', message, options);
  }
}
