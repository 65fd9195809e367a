// A scripted Corner, and a check of it as its documentation shows one.

import { onTheDesk, ScriptedPos } from '@patio/sdk/testkit';
import * as adapter from '../src/adapter.js';

/** A point of sale that answers as the test says, and the adapter in front of it. */
export function onTheTill() {
  const pos = new ScriptedPos();
  const settings = { base_url: 'http://corner.test', api_key: 'k-1' };
  return { pos, ...onTheDesk(adapter, { settings, pos }) };
}

export const requester = {};

/** A check, with whatever is different. @param {object} [different] */
export function check(different = {}) {
  return {
    id: '1001',
    number: 57,
    table: 'T8',
    waiter: 'W1',
    guests: 3,
    state: 'open',
    currency: 'GBP',
    opened: '2026-11-22T20:04:05+01:00',
    changed: '2026-11-22T20:14:05+01:00',
    lines: [line()],
    discounts: [{ name: 'Staff', amount: '5.00' }],
    taxes: [{ name: 'VAT', rate: '20.00', amount: '4.17' }],
    service: '3.13',
    total: '25.13',
    payments: [payment()],
    balance: '15.13',
    lock: null,
    ...different,
  };
}

/** @param {object} [different] */
export function line(different = {}) {
  const options = [{ sku: 'CHEESE', name: 'Extra cheese', qty: 1, price: '1.00' }];
  return { sku: 'BURGER', name: 'Burger', qty: 2, price: '12.50', comment: null, void: false, options, ...different };
}

/** @param {object} [different] */
export function payment(different = {}) {
  return { id: 'p1', type: 'CARD', amount: '10.00', tip: '1.00', reference: 'pi_0', void: false, ...different };
}

/** @param {string} code @param {string} message */
export const refused = (code, message) => ({ error: { code, message } });

/** @param {bigint} value @param {string} [currencyCode] */
export const money = (value, currencyCode = 'GBP') => ({ value, currencyCode });

/** What an amount looks like, without the class. @param {{ value: bigint, currencyCode: string } | undefined} amount */
export const plain = (amount) => amount && `${amount.value} ${amount.currencyCode}`;
