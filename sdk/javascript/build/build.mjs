// From sources to a component: bundled, checked against the world, and put together with the engine.

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { bundle } from './bundle.mjs';
import { exportedBy, interfacesOf, withContract } from './contract.mjs';
import { exportsFit } from './exports.mjs';
import { Failure } from './failure.mjs';
import { installed } from './installed.mjs';
import { explained } from './refusal.mjs';

/** Its name stands in the stacks of errors, where `src/stack.js` looks for it. */
const BUNDLE = 'adapter.bundle.js';

/**
 * What of the engine an adapter has no use for. Requests go over `wasi:http` by the SDK, and nobody calls in over HTTP;
 * `stdio` stays, for it tells why an engine gave up.
 */
const OFF = ['http', 'fetch-event'];

/**
 * @param {{ entry: string, wit: string, world: string, out: string }} wanted
 * @returns {Promise<{ bytes: number }>}
 */
export async function build({ entry, wit, world, out }) {
  const project = process.cwd();
  if (!existsSync(resolve(project, entry))) {
    throw new Failure(`there is no ${entry}`, { hints: ['--entry is the module that exports the adapter'] });
  }
  const { componentize } = await installed('@bytecodealliance/componentize-js', project);
  const { code, exported, lines } = await bundle(entry, project);
  return withContract(wit, async (contract) => {
    exportsFit({ entry, world, exported, wanted: await exportedBy(contract, world, wit), known: await interfacesOf(contract) });
    const folder = await mkdtemp(join(tmpdir(), 'patio-js-'));
    try {
      const source = join(folder, BUNDLE);
      // On the first line, so that the others keep their numbers.
      await writeFile(source, `globalThis.patioSourceLines=${JSON.stringify(lines)};${code}`);
      const { component } = await componentize({
        sourcePath: source,
        witPath: resolve(contract),
        worldName: world,
        disableFeatures: OFF,
      }).catch((/** @type {unknown} */ error) => {
        throw explained(error, { entry, lines, bundle: BUNDLE, contract: resolve(contract), wit });
      });
      await mkdir(dirname(resolve(out)), { recursive: true });
      await writeFile(out, component);
      return { bytes: component.length };
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}
