// What the host lends, and what stands in for it on the desk.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { log, remainingMs, requiredSetting, setting, store, traceId, urlSetting } from '../src/index.js';
import { onTheDesk, ScriptedPos } from '../testkit/index.js';

/** @template T @param {() => T} what @param {object} [lent] */
const lent = (what, lent = {}) => onTheDesk({ areas: { listAreas: what } }, lent).areas.listAreas();

test('a setting that must be there says which line is missing', () => {
  const settings = { key: 'k', empty: '' };
  assert.equal(lent(() => setting('key'), { settings }), 'k');
  assert.equal(lent(() => setting('none'), { settings }), undefined);
  for (const name of ['none', 'empty']) {
    assert.throws(() => lent(() => requiredSetting(name), { settings }), {
      tag: 'unexpected',
      message: `the setting ${name} is not set: write ${name} = "…" below [venues.….settings]`,
    });
  }
});

test('a URL is a server and perhaps a path', () => {
  const url = (/** @type {string} */ value) => lent(() => urlSetting('u'), { settings: { u: value } });
  assert.equal(url('https://pos.example/v1/'), 'https://pos.example/v1');
  for (const wrong of ['pos.example', 'ftp://pos.example', 'https://pos.example?x', 'https://me:pw@pos.example']) {
    assert.throws(() => url(wrong), { tag: 'unexpected' }, wrong);
  }
  assert.throws(() => url('https://me:pw@pos.example'), (error) => !String(error).includes('pw'));
});

test('the store keeps what it is given between calls', () => {
  const { areas } = onTheDesk({ areas: { listAreas: (/** @type {() => unknown} */ what) => what() } });
  areas.listAreas(() => store.set('a:2', 'zwei'));
  areas.listAreas(() => store.set('a:1', 'ä'));
  areas.listAreas(() => store.bytes.set('b', new Uint8Array([0, 255])));
  assert.equal(areas.listAreas(() => store.get('a:1')), 'ä');
  assert.deepEqual(areas.listAreas(() => store.bytes.get('b')), new Uint8Array([0, 255]));
  assert.deepEqual(areas.listAreas(() => store.keys('a:')), ['a:1', 'a:2']);
  assert.deepEqual(areas.listAreas(() => store.keys('a:', 'a:1')), ['a:2']);
  assert.equal(areas.listAreas(() => store.compareAndSet('a:1', 'x', 'y')), false);
  assert.equal(areas.listAreas(() => store.compareAndSet('a:1', 'ä', 'y')), true);
  assert.equal(areas.listAreas(() => store.compareAndSet('c', undefined, 'new')), true);
  assert.equal(areas.listAreas(() => store.compareAndSet('c', undefined, 'newer')), false);
  areas.listAreas(() => store.delete('a:1'));
  assert.equal(areas.listAreas(() => store.get('a:1')), undefined);
});

test('log lines have fields, and a call its time and its id', () => {
  const { areas, desk } = onTheDesk(
    { areas: { listAreas: () => (log.warn('slow', { ms: 12n, order: '1' }), [remainingMs(), traceId().length]) } },
    { remainingMs: 700 },
  );
  assert.deepEqual(areas.listAreas(), [700, 32]);
  assert.deepEqual(desk.log, [
    { level: 'warn', message: 'slow', fields: [{ name: 'ms', value: '12' }, { name: 'order', value: '1' }] },
  ]);
});

test('two calls at the same time have each their own host', async () => {
  const listAreas = async () => {
    await null;
    return setting('name');
  };
  const one = onTheDesk({ areas: { listAreas } }, { settings: { name: 'one' } });
  const two = onTheDesk({ areas: { listAreas } }, { settings: { name: 'two' } });
  assert.deepEqual(await Promise.all([one.areas.listAreas(), two.areas.listAreas()]), ['one', 'two']);
});

test('without a host, it is said how to have one', () => {
  assert.throws(() => setting('x'), /onTheDesk/);
});

test('a scripted point of sale gives its answers in order, and names what it does not know', async () => {
  const pos = new ScriptedPos().on('GET /a', { status: 500 }).on('GET /a', { status: 200 });
  const { request } = await import('../src/index.js');
  const { areas } = onTheDesk({ areas: { listAreas: (/** @type {string} */ path) => request(`http://pos.test${path}`) } }, { pos });
  const statuses = [];
  for (let round = 0; round < 3; round += 1) {
    statuses.push((await areas.listAreas('/a?q=1')).status);
  }
  assert.deepEqual(statuses, [500, 200, 200]);
  assert.equal(pos.askedFor('GET /a').length, 3);
  await assert.rejects(async () => areas.listAreas('/b'), /does not know GET \/b; it knows GET \/a/);
});
