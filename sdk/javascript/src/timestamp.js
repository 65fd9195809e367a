// Instants as the API writes them: RFC 3339, UTC, whole milliseconds. All have the same length, so they compare as texts.

import { Unexpected } from './errors.js';

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([Zz]|[+-]\d{2}:?\d{2})?$/;

const MINUTE_MS = 60_000;

/** The present. @returns {string} */
export function now() {
  return new Date().toISOString();
}

/**
 * A local time with its offset as an instant in UTC: "2026-11-22T20:04:05+01:00" is "2026-11-22T19:04:05.000Z".
 *
 * Where the point of sale tells local times without an offset, say which it is, in minutes east of Greenwich: without
 * one, nobody knows which instant it was.
 * @param {string} local @param {{ offsetMinutes?: number }} [options] @returns {string}
 */
export function toUtc(local, { offsetMinutes } = {}) {
  const found = typeof local === 'string' ? SHAPE.exec(local.trim()) : null;
  if (found === null) {
    throw new Unexpected(`${JSON.stringify(local)} is no time: it should look like 2026-11-22T20:04:05+01:00`);
  }
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0));
  const ms = Math.trunc(Number(`0.${found[7] ?? '0'}`) * 1000);
  const east = found[8] === undefined ? offsetMinutes : minutesEast(found[8]);
  if (east === undefined) {
    throw new Unexpected(`${JSON.stringify(local)} has no offset, so nobody knows which instant it is: pass offsetMinutes`);
  }
  const instant = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  // JavaScript makes 2 March of 30 February.
  const same = instant.getUTCMonth() === month - 1 && instant.getUTCDate() === day && instant.getUTCHours() === hour;
  if (!same || year < 1970 || minute > 59 || second > 59 || Math.abs(east) >= 24 * 60) {
    throw new Unexpected(`${JSON.stringify(local)} is on no calendar or clock`);
  }
  return new Date(instant.getTime() - east * MINUTE_MS).toISOString();
}

/** @param {string} offset */
function minutesEast(offset) {
  if (offset === 'Z' || offset === 'z') {
    return 0;
  }
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return offset.startsWith('-') ? -minutes : minutes;
}
