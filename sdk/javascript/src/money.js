// Amounts are whole minor units, as BigInt. Nothing here rounds unasked, overflows silently, or adds pounds to euros.

import { digitsOf } from './currency.js';

/** What a WIT `s64` holds. */
const LARGEST = 2n ** 63n - 1n;
const SMALLEST = -(2n ** 63n);

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** An amount cannot be read, or would be wrong. It reaches the host as `unexpected`, with this text. */
export class MoneyError extends RangeError {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'MoneyError';
  }
}

/** An amount in the currency's minor unit: 1250 with "GBP" is 12.50 pounds. It has the shape of the contract's `money`. */
export class Money {
  /** @param {bigint | number} value whole minor units @param {string} currencyCode ISO 4217, upper case */
  constructor(value, currencyCode) {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      throw new MoneyError(`${value} is no whole number of minor units: read "12.50" with Money.fromDecimal`);
    }
    if (typeof currencyCode !== 'string' || !/^[A-Z]{3}$/.test(currencyCode)) {
      throw new MoneyError(`${JSON.stringify(currencyCode)} is no currency: write its ISO 4217 code, as in "GBP"`);
    }
    const exact = BigInt(value);
    if (exact > LARGEST || exact < SMALLEST) {
      throw new MoneyError(`an amount of ${exact} minor units is more than anybody has`);
    }
    this.value = exact;
    this.currencyCode = currencyCode;
    Object.freeze(this);
  }

  /** What the host handed over. @param {{ value: bigint, currencyCode: string }} money @returns {Money} */
  static from({ value, currencyCode }) {
    return new Money(value, currencyCode);
  }

  /** @param {string} currencyCode @returns {Money} */
  static zero(currencyCode) {
    return new Money(0n, currencyCode);
  }

  /**
   * Reads "12.50" by the currency's digits. A JSON number (12.5) is read as it is written; more digits than the
   * currency has are refused, not rounded.
   * @param {string | number} decimal @param {string} currencyCode @returns {Money}
   */
  static fromDecimal(decimal, currencyCode) {
    const found = typeof decimal === 'string' || typeof decimal === 'number' ? DECIMAL.exec(String(decimal)) : null;
    if (found === null) {
      throw new MoneyError(`${JSON.stringify(decimal) ?? 'nothing'} is no amount: it should look like "12.50"`);
    }
    const [, sign, whole, fraction = ''] = found;
    const digits = digitsOf(currencyCode);
    if (/[1-9]/.test(fraction.slice(digits))) {
      throw new MoneyError(`${decimal} ${currencyCode} has more than the ${digits} decimals of its currency`);
    }
    const minor = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
    return new Money(sign === '-' ? -minor : minor, currencyCode);
  }

  /** The sum of a list; zero of the currency where it is empty. @param {Iterable<Money>} amounts @param {string} currencyCode */
  static sum(amounts, currencyCode) {
    let sum = Money.zero(currencyCode);
    for (const amount of amounts) {
      sum = sum.plus(amount);
    }
    return sum;
  }

  /** "12.50": with the currency's digits, as most points of sale want it. @returns {string} */
  toDecimal() {
    const digits = digitsOf(this.currencyCode);
    const text = String(this.value < 0n ? -this.value : this.value).padStart(digits + 1, '0');
    const sign = this.value < 0n ? '-' : '';
    return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
  }

  /** @param {{ value: bigint, currencyCode: string }} other @returns {Money} */
  plus(other) {
    return new Money(this.value + this.#same(other).value, this.currencyCode);
  }

  /** @param {{ value: bigint, currencyCode: string }} other @returns {Money} */
  minus(other) {
    return new Money(this.value - this.#same(other).value, this.currencyCode);
  }

  /** So many of it. @param {bigint | number} count a whole number @returns {Money} */
  times(count) {
    if (typeof count === 'number' && !Number.isSafeInteger(count)) {
      throw new MoneyError(`${count} is no whole number: split amounts with \`split\`, do not multiply by fractions`);
    }
    return new Money(this.value * BigInt(count), this.currencyCode);
  }

  /** Below 0, 0 or above, as \`sort\` wants it. @param {{ value: bigint, currencyCode: string }} other @returns {number} */
  compare(other) {
    const difference = this.value - this.#same(other).value;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  get isZero() {
    return this.value === 0n;
  }

  get isPositive() {
    return this.value > 0n;
  }

  /**
   * Parts by weight that add up to the whole, by the largest remainder: `[1, 1, 1]` splits 10.00 into 3.34, 3.33, 3.33.
   * Of equal remainders, the earlier part gets the unit.
   * @param {(bigint | number)[]} weights whole, none below 0, one at least above @returns {Money[]}
   */
  split(weights) {
    const exact = weights.map((weight) => {
      if ((typeof weight === 'number' && !Number.isSafeInteger(weight)) || weight < 0) {
        throw new MoneyError(`${weight} is no weight: weights are whole numbers, 0 or above`);
      }
      return BigInt(weight);
    });
    const all = exact.reduce((sum, weight) => sum + weight, 0n);
    if (all === 0n) {
      throw new MoneyError('an amount cannot be split among nobody: one weight at least must be above 0');
    }
    const sign = this.value < 0n ? -1n : 1n;
    const size = this.value * sign;
    const parts = exact.map((weight, at) => ({ at, share: (size * weight) / all, rest: (size * weight) % all }));
    let left = size - parts.reduce((sum, part) => sum + part.share, 0n);
    const shares = parts.map((part) => part.share);
    for (const { at } of [...parts].sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1))) {
      if (left === 0n) {
        break;
      }
      shares[at] += 1n;
      left -= 1n;
    }
    return shares.map((share) => new Money(share * sign, this.currencyCode));
  }

  toString() {
    return `${this.toDecimal()} ${this.currencyCode}`;
  }

  /** @template {{ value: bigint, currencyCode: string }} T @param {T} other @returns {T} */
  #same(other) {
    if (other.currencyCode !== this.currencyCode) {
      throw new MoneyError(`${this.currencyCode} and ${other.currencyCode} cannot be reckoned together`);
    }
    return other;
  }
}
