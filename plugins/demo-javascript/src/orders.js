// Finds orders. Corner gives 50 checks at once and knows no filter for what is payable, so a page is put together here.

import { InvalidRequest, NotFound } from '@patio/sdk';
import { get, path } from './corner.js';
import { isPayable, orderOf } from './order.js';

/** What Corner gives at once, at most. */
const CHECKS_AT_ONCE = 50;

/** @type {import('@patio/sdk').Interfaces['orders']} */
export const orders = {
  async searchOrders(filter, { limit, at }) {
    // Corner knows neither parties nor reservations, so no order is of one.
    if (filter.partyId !== undefined || filter.reservationId !== undefined) {
      return { orders: [], ends: {} };
    }
    const backwards = at?.tag === 'before';
    // One more than is wanted shows whether there is another page.
    const { found, moreBehind } = await walk(filter, { wanted: limit + 1, cursor: at?.val, backwards });
    const shown = backwards ? found.slice(-limit) : found.slice(0, limit);
    const moreAhead = found.length > limit;
    const [moreBefore, moreAfter] = backwards ? [moreAhead, moreBehind] : [moreBehind, moreAhead];
    return {
      orders: shown,
      // A cursor is the id of the order at that end.
      ends: { before: moreBefore ? shown.at(0)?.id : undefined, after: moreAfter ? shown.at(-1)?.id : undefined },
    };
  },

  async getOrder(orderId) {
    return orderOf(await get(path('checks', orderId)));
  },
};

/**
 * Goes on asking until there are as many orders as are wanted, or no more.
 * @param {import('patio:epos/orders@0.1.0').OrderFilter} filter
 * @param {{ wanted: number, cursor: string | undefined, backwards: boolean }} way
 */
async function walk(filter, { wanted, cursor, backwards }) {
  /** @type {import('patio:epos/model@0.1.0').Order[]} */
  let found = [];
  /** @type {boolean | undefined} */
  let moreBehind;
  for (;;) {
    const page = await ask(filter, { limit: Math.min(wanted - found.length, CHECKS_AT_ONCE), cursor, backwards });
    const checks = page.list('checks');
    const orders = checks.filter((check) => !filter.payableOnly || isPayable(check)).map(orderOf);
    found = backwards ? [...orders, ...found] : [...found, ...orders];
    const [ahead, behind] = backwards ? ['more_before', 'more_after'] : ['more_after', 'more_before'];
    moreBehind ??= page.flag(behind);
    const last = checks.at(backwards ? 0 : -1)?.text('id');
    if (found.length >= wanted || last === undefined || !page.flag(ahead)) {
      return { found, moreBehind };
    }
    cursor = last;
  }
}

/**
 * @param {import('patio:epos/orders@0.1.0').OrderFilter} filter
 * @param {{ limit: number, cursor: string | undefined, backwards: boolean }} way
 */
async function ask(filter, { limit, cursor, backwards }) {
  try {
    return await get('/checks', {
      state: filter.payableOnly ? 'open' : 'all',
      table: filter.tableId,
      waiter: filter.waiterId,
      limit: String(limit),
      [backwards ? 'before' : 'after']: cursor,
    });
  } catch (error) {
    if (error instanceof NotFound && cursor !== undefined) {
      throw new InvalidRequest(`${JSON.stringify(cursor)} is no cursor of these orders`, { cause: error });
    }
    throw error;
  }
}
