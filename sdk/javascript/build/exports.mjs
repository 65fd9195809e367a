// What a module exports and what its world says that it does are the same, or a capability is missing unnoticed.

import { Failure } from './failure.mjs';

/** `orderLocks` for `order-locks`. @param {string} name */
export const camel = (name) => name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/**
 * @param {object} what
 * @param {string} what.entry
 * @param {string} what.world
 * @param {string[]} what.exported by the module
 * @param {string[]} what.wanted by the world
 * @param {string[]} what.known of the contract
 */
export function exportsFit({ entry, world, exported, wanted, known }) {
  const missing = wanted.filter((name) => !exported.includes(camel(name)));
  const unasked = known.filter((name) => exported.includes(camel(name)) && !wanted.includes(name));
  const unknown = exported.filter((name) => ![...wanted, ...known].some((other) => camel(other) === name));
  if (missing.length === 0 && unasked.length === 0) {
    return;
  }
  const hints = [
    ...missing.map((name) => {
      const alike = unknown.find((other) => isAlike(other, camel(name)));
      return alike === undefined
        ? `add ${camel(name)} to \`export const { … } = adapter({ … })\`, or take \`export patio:epos/${name}…;\` out of wit/`
        : `is ${alike} meant to be ${camel(name)}?`;
    }),
    ...unasked.map((name) => `write \`export patio:epos/${name}@0.1.0;\` into the world, or do not export ${camel(name)}`),
  ];
  const said = [
    ...missing.map((name) => `${entry} does not export ${camel(name)}, and the world ${world} does`),
    ...unasked.map((name) => `${entry} exports ${camel(name)}, and the world ${world} does not`),
  ];
  throw new Failure(said.join('\n'), { hints });
}

/** Whether two names have the same letters but for two. @param {string} one @param {string} other */
function isAlike(one, other) {
  const letters = (/** @type {string} */ name) => [...name.toLowerCase()].sort();
  const rest = letters(other);
  const strange = letters(one).filter((letter) => {
    const at = rest.indexOf(letter);
    if (at >= 0) {
      rest.splice(at, 1);
    }
    return at < 0;
  });
  return strange.length + rest.length <= 2;
}
