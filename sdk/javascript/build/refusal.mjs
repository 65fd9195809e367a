// What the tool that makes the component says, for the person who wrote the adapter.

import { Failure } from './failure.mjs';
import { inSources } from './lines.mjs';

/**
 * @param {unknown} error
 * @param {{ entry: string, lines: import('./lines.mjs').Lines, bundle: string }} of
 * @returns {unknown}
 */
export function explained(error, { entry, lines, bundle }) {
  if (!(error instanceof Error)) {
    return error;
  }
  const text = inSources(error.message, lines, bundle);
  const lacks = /does not export a "[^"]*\/([^"@]+)@[^"]*" (\w+) function/.exec(text);
  if (lacks !== null) {
    const [, name, called] = lacks;
    return new Failure(`${name} of ${entry} has no function ${called}`, {
      hints: [`write ${called}(…) into it; the contract (${name} in wit/) says what it gets and gives`],
    });
  }
  const thrown = /Exception while evaluating top-level script\s+([^]*?)(?:\nAdditionally|\nStack:|$)/.exec(text);
  if (thrown !== null) {
    return new Failure(`${thrown[1].trim()}\n  (thrown while the modules were loaded, before any call)`, {
      hints: ['what needs the host (settings, store, requests) goes into a function: modules are loaded when this is built'],
    });
  }
  const atLoading = /import call during initialization|unreachable|not be called/.test(text) || /wizer/i.test(text);
  return new Failure(text, {
    hints: atLoading
      ? ['does a module call the host (settings, store, log, requests) while it is loaded? Put that into a function']
      : [],
  });
}
