// TypeScript's view of the contract, made from the WIT: `npm run types` writes it into `types/`.

import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CONTRACT } from './contract.mjs';
import { Failure } from './failure.mjs';
import { folderOf } from './installed.mjs';

/** Where they are. */
export const TYPES = fileURLToPath(new URL('../types', import.meta.url));

const GENERATED = '// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.\n';

/** The files as they should be: name and text. @returns {Promise<Map<string, string>>} */
export async function generatedTypes() {
  const generate = await generator();
  const options = {
    wit: { tag: 'source', val: await everything() },
    world: 'all',
    features: { tag: 'list', val: [] },
    guest: true,
    tlaCompat: false,
    flagsAsBigint: false,
    variantsInlineCases: false,
    useNamespaceObjects: false,
    enumValuesScreamingSnakeCase: false,
  };
  const files = new Map();
  const names = [];
  for (const [path, bytes] of generate('all', options)) {
    const name = /^interfaces\/(.*\.d\.ts)$/.exec(path)?.[1];
    if (name !== undefined) {
      names.push(name);
      files.set(name, GENERATED + new TextDecoder().decode(bytes).replace(/[ \t]+$/gm, '').trimEnd() + '\n');
    }
  }
  const references = names.sort().map((name) => `/// <reference path="./${name}" />\n`);
  files.set('contract.d.ts', GENERATED + references.join(''));
  return files;
}

/** The files as they are. @returns {Promise<Map<string, string>>} */
export async function writtenTypes() {
  const names = await readdir(TYPES).catch(() => []);
  const read = names.map(async (name) => /** @type {[string, string]} */ ([name, await readFile(join(TYPES, name), 'utf8')]));
  return new Map(await Promise.all(read));
}

/** The generator that comes with componentize-js. */
async function generator() {
  const here = fileURLToPath(new URL('..', import.meta.url));
  const from = folderOf('@bytecodealliance/componentize-js', here);
  const folder = from && folderOf('@bytecodealliance/jco-transpile', from);
  if (folder === undefined) {
    throw new Failure(`@bytecodealliance/componentize-js is not in node_modules of ${here}`, { hints: ['run `npm ci` there'] });
  }
  // Of the component itself: jco's own function reads folders through a file system that does not find them.
  const module = await import(pathToFileURL(join(folder, 'vendor/js-component-bindgen-component.js')).href);
  await module.$init;
  return module.generateTypes;
}

/** The contract as one text: each package in braces, and a world with all of it. */
async function everything() {
  const packages = [await packageOf([join(CONTRACT, 'adapter.wit')])];
  for (const folder of (await readdir(join(CONTRACT, 'deps'))).sort()) {
    const files = (await readdir(join(CONTRACT, 'deps', folder))).filter((file) => file.endsWith('.wit')).sort();
    packages.push(await packageOf(files.map((file) => join(CONTRACT, 'deps', folder, file))));
  }
  return `package patio:sdk;\nworld all { include patio:adapter/everything@0.1.0; }\n${packages.join('')}`;
}

/** @param {string[]} files */
async function packageOf(files) {
  const text = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
  const line = /^package ([^;]+);/m;
  return `package ${line.exec(text)?.[1]} {\n${text.replace(line, '')}\n}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = await generatedTypes();
  await rm(TYPES, { recursive: true, force: true });
  await mkdir(TYPES);
  for (const [name, text] of files) {
    await writeFile(join(TYPES, name), text);
  }
  console.log(`${files.size} files in types/`);
}
