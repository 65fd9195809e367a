// The WIT that a component is built against: the project's own world, with Patio's interfaces beside it in `deps/`.

import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.mjs';

/** Patio's interfaces lie beside this SDK, in its repository and in a project that carries both. */
export const CONTRACT = fileURLToPath(new URL('../../../wit', import.meta.url));

/**
 * Runs something with the folder that all tools want. One that has `deps/` is it already.
 * @template T @param {string} wit @param {(folder: string) => Promise<T>} what @returns {Promise<T>}
 */
export async function withContract(wit, what) {
  const own = await ownFiles(wit);
  if (existsSync(join(wit, 'deps'))) {
    return what(wit);
  }
  if (!existsSync(join(CONTRACT, 'deps'))) {
    throw new Failure(`Patio's interfaces are not in ${CONTRACT}`, { hints: ['`patio wit update` puts them there'] });
  }
  const folder = await mkdtemp(join(tmpdir(), 'patio-wit-'));
  try {
    for (const file of own) {
      await cp(join(wit, file), join(folder, file));
    }
    await cp(join(CONTRACT, 'deps'), join(folder, 'deps'), { recursive: true });
    await cp(join(CONTRACT, 'adapter.wit'), join(folder, 'deps', 'adapter', 'adapter.wit'));
    return await what(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param {string} wit */
async function ownFiles(wit) {
  const files = await readdir(wit).catch(() => []);
  const own = files.filter((file) => file.endsWith('.wit'));
  if (own.length === 0) {
    throw new Failure(`there is no .wit file in ${wit}`, {
      hints: ['write wit/world.wit with the world that the adapter exports, as in the README'],
    });
  }
  return own;
}

/**
 * The interfaces of the contract that a world exports, those of the worlds that it includes too: `order-locks`.
 * @param {string} folder @param {string} world @param {string} wit what the person calls it @returns {Promise<string[]>}
 */
export async function exportedBy(folder, world, wit) {
  const worlds = worldsOf(await texts(folder));
  const found = worlds.get(world);
  if (found === undefined) {
    const files = (await ownFiles(folder)).map((file) => readFile(join(folder, file), 'utf8'));
    const own = [...worldsOf(await Promise.all(files)).keys()];
    throw new Failure(`there is no world ${world} in ${wit}`, { hints: [`there is: ${own.join(', ') || 'none'}`] });
  }
  const seen = new Set([world]);
  const exported = [...found.exports];
  const included = [...found.includes];
  for (let next = included.pop(); next !== undefined; next = included.pop()) {
    if (!seen.has(next)) {
      seen.add(next);
      exported.push(...(worlds.get(next)?.exports ?? []));
      included.push(...(worlds.get(next)?.includes ?? []));
    }
  }
  return [...new Set(exported)];
}

/** All interfaces of the contract that an adapter may export. @param {string} folder @returns {Promise<string[]>} */
export async function interfacesOf(folder) {
  const all = await texts(join(folder, 'deps'));
  const epos = all.filter((text) => /^package patio:epos@/m.test(text) || !/^package /m.test(text));
  return epos.flatMap((text) => [...text.matchAll(/^interface ([a-z0-9-]+)/gm)].map((found) => found[1]));
}

/** @param {string[]} texts */
function worldsOf(texts) {
  /** @type {Map<string, { exports: string[], includes: string[] }>} */
  const worlds = new Map();
  for (const text of texts) {
    const code = text.replace(/\/\/.*$/gm, '');
    for (const [, name, body] of code.matchAll(/\bworld\s+%?([a-z0-9-]+)\s*\{([^}]*)\}/g)) {
      worlds.set(name, {
        exports: [...body.matchAll(/\bexport\s+(?:[a-z0-9-]+:[a-z0-9-]+\/)?%?([a-z0-9-]+)(?:@[^;]+)?;/g)].map((of) => of[1]),
        includes: [...body.matchAll(/\binclude\s+(?:[a-z0-9-]+:[a-z0-9-]+\/)?%?([a-z0-9-]+)/g)].map((of) => of[1]),
      });
    }
  }
  return worlds;
}

/** @param {string} folder @returns {Promise<string[]>} */
async function texts(folder) {
  const files = await readdir(folder, { recursive: true });
  return Promise.all(files.filter((file) => file.endsWith('.wit')).map((file) => readFile(join(folder, file), 'utf8')));
}
