// Tables are found, and cut into pages here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onTheTill, requester } from './corner.js';

function withTables() {
  const found = onTheTill();
  const tables = ['T1', 'T2', 'T3', 'T4', 'T5'].map((id) => ({
    id,
    name: `Table ${id}`,
    seats: 4,
    area: 'A1',
    waiters: id === 'T3' ? ['W1'] : ['W2'],
  }));
  found.pos.on('GET /tables', { json: { tables } });
  return found;
}

test('pages go forward and back and skip nothing', async () => {
  const { tables } = withTables();
  const search = async (/** @type {any} */ at) => {
    const page = await tables.searchTables({}, { limit: 2, at }, requester);
    return [page.tables.map(({ id }) => id), page.ends];
  };
  assert.deepEqual(await search(undefined), [['T1', 'T2'], { before: undefined, after: 'T2' }]);
  assert.deepEqual(await search({ tag: 'after', val: 'T2' }), [['T3', 'T4'], { before: 'T3', after: 'T4' }]);
  assert.deepEqual(await search({ tag: 'after', val: 'T4' }), [['T5'], { before: 'T5', after: undefined }]);
  assert.deepEqual(await search({ tag: 'before', val: 'T3' }), [['T1', 'T2'], { before: undefined, after: 'T2' }]);
  assert.deepEqual(await search({ tag: 'after', val: 'T5' }), [[], { before: undefined, after: undefined }]);
});

test('a table is one of Corner', async () => {
  const { pos, tables } = withTables();
  const { tables: found } = await tables.searchTables({ areaId: 'A1', waiterId: 'W1' }, { limit: 10 }, requester);
  assert.deepEqual(found, [{ id: 'T3', name: 'Table T3', maxCovers: 4, areaId: 'A1', waiterIds: ['W1'] }]);
  assert.deepEqual(pos.asked[0].query, { area: 'A1' });
});

test('a cursor of no table is an invalid request', async () => {
  const { tables } = withTables();
  await assert.rejects(async () => tables.searchTables({}, { limit: 2, at: { tag: 'after', val: 'T9' } }, requester), {
    tag: 'invalid-request',
    message: '"T9" is no cursor of these tables',
  });
});
