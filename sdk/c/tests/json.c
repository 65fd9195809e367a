/* JSON, read and written. */
#include "tests.h"

#include <stdlib.h>
#include <string.h>

static const char check[] =
    "{\"id\":\"1001\",\"note\":\"a\\\"b\\\\\\u00e9\\ud83c\\udf54\\n\",\"n\":-12,\"price\":12.50,\"open\":true,"
    "\"lines\":[{\"qty\":1},{\"qty\":\"two\"}],\"none\":null,\"opened\":\"2026-11-22T20:04:05+01:00\"}";

static const patio_json *read(const char *text) {
    const patio_json *value = NULL;
    patio_error error;
    if (!patio_json_read(patio_text_of(text), PATIO_TEXT("it"), &value, &error)) {
        kit_failed(__FILE__, __LINE__, (const char *)patio_format("%.*s", PATIO_SHOW(patio_error_text(&error))).ptr);
    }
    return value;
}

void json_is_read_as_it_is_written(void) {
    const patio_json *value = read(check);
    const patio_text pounds = PATIO_TEXT("GBP");
    CHECK_TEXT(patio_json_text(value, "id"), "1001");
    CHECK_TEXT(patio_json_text(value, "note"), "a\"b\\é🍔\n");
    CHECK_NUMBER(patio_json_integer(value, "n", -20, 20), -12);
    CHECK_MONEY(patio_json_money(value, "price", pounds), 1250);
    CHECK(patio_json_flag(value, "open"));
    CHECK_NUMBER(patio_json_list(value, "lines")->count, 2);
    CHECK_TEXT(patio_json_timestamp(value, "opened"), "2026-11-22T19:04:05.000Z");
    CHECK(!patio_json_optional_text(value, "none").is_some);
    CHECK(!patio_json_optional_text(value, "absent").is_some);
    CHECK(!patio_json_optional_money(value, "none", pounds).is_some);
    patio_error error;
    CHECK(patio_json_is_sound(value, &error));
}

static void check_refused(patio_text text, const char *why) {
    const patio_json *value;
    patio_error error;
    CHECK(!patio_json_read(text, PATIO_TEXT("it"), &value, &error));
    CHECK_ERROR(error, UNEXPECTED, why);
}

void what_is_not_json_is_refused(void) {
    const char *const wrong[][2] = {
        {"", "it: a value is expected (at byte 0)"},
        {"<html>", "it: a value is expected (at byte 0)"},
        {"{\"a\":1,}", "it: a member's name is expected (at byte 7)"},
        {"[1,]", "it: a value is expected (at byte 3)"},
        {"[1 2]", "it: a comma is expected (at byte 3)"},
        {"{\"a\" 1}", "it: a colon is expected (at byte 5)"},
        {"01", "it: something stands behind the value (at byte 1)"},
        {"1.", "it: a number has no digits behind its point (at byte 2)"},
        {"1e", "it: a number has no exponent (at byte 2)"},
        {"-", "it: a value is expected (at byte 1)"},
        {"nul", "it: a value is expected (at byte 0)"},
        {"\"a", "it: a text does not end (at byte 2)"},
        {"\"\n\"", "it: a control character in a text (at byte 1)"},
        {"\"\\x\"", "it: an escape that JSON does not have (at byte 2)"},
        {"\"\\u12g4\"", "it: \\u needs four hexadecimal digits (at byte 5)"},
        {"\"\\ud800\"", "it: half a character (at byte 7)"},
        {"\"\\udc00\"", "it: half a character (at byte 7)"},
        {"\"\\ud800\\u0041\"", "it: half a character (at byte 13)"},
        {"\"\xff\"", "it: it is not UTF-8 (at byte 1)"},
        {"\"\xc0\x80\"", "it: it is not UTF-8 (at byte 1)"},
        {"\"\xed\xa0\x80\"", "it: it is not UTF-8 (at byte 1)"},
    };
    for (size_t at = 0; at < sizeof wrong / sizeof *wrong; at++) {
        check_refused(patio_text_of(wrong[at][0]), wrong[at][1]);
    }
    char deep[100000];
    memset(deep, '[', sizeof deep);
    check_refused((patio_text){(uint8_t *)deep, sizeof deep}, "it: it is nested too deep (at byte 65)");
}

