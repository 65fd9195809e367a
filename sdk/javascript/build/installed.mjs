// The tools are the project's: found in its node_modules, of the versions that this SDK was tried with.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from './failure.mjs';

const { peerDependencies: PINNED } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** The folder of a package, looked for from a folder upwards. @param {string} name @param {string} from */
export function folderOf(name, from) {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) {
      return found;
    }
    if (folder === dirname(folder)) {
      return undefined;
    }
  }
}

/** Imports a package of the project. @param {string} name @param {string} project @returns {Promise<any>} */
export async function installed(name, project) {
  const wanted = PINNED[name];
  const folder = folderOf(name, project);
  if (folder === undefined) {
    throw new Failure(`${name} ${wanted} is not in node_modules of ${project}`, {
      hints: ['run `npm ci` there (or `npm install`, where there is no package-lock.json)'],
    });
  }
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (manifest.version !== wanted) {
    throw new Failure(`${name} in ${folder} is ${manifest.version}, and ${wanted} is what makes components that work`, {
      hints: [`npm install --save-dev --save-exact ${name}@${wanted}`],
    });
  }
  return import(pathToFileURL(join(folder, entryOf(manifest))).href);
}

/** @param {any} manifest */
function entryOf({ exports, main }) {
  const root = exports?.['.'] ?? exports;
  const entry = typeof root === 'string' ? root : (root?.import ?? root?.default);
  return (typeof entry === 'string' ? entry : entry?.default) ?? main;
}
