// Posting a payment so that it is applied once, or the host knows that nobody knows.
//
// A guest's card has been charged. `unavailable` says that nothing was written, `conflict` that it was refused; where
// neither is certain, the answer is `in-doubt`, and the host finds out by what `about` promises (`payment-safety`).

import { EposError, InDoubt } from './errors.js';

/**
 * For a point of sale that takes an idempotency key (`payment-safety` keyed). The key is made of what makes this payment
 * that payment, and of nothing that differs between two attempts: no time, no attempt number, no random number.
 *
 * What `post` throws passes if it is an error of the API; anything else (a bug, an answer that makes no sense) comes
 * after something was sent for all that is known, and is `in-doubt`.
 * @template T
 * @param {string[]} parts the payment intent's id, and what else distinguishes it
 * @param {(key: string) => Promise<T>} post
 * @returns {Promise<T>}
 */
export async function keyed(parts, post) {
  // Joined unambiguously: ["a", "b:c"] and ["a:b", "c"] are two payments.
  const key = parts.map(encodeURIComponent).join(':');
  return certain(() => post(key));
}

/**
 * For a point of sale that takes no key but shows the payment intents on an order (`payment-safety` lookup): looks
 * first, posts only what is not there, and looks again where the outcome of posting is unknown.
 * @template T
 * @param {object} payment
 * @param {() => Promise<T | undefined>} payment.lookup what shows that it is there already; undefined where it is not
 * @param {() => Promise<T>} payment.post
 * @returns {Promise<T>}
 */
export async function lookupThenPost({ lookup, post }) {
  const before = await lookup();
  if (before !== undefined) {
    return before;
  }
  try {
    return await certain(post);
  } catch (error) {
    if (!(error instanceof EposError) || error.tag !== 'in-doubt') {
      throw error;
    }
    // Not there yet is no proof: it may be applied late. Only what is there settles it.
    const after = await lookup().catch(() => undefined);
    if (after !== undefined) {
      return after;
    }
    throw error;
  }
}

/** @template T @param {() => Promise<T>} post @returns {Promise<T>} */
async function certain(post) {
  try {
    return await post();
  } catch (error) {
    // What is unexpected came out of an answer that makes no sense.
    if (error instanceof EposError && error.tag !== 'unexpected') {
      throw error;
    }
    throw new InDoubt(`it is not known whether the payment was posted: ${error instanceof EposError ? error.message : String(error)}`, { cause: error });
  }
}
