// Requests: what a failure means, and what is in its text.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adapter, InDoubt, request, SendError, Unavailable } from '../src/index.js';
import { noAnswer, notReached, onTheDesk, ScriptedPos } from '../testkit/index.js';

/** Runs something with a point of sale. @template T @param {ScriptedPos} pos @param {() => Promise<T>} what @param {object} [more] @returns {Promise<T>} */
async function withPos(pos, what, more = {}) {
  return onTheDesk({ areas: { listAreas: what } }, { pos, ...more }).areas.listAreas();
}

test('a failure says whether anything was sent, and what that means for who asked', async () => {
  for (const [method, outcome, tag, maybeSent] of /** @type {const} */ ([
    ['POST', notReached, 'unavailable', false],
    ['POST', noAnswer, 'in-doubt', true],
    ['DELETE', noAnswer, 'in-doubt', true],
    ['GET', notReached, 'unavailable', false],
    ['GET', noAnswer, 'unavailable', true],
  ])) {
    const pos = new ScriptedPos().on(`${method} /x`, outcome);
    await assert.rejects(
      withPos(pos, () => request('http://pos.test/x', { method })),
      (error) => error instanceof SendError && error.tag === tag && error.maybeSent === maybeSent && error.payload.tag === tag,
      `${method} ${String(outcome)}`,
    );
  }
});

test('the text of a failure has neither query nor password', async () => {
  const pos = new ScriptedPos().on('GET /v1/orders', notReached);
  await assert.rejects(withPos(pos, () => request('http://me:p@w@pos.test/v1/orders?token=t-1#x')), {
    message: 'GET http://pos.test/v1/orders: connection-refused',
  });
  await assert.rejects(withPos(pos, () => request('me:pw@pos.test?token')), { message: 'GET pos.test: this is no URL of http or https', tag: 'unavailable' });
});

test('a request takes nine tenths of what remains at most', async () => {
  const pos = new ScriptedPos().on('GET /x', {});
  await withPos(pos, () => request('http://pos.test/x'), { remainingMs: 1000 });
  await withPos(pos, () => request('http://pos.test/x', { timeoutMs: 50 }), { remainingMs: 1000 });
  await withPos(pos, () => request('http://pos.test/x', { timeoutMs: 60_000 }), { remainingMs: 1000 });
  assert.deepEqual(pos.asked.map(({ timeoutMs }) => timeoutMs), [900, 50, 900]);
});

test('what is sent is what was said', async () => {
  const pos = new ScriptedPos().on('POST /x', { status: 201, json: { id: 1 }, headers: { etag: 'e' } });
  const response = await withPos(pos, () =>
    request('http://pos.test/x?a=%C3%A4', { method: 'post', json: { b: 'ü' }, headers: { 'X-Api-Key': 'k' } }),
  );
  const [asked] = pos.asked;
  assert.equal(asked.method, 'POST');
  assert.deepEqual(asked.query, { a: 'ä' });
  assert.deepEqual(asked.json, { b: 'ü' });
  assert.deepEqual(asked.headers, { accept: 'application/json', 'content-type': 'application/json', 'x-api-key': 'k' });
  assert.equal(response.status, 201);
  assert.deepEqual(response.headers, { etag: 'e' });
  assert.deepEqual(response.json(), { id: 1 });
});

test('a body is one thing, and an answer that is no JSON is none', async () => {
  const pos = new ScriptedPos().on('POST /x', { text: '<html>' });
  const response = await withPos(pos, () => request('http://pos.test/x', { method: 'POST', body: 'a=1' }));
  assert.equal(pos.asked[0].text, 'a=1');
  assert.equal(response.json(), undefined);
  assert.equal(response.text(), '<html>');
  await assert.rejects(withPos(pos, () => request('http://pos.test/x', { json: 1, body: 'x' })), TypeError);
});

test('errors of the API pass, all others become unexpected and are logged with their stack', async () => {
  const exported = adapter({
    areas: {
      listAreas: () => {
        throw new InDoubt('maybe');
      },
    },
    orderCancellation: {
      cancelOrder: async () => {
        throw new TypeError('oops');
      },
    },
  });
  const { areas, orderCancellation, desk } = onTheDesk(exported);
  await assert.rejects(async () => areas.listAreas({}), { payload: { tag: 'in-doubt', val: 'maybe' } });
  assert.equal(desk.log.length, 0);
  await assert.rejects(async () => orderCancellation.cancelOrder('1', {}), {
    payload: { tag: 'unexpected', val: 'orderCancellation.cancelOrder: TypeError: oops' },
  });
  assert.equal(desk.log[0].message, 'orderCancellation.cancelOrder threw TypeError: oops');
  assert.match(desk.log[0].fields[0].value, /http\.test\.js/);
});

test('each error is an Error that says what it is', () => {
  const error = new Unavailable('down');
  assert.ok(error instanceof Error);
  assert.equal(String(error), 'Unavailable: down');
  assert.deepEqual(error.payload, { tag: 'unavailable', val: 'down' });
});