static void check_mistake(const patio_json *value, const char *why) {
    patio_error error;
    CHECK(!patio_json_is_sound(value, &error));
    CHECK_ERROR(error, UNEXPECTED, why);
}

void a_mistake_is_told_with_its_path(void) {
    const patio_json *value = read(check);
    const patio_json *second = patio_json_list(value, "lines")->first->next;
    CHECK_NUMBER(patio_json_integer(second, "qty", 0, 9), 0);
    check_mistake(value, "it: lines[1].qty: it is not a number");
    /* The first one counts. */
    CHECK_TEXT(patio_json_text(value, "absent"), "");
    check_mistake(value, "it: lines[1].qty: it is not a number");

    value = read("{\"a\":{\"b\":300},\"m\":\"1.234\"}");
    CHECK_NUMBER(patio_json_integer(patio_json_object(value, "a"), "b", 0, 255), 0);
    check_mistake(value, "it: a.b: it is not a whole number from 0 to 255");
    value = read("{\"m\":\"1.234\"}");
    patio_json_money(value, "m", PATIO_TEXT("GBP"));
    check_mistake(value, "it: m: \"1.234\" has more decimals than GBP, which has 2: it would have to be rounded");
    value = read("[]");
    CHECK_NUMBER(patio_json_list(value, "lines")->count, 0);
    check_mistake(value, "it: lines: a list is missing");
    value = read("{\"n\":99999999999999999999}");
    patio_json_integer(value, "n", INT64_MIN, INT64_MAX);
    check_mistake(value,
                  "it: n: it is not a whole number from -9223372036854775808 to 9223372036854775807");
}

/* Everything that a reader asks of a check, of whatever was read. */
static void ask_everything(const patio_json *value) {
    const patio_text pounds = PATIO_TEXT("GBP");
    patio_json_text(value, "id");
    patio_json_integer(value, "n", INT64_MIN, INT64_MAX);
    patio_json_money(value, "price", pounds);
    patio_json_optional_money(value, "note", pounds);
    patio_json_timestamp(value, "opened");
    PATIO_EACH(line, patio_json_list(value, "lines")) patio_json_integer(line, "qty", 0, 9);
    patio_error error;
    patio_json_is_sound(value, &error);
}

void cut_and_changed_json_never_goes_wrong(void) {
    const size_t length = sizeof check - 1;
    /* A generator of its own, so that each run is the same. */
    uint32_t state = 20261126;
    for (size_t round = 0; round < 20000; round++) {
        /* Of the exact size, so that a sanitizer sees who reads beyond it. */
        state = state * 1664525 + 1013904223;
        const size_t cut = round < length ? round : length;
        uint8_t *bytes = malloc(cut + 1);
        CHECK(bytes != NULL);
        memcpy(bytes, check, cut);
        if (round >= length) bytes[(state >> 8) % cut] = (uint8_t)(state >> 24);
        const patio_json *value;
        patio_error error;
        uint8_t *exact = realloc(bytes, cut > 0 ? cut : 1);
        CHECK(exact != NULL);
        const patio_text text = {exact, cut};
        if (patio_json_read(text, PATIO_TEXT("it"), &value, &error)) ask_everything(value);
        free(exact);
        patio_call_is_over();
    }
}

void json_is_written_with_its_escapes(void) {
    patio_json_writer writer = {0};
    patio_json_put_object(&writer, NULL);
    patio_json_put_text(&writer, "a", PATIO_TEXT("q\" b\\ n\n é 🍔"));
    patio_json_put_list(&writer, "list");
    patio_json_put_integer(&writer, NULL, INT64_MIN);
    patio_json_put_flag(&writer, NULL, true);
    patio_json_put_null(&writer, NULL);
    patio_json_end(&writer);
    patio_json_put_object(&writer, "o");
    const patio_text written = patio_json_written(&writer);
    CHECK_TEXT(written, "{\"a\":\"q\\\" b\\\\ n\\u000a é 🍔\",\"list\":[-9223372036854775808,true,null],\"o\":{}}");
    CHECK_TEXT(patio_json_text(read((const char *)patio_format("%.*s", PATIO_SHOW(written)).ptr), "a"),
               "q\" b\\ n\n é 🍔");
}
