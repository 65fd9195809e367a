// What goes wrong with a build is said in the vendor's words: file, line, what to write.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADAPTER, built } from './project.js';

/** @param {Record<string, string>} files @param {(string | RegExp)[]} said */
async function refused(files, said) {
  const { code, error } = await built(files);
  assert.equal(code, 1, error);
  for (const part of said) {
    assert.match(error, typeof part === 'string' ? new RegExp(RegExp.escape?.(part) ?? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : part);
  }
  assert.doesNotMatch(error, /node:internal|^\s+at /m, 'a stack of the build is of no use to anyone');
}

test('an adapter becomes a component', async () => {
  const { code, out, error } = await built({});
  assert.equal(code, 0, error);
  assert.match(out, /^till\.wasm: \d+\.\d MB$/m);
});

test('a mistake in the syntax has its file and line', () =>
  refused({ 'src/adapter.js': ADAPTER.replace('const lock = () => {', 'const lock = () => {{') }, ['src/adapter.js:6:', 'Expected `}`']));

test('what cannot be imported is named where it is imported', async () => {
  await refused({ 'src/adapter.js': `import { x } from './nowhere.js';\n${ADAPTER}x();` }, ["'./nowhere.js'", 'src/adapter.js:1:', 'hint: is its name right']);
  await refused({ 'src/adapter.js': ADAPTER.replace('{ adapter }', '{ adapter, monney }') }, ['"monney" is not exported', 'src/adapter.js:1:']);
  await refused({ 'src/adapter.js': `import { readFile } from 'node:fs';\n${ADAPTER}readFile();` }, ["'node:fs'", 'hint: a component is not run by Node']);
});

test('what the world exports and the module does not is named, and the other way around', async () => {
  await refused({ 'src/adapter.js': ADAPTER.replace('{ about, orderLocks } =', '{ about } =') }, [
    'error: src/adapter.js does not export orderLocks, and the world till does',
    'hint: add orderLocks to',
  ]);
  await refused({ 'src/adapter.js': ADAPTER.replaceAll('orderLocks', 'orderLock') }, ['hint: is orderLock meant to be orderLocks?']);
  await refused({ 'src/adapter.js': `${ADAPTER}export const tables = {};` }, [
    'error: src/adapter.js exports tables, and the world till does not',
    'hint: write `export patio:epos/tables@0.1.0;` into the world',
  ]);
});

test('a function that an interface lacks is named', () =>
  refused({ 'src/adapter.js': ADAPTER.replace('deleteLock', 'removeLock') }, [
    'error: order-locks of src/adapter.js has no function deleteLock',
  ]));

test('what is thrown while modules are loaded has its file and line', () =>
  refused({ 'src/adapter.js': `${ADAPTER}\nnull.x;` }, [/error: src\/adapter\.js:8 TypeError: .*null/, 'while the modules were loaded']));

test('the host is not there while modules are loaded', () =>
  refused({ 'src/adapter.js': `${ADAPTER.replace('{ adapter }', '{ adapter, setting }')}export const url = setting('base_url');` }, [
    'error: a module asks the host (settings, get) while it is loaded',
    'hint: settings, store,',
  ]));

test('a world that is not there is told with those that are', () =>
  refused({ 'wit/world.wit': 'package a:b;\nworld other {}\n' }, ['error: there is no world till in wit', 'hint: there is: other']));

test('tools that are missing or of another version are told with the command', async () => {
  const other = { 'node_modules/rolldown/package.json': '{"version":"1.0.0"}' };
  const componentize = { 'node_modules/@bytecodealliance/componentize-js/package.json': '{"version":"0.23.0","exports":"./i.js"}' };
  const module = { 'node_modules/@bytecodealliance/componentize-js/i.js': 'export const componentize = 1;' };
  await refused(other, ['@bytecodealliance/componentize-js 0.23.0 is not in node_modules', 'hint: run `npm ci` there']);
  await refused({ ...other, ...componentize, ...module }, [/rolldown in .* is 1\.0\.0/, /hint: npm install --save-dev --save-exact rolldown@/]);
});

test('a wrong use is told with the right one', async () => {
  for (const args of [[], ['--entri', 'x'], ['a', 'b', 'c', 'd', 'e'], ['--entry']]) {
    const { code, error } = await built({}, args);
    assert.equal(code, 64);
    assert.match(error, /hint: node build\.mjs --entry src\/adapter\.js --wit wit --world corner --out corner\.wasm/);
  }
});
