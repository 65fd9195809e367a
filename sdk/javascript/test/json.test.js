// What a point of sale answers is read strictly, and what is wrong is told with its place.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Json, NonsenseError, Response } from '../src/index.js';

const json = (/** @type {unknown} */ value) =>
  Json.of(new Response({ status: 200, headers: [], body: new TextEncoder().encode(JSON.stringify(value)) }, 'GET http://pos.test/x'));

test('what is there is read', () => {
  const read = json({ a: 'x', n: 3, f: false, m: '12.50', none: null, list: [{ b: 'y' }], words: ['u', 'v'], s: 'open' });
  assert.equal(read.text('a'), 'x');
  assert.equal(read.whole('n'), 3);
  assert.equal(read.flag('f'), false);
  assert.equal(read.money('m', 'GBP').value, 1250n);
  assert.equal(read.optional('none'), undefined);
  assert.equal(read.optionalText('missing'), undefined);
  assert.equal(read.optionalMoney('none', 'GBP'), undefined);
  assert.equal(read.list('list')[0].text('b'), 'y');
  assert.deepEqual(read.texts('words'), ['u', 'v']);
  assert.equal(read.word('s', { open: 1 }), 1);
});

test('what is not as it should be is told with its place and what came', () => {
  const read = json({ n: 2.5, t: 1, lines: [{ qty: '3' }], m: '1.005', s: 'odd', toString: 1, o: {} });
  for (const [what, said] of /** @type {[() => unknown, string][]} */ ([
    [() => read.text('none'), 'the answer has no none: {"n":2.5,"t":1,"lines":[{"qty":"3"}],"m":"1.005","s":"odd","…'],
    [() => read.text('t'), 'the answer.t is no text: 1'],
    [() => read.whole('n'), 'the answer.n is no whole number: 2.5'],
    [() => read.list('lines')[0].whole('qty'), 'the answer.lines[0].qty is no whole number: "3"'],
    [() => read.flag('t'), 'the answer.t is neither true nor false: 1'],
    [() => read.list('o'), 'the answer.o is no list: {}'],
    [() => read.at('t').at('x'), 'the answer.t is no object: 1'],
    [() => read.money('m', 'GBP'), 'the answer.m is not right: 1.005 GBP has more than the 2 decimals of its currency: "1.005"'],
    [() => read.word('s', { open: 1, closed: 2 }), 'the answer.s is none of open, closed: "odd"'],
    [() => json([]).text('a'), 'the answer is no object: []'],
    [() => json(null).text('a'), 'the answer is no object: null'],
  ])) {
    assert.throws(what, (error) => {
      assert.ok(error instanceof NonsenseError);
      assert.equal(error.message, `GET http://pos.test/x: ${said}`);
      assert.equal(error.tag, 'unexpected');
      return true;
    });
  }
});

test('a word is one of those that are named, and no name that every object has', () => {
  assert.throws(() => json({ s: 'toString' }).word('s', { open: 1 }), NonsenseError);
});

test('an answer that is no JSON is shown', () => {
  const html = new Response({ status: 200, headers: [], body: new TextEncoder().encode('<html>') }, 'GET http://pos.test/x');
  assert.throws(() => Json.of(html), { message: 'GET http://pos.test/x: the answer is no JSON: <html>' });
});
