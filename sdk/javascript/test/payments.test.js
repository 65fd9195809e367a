// A payment is posted once, or it is said that nobody knows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conflict, InDoubt, keyed, lookupThenPost, Unavailable, Unexpected } from '../src/index.js';

const throws = (/** @type {Error} */ error) => async () => {
  throw error;
};

test('a key is the same for the same payment, and another for another', async () => {
  const key = (/** @type {string[]} */ ...parts) => keyed(parts, async (key) => key);
  assert.equal(await key('pi_1'), 'pi_1');
  assert.equal(await key('pi_1', 'refund', '500'), 'pi_1:refund:500');
  assert.notEqual(await key('a', 'b:c'), await key('a:b', 'c'));
});

test('what the point of sale says of a payment passes, what makes no sense is in doubt', async () => {
  for (const error of [new Conflict('paid'), new Unavailable('down'), new InDoubt('lost')]) {
    await assert.rejects(keyed(['pi_1'], throws(error)), error);
  }
  for (const error of [new TypeError('bug'), new Unexpected('nonsense')]) {
    await assert.rejects(keyed(['pi_1'], throws(error)), { tag: 'in-doubt', cause: error });
  }
});

test('what is there already is not posted', async () => {
  const post = throws(new Error('posted'));
  assert.equal(await lookupThenPost({ lookup: async () => 'there', post }), 'there');
});

test('what is not there is posted once', async () => {
  let posted = 0;
  const post = async () => `posted ${(posted += 1)}`;
  assert.equal(await lookupThenPost({ lookup: async () => undefined, post }), 'posted 1');
});

test('a lost answer is found on the order, or stays in doubt', async () => {
  const lost = new InDoubt('lost');
  const looks = (/** @type {(string | undefined)[]} */ ...seen) => async () => seen.shift();
  assert.equal(await lookupThenPost({ lookup: looks(undefined, 'there'), post: throws(lost) }), 'there');
  await assert.rejects(lookupThenPost({ lookup: looks(undefined, undefined), post: throws(lost) }), lost);
  let asked = 0;
  const goesDown = async () => {
    asked += 1;
    if (asked > 1) {
      throw new Unavailable('down');
    }
    return undefined;
  };
  await assert.rejects(lookupThenPost({ lookup: goesDown, post: throws(lost) }), lost);
});

test('who cannot look does not post', async () => {
  await assert.rejects(
    lookupThenPost({ lookup: throws(new Unavailable('down')), post: throws(new Error('posted')) }),
    { tag: 'unavailable' },
  );
});

test('what was refused is not looked for', async () => {
  const conflict = new Conflict('paid');
  let looked = 0;
  const lookup = async () => {
    looked += 1;
    return undefined;
  };
  await assert.rejects(lookupThenPost({ lookup, post: throws(conflict) }), conflict);
  assert.equal(looked, 1);
});
