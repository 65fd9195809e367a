/* Amounts: read, written, added up. */
#include "patio/money.h"

#include <limits.h>

static bool is_unknown(patio_text currency, patio_error *error) {
    return patio_unexpected(error,
                            "\"%.*s\" is no currency with a minor unit: it must be a code of ISO 4217 in capitals, like GBP",
                            PATIO_SHOW(currency));
}

static bool is_too_large(patio_error *error) {
    return patio_unexpected(error, "the amount does not fit into 64 bits");
}

/* One more digit of a number below zero: the smallest number has no opposite, so all are read from below. */
static bool append(int64_t *negative, uint8_t digit) {
    return !__builtin_mul_overflow(*negative, (int64_t)10, negative) &&
           !__builtin_sub_overflow(*negative, (int64_t)digit, negative);
}

static bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

bool patio_money_read(patio_text decimal, patio_text currency, patio_money *money, patio_error *error) {
    const int digits = patio_minor_digits(currency);
    if (digits < 0) return is_unknown(currency, error);
    const bool is_negative = decimal.len > 0 && decimal.ptr[0] == '-';
    int64_t value = 0;
    size_t at = is_negative ? 1 : 0;
    const size_t start = at;
    bool fits = true;
    for (; at < decimal.len && is_digit(decimal.ptr[at]); at++) fits = fits && append(&value, decimal.ptr[at] - '0');
    bool is_amount = at > start;
    bool is_exact = true;
    int read = 0;
    if (at < decimal.len && decimal.ptr[at] == '.') {
        at++;
        is_amount = is_amount && at < decimal.len;
        for (; at < decimal.len && is_digit(decimal.ptr[at]); at++) {
            if (read < digits) {
                fits = fits && append(&value, decimal.ptr[at] - '0');
                read++;
            } else {
                is_exact = is_exact && decimal.ptr[at] == '0';
            }
        }
    }
    if (!is_amount || at != decimal.len) {
        return patio_unexpected(error,
                                "\"%.*s\" is no amount: it must be digits, with a point before the decimals, like 12.50",
                                PATIO_SHOW(decimal));
    }
    if (!is_exact) {
        return patio_unexpected(error, "\"%.*s\" has more decimals than %.*s, which has %d: it would have to be rounded",
                                PATIO_SHOW(decimal), PATIO_SHOW(currency), digits);
    }
    for (; read < digits; read++) fits = fits && append(&value, 0);
    if (!fits || (!is_negative && value == INT64_MIN)) return is_too_large(error);
    *money = (patio_money){.value = is_negative ? value : -value, .currency_code = currency};
    return true;
}

bool patio_money_write(const patio_money *money, patio_text *decimal, patio_error *error) {
    const int digits = patio_minor_digits(money->currency_code);
    if (digits < 0) return is_unknown(money->currency_code, error);
    const char *sign = money->value < 0 ? "-" : "";
    const uint64_t value = money->value < 0 ? 0 - (uint64_t)money->value : (uint64_t)money->value;
    uint64_t unit = 1;
    for (int digit = 0; digit < digits; digit++) unit *= 10;
    if (digits == 0) {
        *decimal = patio_format("%s%llu", sign, (unsigned long long)value);
    } else {
        *decimal = patio_format("%s%llu.%0*llu", sign, (unsigned long long)(value / unit), digits,
                                (unsigned long long)(value % unit));
    }
    return true;
}

static bool is_one_currency(const patio_money *one, const patio_money *other, patio_error *error) {
    if (patio_same(one->currency_code, other->currency_code)) return true;
    return patio_unexpected(error, "an amount in %.*s and one in %.*s have no sum: an order has one currency",
                            PATIO_SHOW(one->currency_code), PATIO_SHOW(other->currency_code));
}

bool patio_money_add(const patio_money *one, const patio_money *other, patio_money *sum, patio_error *error) {
    if (!is_one_currency(one, other, error)) return false;
    int64_t value;
    if (__builtin_add_overflow(one->value, other->value, &value)) return is_too_large(error);
    *sum = (patio_money){.value = value, .currency_code = one->currency_code};
    return true;
}

bool patio_money_subtract(const patio_money *from, const patio_money *what, patio_money *rest, patio_error *error) {
    if (!is_one_currency(from, what, error)) return false;
    int64_t value;
    if (__builtin_sub_overflow(from->value, what->value, &value)) return is_too_large(error);
    *rest = (patio_money){.value = value, .currency_code = from->currency_code};
    return true;
}

bool patio_money_times(const patio_money *money, int64_t times, patio_money *product, patio_error *error) {
    int64_t value;
    if (__builtin_mul_overflow(money->value, times, &value)) return is_too_large(error);
    *product = (patio_money){.value = value, .currency_code = money->currency_code};
    return true;
}

epos_option_money_t patio_some_money(patio_money money) {
    return (epos_option_money_t){.is_some = true, .val = money};
}
