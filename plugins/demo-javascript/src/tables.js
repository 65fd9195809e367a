// Finds tables. Corner gives all at once, so the pages are cut here; a cursor is the id of the table beside it.

import { InvalidRequest } from '@patio/sdk';
import { get } from './corner.js';

/** @type {import('@patio/sdk').Interfaces['tables']} */
export const tables = {
  async searchTables({ areaId, waiterId }, { limit, at }) {
    const all = (await get('/tables', { area: areaId })).list('tables').map(tableOf);
    const found = all.filter((table) => waiterId === undefined || table.waiterIds.includes(waiterId));
    const [start, end] = cut(found, limit, at);
    const shown = found.slice(start, end);
    return {
      tables: shown,
      ends: {
        before: start > 0 ? shown.at(0)?.id : undefined,
        after: end < found.length ? shown.at(-1)?.id : undefined,
      },
    };
  },
};

/** @param {import('@patio/sdk').Json} table @returns {import('patio:epos/tables@0.1.0').Table} */
function tableOf(table) {
  return {
    id: table.text('id'),
    name: table.text('name'),
    maxCovers: table.whole('seats'),
    areaId: table.optionalText('area'),
    waiterIds: table.texts('waiters'),
  };
}

/**
 * @param {{ id: string }[]} found @param {number} limit
 * @param {import('patio:epos/model@0.1.0').Position | undefined} at
 */
function cut(found, limit, at) {
  if (at === undefined) {
    return [0, limit];
  }
  const place = found.findIndex(({ id }) => id === at.val);
  if (place < 0) {
    throw new InvalidRequest(`${JSON.stringify(at.val)} is no cursor of these tables`);
  }
  return at.tag === 'after' ? [place + 1, place + 1 + limit] : [Math.max(place - limit, 0), place];
}
