// Stacks name the lines that the vendor wrote, not those of the one file that the build made of them.

/**
 * What the build knows of its lines: which source each came from.
 * @type {{ sources: string[], lines: [source: number, line: number][] } | undefined}
 */
const built = /** @type {any} */ (globalThis).patioSourceLines;

/** @param {unknown} error @returns {string} */
export function sourceStack(error) {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  if (built === undefined) {
    return stack;
  }
  return stack.replace(/[^\s@]*adapter\.bundle\.js:(\d+):\d+/g, (whole, line) => {
    const found = built.lines[Number(line) - 1];
    return found ? `${built.sources[found[0]]}:${found[1]}` : whole;
  });
}
