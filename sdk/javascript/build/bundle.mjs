// One module of the adapter, its SDK and whatever else it imports.

import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.mjs';
import { installed } from './installed.mjs';
import { linesOf } from './lines.mjs';

/** What the host lends; the component imports it as it stands. */
const LENT = /^(patio|wasi):/;

const SDK = realpathSync(fileURLToPath(new URL('..', import.meta.url)));

/**
 * @param {string} entry @param {string} project
 * @returns {Promise<{ code: string, exported: string[], lines: import('./lines.mjs').Lines }>}
 */
export async function bundle(entry, project) {
  const { rolldown } = await installed('rolldown', project);
  /** @type {string[]} */
  const unresolved = [];
  let output;
  try {
    const build = await rolldown({
      input: resolve(project, entry),
      cwd: project,
      external: LENT,
      platform: 'neutral',
      resolve: { conditionNames: ['patio-component', 'import', 'default'], mainFields: ['module', 'main'] },
      onLog: (/** @type {string} */ level, /** @type {any} */ log) => {
        if (log.code === 'UNRESOLVED_IMPORT') {
          unresolved.push(shown(log));
        } else if (level === 'warn') {
          console.error(`warning: ${log.message}`);
        }
      },
    });
    // Nothing is written there: the sources are named as they are seen from there.
    ({ output } = await build.generate({ dir: project, format: 'es', sourcemap: true, codeSplitting: false }));
  } catch (error) {
    throw new Failure(shown(error), { hints: hintsFor(String(error)) });
  }
  if (unresolved.length > 0) {
    throw new Failure(unresolved.join('\n'), { hints: hintsFor(unresolved.join('\n')) });
  }
  const [chunk] = output;
  const lines = linesOf(chunk.map, (/** @type {string} */ source) => named(resolve(project, source), project));
  return { code: chunk.code, exported: chunk.exports, lines };
}

/** A file as people write it. @param {string} file @param {string} project */
function named(file, project) {
  const inSdk = relative(SDK, file);
  return inSdk.startsWith('..') ? relative(project, file) : `@patio/sdk/${inSdk}`;
}

/** What the bundler says, without what is of no use to who does not configure it. @param {any} error */
function shown(error) {
  const all = error.errors?.length > 0 ? error.errors : [error];
  return all
    .map((/** @type {any} */ { message, text = message }) => String(text))
    .join('\n')
    .replace(/, treating it as an external dependency/g, '')
    .replace(/^.*│ *\n.*Help: The "main" field.*\n/gm, '')
    .trim();
}

/** @param {string} text */
function hintsFor(text) {
  if (/['"`]node:|['"`](fs|path|http|https|crypto|net|os|stream|buffer|util)['"`]/.test(text)) {
    return [
      'a component is not run by Node and has none of its modules: use `request`, `store` and `log` of @patio/sdk, ' +
        'or a package that is made for browsers',
    ];
  }
  if (/resolve ['"`]@patio\/sdk/.test(text)) {
    return ['run `npm ci`: it links the SDK into node_modules'];
  }
  return /resolve ['"`]/.test(text) ? ['is its name right, and is it in node_modules?'] : [];
}
