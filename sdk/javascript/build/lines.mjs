// Which line of which source a line of the bundle came from (source maps, version 3), as errors in the log need it.

/** @typedef {{ sources: string[], lines: ([source: number, line: number] | 0)[] }} Lines */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * @param {{ sources: string[], mappings: string }} map @param {(source: string) => string} shown
 * @returns {Lines}
 */
export function linesOf(map, shown) {
  let source = 0;
  let line = 0;
  const lines = map.mappings.split(';').map((segments) => {
    /** @type {[number, number] | 0} */
    let first = 0;
    for (const segment of segments.split(',').filter((segment) => segment !== '')) {
      const [, bySources, byLines] = numbers(segment);
      if (bySources !== undefined && byLines !== undefined) {
        source += bySources;
        line += byLines;
        first ||= [source, line + 1];
      }
    }
    return first;
  });
  return { sources: map.sources.map(shown), lines };
}

/** Places of the bundle in a text, as places of the sources. @param {string} text @param {Lines} lines @param {string} bundle */
export function inSources(text, { sources, lines }, bundle) {
  const place = new RegExp(`[^\\s@]*${bundle.replaceAll('.', '\\.')}:(\\d+)(:\\d+)?`, 'g');
  return text.replace(place, (whole, line) => {
    const found = lines[Number(line) - 1];
    return found ? `${sources[found[0]]}:${found[1]}` : whole;
  });
}

/** Base 64, five bits a digit, the lowest first, the sign in the lowest bit. @param {string} segment */
function numbers(segment) {
  const found = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if ((bits & 32) === 0) {
      found.push(value & 1 ? -(value >> 1) : value >> 1);
      value = 0;
      shift = 0;
    }
  }
  return found;
}
