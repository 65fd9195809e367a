// What the tool that makes the component says, for the person who wrote the adapter.

import { Failure } from './failure.mjs';
import { inSources } from './lines.mjs';

/**
 * @param {unknown} error
 * @param {{ entry: string, lines: import('./lines.mjs').Lines, bundle: string, contract: string, wit: string }} of
 * @returns {unknown}
 */
export function explained(error, { entry, lines, bundle, contract, wit }) {
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
  const called = /call an unknown imported function: '[^']*\/([a-z-]+)@[^']*' '([^']+)'/.exec(text);
  if (called !== null) {
    return new Failure(`a module asks the host (${called[1]}, ${called[2]}) while it is loaded, and there is none yet`, {
      hints: ['settings, store, log, the time that remains and requests belong into functions: modules are loaded when this is built'],
    });
  }
  return new Failure(text.replaceAll(contract, wit));
}
