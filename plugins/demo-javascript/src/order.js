// A check of Corner as an order.

import { Money, toUtc } from '@patio/sdk';

/** What a card machine shows of a name. */
const NAME_LENGTH = 24;

/** @type {Record<string, import('patio:epos/model@0.1.0').OrderStatus>} */
const STATUS = { open: 'confirmed', billed: 'ready', closed: 'finalized', void: 'canceled' };

/** @param {import('@patio/sdk').Json} check @returns {import('patio:epos/model@0.1.0').Order} */
export function orderOf(check) {
  const currency = check.text('currency');
  const table = check.optionalText('table');
  const number = String(check.whole('number'));
  // What is void does not exist any more.
  const lines = check.list('lines').filter((line) => !line.flag('void'));
  const payments = check.list('payments').filter((payment) => !payment.flag('void')).map((payment) => ({
    paymentIntentId: payment.optionalText('reference'),
    paidAmount: payment.money('amount', currency),
    tipsAmount: payment.optionalMoney('tip', currency),
  }));
  return {
    id: check.text('id'),
    status: check.word('state', STATUS),
    details: {
      orderType: 'dine-in',
      dineIn: { tableId: table, waiterId: check.optionalText('waiter') },
    },
    items: lines.map((line) => itemOf(line, currency)),
    discounts: check.list('discounts').map((discount) => ({
      name: discount.text('name'),
      amountTotal: discount.money('amount', currency),
    })),
    taxLines: check.list('taxes').map((tax) => ({
      amountTotal: tax.money('amount', currency),
      name: tax.text('name'),
      amountPercentage: hundredths(tax.text('rate')),
    })),
    createdAt: toUtc(check.text('opened')),
    updatedAt: toUtc(check.text('changed')),
    totalAmount: check.money('total', currency),
    paidAmount: Money.sum(payments.map(({ paidAmount }) => paidAmount), currency),
    tipsAmount: Money.sum(payments.flatMap(({ tipsAmount }) => tipsAmount ?? []), currency),
    serviceChargeAmount: check.optionalMoney('service', currency),
    payments,
    payable: isPayable(check),
    reference: number,
    displayName: (table === undefined ? number : `${table} · ${number}`).slice(0, NAME_LENGTH),
  };
}

/** A lock does not make it unpayable: whoever holds it is about to pay. @param {import('@patio/sdk').Json} check */
export function isPayable(check) {
  const isOpen = check.word('state', { open: true, billed: true, closed: false, void: false });
  return isOpen && check.money('balance', check.text('currency')).isPositive;
}

/** @param {import('@patio/sdk').Json} line @param {string} currency */
function itemOf(line, currency) {
  return {
    name: line.text('name'),
    plu: line.text('sku'),
    quantity: line.whole('qty'),
    amountPerItem: line.money('price', currency),
    note: line.optionalText('comment'),
    // Corner counts options per one of the line, as the contract does.
    modifiers: line.list('options').map((option) => ({
      name: option.text('name'),
      plu: option.text('sku'),
      quantity: option.whole('qty'),
      amountPerModifier: option.money('price', currency),
    })),
    subItems: [],
  };
}

/** Hundredths of a percent: "20.00" is 2000. @param {string} percent */
function hundredths(percent) {
  const [whole, fraction = ''] = percent.split('.');
  return Number(whole + fraction.slice(0, 2).padEnd(2, '0'));
}
