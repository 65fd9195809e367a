// A project to be built: its files in a folder that is gone afterwards, with the tools of this package.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SDK = fileURLToPath(new URL('..', import.meta.url));

const WORLD = `package till:adapter;
world till {
    include patio:adapter/lent@0.1.0;
    export patio:epos/about@0.1.0;
    export patio:epos/order-locks@0.1.0;
}
`;

/** An adapter with what is needed. */
export const ADAPTER = `import { adapter } from '@patio/sdk';
const describe = () => ({ name: 'Till', version: '1', paymentSafety: 'none', settings: [], http: [] });
const lock = () => {
  throw new Error('not today');
};
export const { about, orderLocks } = adapter({ about: { describe }, orderLocks: { createLock: lock, deleteLock: lock } });
`;

/**
 * Builds a project, and says what came of it.
 * @param {Record<string, string>} files @param {string[]} [args]
 * @returns {Promise<{ code: number, out: string, error: string, component?: Uint8Array }>}
 */
export async function built(files, args = ['--entry', 'src/adapter.js', '--wit', 'wit', '--world', 'till', '--out', 'till.wasm']) {
  if (!existsSync(join(SDK, 'node_modules/@bytecodealliance/componentize-js'))) {
    throw new Error(`the tools are not in ${SDK}: run \`npm ci\` there`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'patio-test-'));
  try {
    for (const [name, text] of Object.entries({ 'wit/world.wit': WORLD, 'src/adapter.js': ADAPTER, ...files })) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    if (!('node_modules/rolldown/package.json' in files)) {
      await mkdir(join(folder, 'node_modules/@patio'), { recursive: true });
      await symlink(SDK, join(folder, 'node_modules/@patio/sdk'));
      await symlink(join(SDK, 'node_modules/rolldown'), join(folder, 'node_modules/rolldown'));
      await symlink(join(SDK, 'node_modules/@bytecodealliance'), join(folder, 'node_modules/@bytecodealliance'));
    }
    return await run(folder, args);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param {string} folder @param {string[]} args @returns {Promise<{ code: number, out: string, error: string }>} */
function run(folder, args) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [join(SDK, 'build.mjs'), ...args], { cwd: folder });
    let out = '';
    let error = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (error += data));
    child.on('error', failed);
    child.on('close', (code) => done({ code: code ?? -1, out, error }));
  });
}
