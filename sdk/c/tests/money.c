/* Amounts. */
#include "tests.h"

static patio_text text(const char *of) { return patio_text_of(of); }

static void check_read(const char *decimal, const char *currency, int64_t expected) {
    patio_money money;
    patio_error error;
    CHECK(patio_money_read(text(decimal), text(currency), &money, &error));
    CHECK_MONEY(money, expected);
    CHECK_TEXT(money.currency_code, currency);
}

void an_amount_is_read_without_rounding(void) {
    check_read("12.50", "GBP", 1250);
    check_read("12.5", "GBP", 1250);
    check_read("12", "GBP", 1200);
    check_read("-0.05", "GBP", -5);
    check_read("0.29", "GBP", 29);
    check_read("12.5000", "GBP", 1250);
    check_read("1250", "JPY", 1250);
    check_read("1250.00", "JPY", 1250);
    check_read("1.234", "KWD", 1234);
    check_read("92233720368547758.07", "GBP", INT64_MAX);
    check_read("-92233720368547758.08", "GBP", INT64_MIN);
}

static void check_refused(const char *decimal, const char *currency, const char *why) {
    patio_money money;
    patio_error error;
    CHECK(!patio_money_read(text(decimal), text(currency), &money, &error));
    CHECK_ERROR(error, UNEXPECTED, why);
}

void what_is_no_amount_is_refused(void) {
    const char *const wrong[] = {"", "-", ".", ".5", "12.", "1,50", "+1", "1e3", "12.5.0", " 1", "1 ", "£1", "0x1"};
    for (size_t at = 0; at < sizeof wrong / sizeof *wrong; at++) {
        const patio_text why = patio_format(
            "\"%s\" is no amount: it must be digits, with a point before the decimals, like 12.50", wrong[at]);
        check_refused(wrong[at], "GBP", (const char *)why.ptr);
    }
    check_refused("12.501", "GBP", "\"12.501\" has more decimals than GBP, which has 2: it would have to be rounded");
    check_refused("1250.5", "JPY", "\"1250.5\" has more decimals than JPY, which has 0: it would have to be rounded");
    check_refused("92233720368547758.08", "GBP", "the amount does not fit into 64 bits");
    check_refused("-92233720368547758.09", "GBP", "the amount does not fit into 64 bits");
    check_refused("99999999999999999999999", "GBP", "the amount does not fit into 64 bits");
    check_refused("1", "gbp",
                  "\"gbp\" is no currency with a minor unit: it must be a code of ISO 4217 in capitals, like GBP");
    check_refused("1", "P E",
                  "\"P E\" is no currency with a minor unit: it must be a code of ISO 4217 in capitals, like GBP");
}

static patio_money amount(int64_t value, const char *currency) {
    return (patio_money){.value = value, .currency_code = text(currency)};
}

static void check_written(int64_t value, const char *currency, const char *expected) {
    const patio_money money = amount(value, currency);
    patio_text decimal;
    patio_error error;
    CHECK(patio_money_write(&money, &decimal, &error));
    CHECK_TEXT(decimal, expected);
}

void an_amount_is_written_with_the_decimals_of_its_currency(void) {
    check_written(1250, "GBP", "12.50");
    check_written(-5, "GBP", "-0.05");
    check_written(0, "GBP", "0.00");
    check_written(1250, "JPY", "1250");
    check_written(1234, "KWD", "1.234");
    check_written(INT64_MIN, "GBP", "-92233720368547758.08");
}

void what_overflows_or_mixes_currencies_is_an_error(void) {
    const patio_money one = amount(1, "GBP"), most = amount(INT64_MAX, "GBP"), least = amount(INT64_MIN, "GBP");
    const patio_money euro = amount(1, "EUR");
    const char *too_large = "the amount does not fit into 64 bits";
    const char *differ = "an amount in GBP and one in EUR have no sum: an order has one currency";
    patio_money result = amount(0, "GBP");
    patio_error error;
    CHECK(!patio_money_add(&most, &one, &result, &error));
    CHECK_ERROR(error, UNEXPECTED, too_large);
    CHECK(!patio_money_subtract(&least, &one, &result, &error));
    CHECK_ERROR(error, UNEXPECTED, too_large);
    CHECK(!patio_money_times(&most, 2, &result, &error));
    CHECK_ERROR(error, UNEXPECTED, too_large);
    CHECK(!patio_money_add(&one, &euro, &result, &error));
    CHECK_ERROR(error, UNEXPECTED, differ);
    CHECK(!patio_money_subtract(&one, &euro, &result, &error));
    CHECK_ERROR(error, UNEXPECTED, differ);
    CHECK(patio_money_add(&one, &one, &result, &error) && patio_money_times(&result, -3, &result, &error));
    CHECK_MONEY(result, -6);
}

static void check_split(int64_t value, const uint64_t *weights, size_t parts, const int64_t *expected) {
    const patio_money whole = amount(value, "GBP");
    patio_money *shares = PATIO_NEW(patio_money, parts);
    patio_error error;
    CHECK(patio_money_split(&whole, weights, parts, shares, &error));
    for (size_t part = 0; part < parts; part++) CHECK_MONEY(shares[part], expected[part]);
}

void the_parts_of_an_amount_are_the_whole(void) {
    check_split(2500, (const uint64_t[]){1, 1, 1}, 3, (const int64_t[]){834, 833, 833});
    check_split(-2500, (const uint64_t[]){1, 1, 1}, 3, (const int64_t[]){-834, -833, -833});
    check_split(1000, (const uint64_t[]){2, 3, 2}, 3, (const int64_t[]){286, 428, 286});
    check_split(1, (const uint64_t[]){0, 5, 5}, 3, (const int64_t[]){0, 1, 0});
    check_split(INT64_MIN, (const uint64_t[]){UINT64_MAX}, 1, (const int64_t[]){INT64_MIN});
    const patio_money whole = amount(1, "GBP");
    patio_money share;
    patio_error error;
    CHECK(!patio_money_split(&whole, (const uint64_t[]){0}, 1, &share, &error));
    CHECK_ERROR(error, UNEXPECTED, "an amount is split into one part at least");
}
