// How many decimals a currency has (ISO 4217, "minor unit").

const WITHOUT = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const THREE = 'BHD IQD JOD KWD LYD OMR TND';
const FOUR = 'CLF UYW';

/** All others have two. @type {Map<string, number>} */
const EXCEPTIONS = new Map();
for (const [codes, digits] of /** @type {[string, number][]} */ ([[WITHOUT, 0], [THREE, 3], [FOUR, 4]])) {
  for (const code of codes.split(' ')) {
    EXCEPTIONS.set(code, digits);
  }
}

/** Decimals of a currency: 2 for "GBP", 0 for "JPY". @param {string} currencyCode @returns {number} */
export function digitsOf(currencyCode) {
  return EXCEPTIONS.get(currencyCode) ?? 2;
}
