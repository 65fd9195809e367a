// The types are those of the contract as it is now.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedTypes, writtenTypes } from '../build/types.mjs';

test('the types are those that the WIT makes', async () => {
  const generated = await generatedTypes();
  const written = await writtenTypes();
  const hint = 'wit/ has changed: run `npm run types` in sdk/javascript and commit types/';
  assert.deepEqual([...written.keys()].sort(), [...generated.keys()].sort(), hint);
  for (const [name, text] of generated) {
    assert.equal(written.get(name), text, `${name}: ${hint}`);
  }
});

test('every interface of the contract may be exported', async () => {
  const { readFile } = await import('node:fs/promises');
  const names = await readFile(new URL('../src/interfaces.js', import.meta.url), 'utf8');
  const interfaces = [...(await generatedTypes()).keys()].flatMap((name) => /^patio-epos-(.*)\.d\.ts$/.exec(name)?.[1] ?? []);
  assert.ok(interfaces.length > 10);
  for (const name of interfaces.filter((name) => name !== 'model')) {
    assert.ok(names.includes(`import('patio:epos/${name}@`), `${name} is not in src/interfaces.js`);
  }
});
