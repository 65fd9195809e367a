// One module of the adapter, its SDK and whatever else it imports.

import { relative, resolve } from 'node:path';
import { Failure } from './failure.mjs';
import { installed } from './installed.mjs';
import { linesOf } from './lines.mjs';

/** What the host lends; the component imports it as it stands. */
const LENT = /^(patio|wasi):/;

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
          unresolved.push(log.message);
        } else if (level === 'warn') {
          console.error(`warning: ${log.message}`);
        }
      },
    });
    ({ output } = await build.generate({ format: 'es', sourcemap: true, codeSplitting: false }));
  } catch (error) {
    throw new Failure(shown(error), { hints: hintsFor(String(error)) });
  }
  if (unresolved.length > 0) {
    throw new Failure(unresolved.join('\n'), { hints: hintsFor(unresolved.join('\n')) });
  }
  const [chunk] = output;
  const lines = linesOf(chunk.map, (/** @type {string} */ source) => relative(project, resolve(project, source)));
  return { code: chunk.code, exported: chunk.exports, lines };
}

/** @param {unknown} error */
function shown(error) {
  const errors = /** @type {{ errors?: { message: string }[] }} */ (error).errors ?? [];
  const texts = errors.length > 0 ? errors.map(({ message }) => message) : [String(error)];
  return texts.join('\n').trim();
}

/** @param {string} text */
function hintsFor(text) {
  if (/['"`]node:|['"`](fs|path|http|https|crypto|net|os|stream|buffer|util)['"`]/.test(text)) {
    return [
      'a component is not run by Node and has none of its modules: use `request`, `store` and `log` of @patio/sdk, ' +
        'or a package that is made for browsers',
    ];
  }
  if (/@patio\/sdk/.test(text)) {
    return ['run `npm ci`: it links the SDK into node_modules'];
  }
  return /resolve/i.test(text) ? ['is its name right, and is it in node_modules?'] : [];
}
