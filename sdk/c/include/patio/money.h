/* Amounts are whole minor units; what overflows or mixes currencies is an error, never a number.
 *
 * No float comes near them: 0.1 has no exact one. */
#ifndef PATIO_MONEY_H
#define PATIO_MONEY_H

#include "patio/failure.h"
#include "patio/text.h"

#include <stdint.h>

typedef epos_money_t patio_money;

/* Decimals of a currency by ISO 4217: 2 for GBP, 0 for JPY; -1 where there is no such code. */
int patio_minor_digits(patio_text currency);

/* Reads "12.50", "12.5", "12" and "-0.05" for GBP, "1250" for JPY. Nothing is rounded: more decimals than the currency has
 * must be zeros. */
bool patio_money_read(patio_text decimal, patio_text currency, patio_money *money, patio_error *error);

/* In the major unit with all of the currency's decimals: "12.50", "1250". */
bool patio_money_write(const patio_money *money, patio_text *decimal, patio_error *error);

/* Sum, difference and multiple; the result may be one of the operands. */
bool patio_money_add(const patio_money *one, const patio_money *other, patio_money *sum, patio_error *error);
bool patio_money_subtract(const patio_money *from, const patio_money *what, patio_money *rest, patio_error *error);
bool patio_money_times(const patio_money *money, int64_t times, patio_money *product, patio_error *error);

/* Splits in proportion to weights, so that the parts are the whole: each gets what is due to it in whole minor units, and
 * what is left goes by one unit to those whose due was cut the most, the first of equals before the others. Below zero the
 * parts are those of the amount above it. Equal parts have equal weights. */
bool patio_money_split(const patio_money *money, const uint64_t *weights, size_t parts, patio_money *shares,
                       patio_error *error);

/* An optional amount that is there. */
epos_option_money_t patio_some_money(patio_money money);

#endif
