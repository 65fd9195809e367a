/* Instants. */
#include "tests.h"

static void check_utc(const char *text, const char *expected) {
    epos_timestamp_t instant;
    patio_error error;
    CHECK(patio_timestamp(patio_text_of(text), &instant, &error));
    CHECK_TEXT(instant, expected);
}

void an_instant_is_shown_in_utc(void) {
    check_utc("2026-11-22T20:04:05+01:00", "2026-11-22T19:04:05.000Z");
    check_utc("2026-11-22T19:04:05Z", "2026-11-22T19:04:05.000Z");
    check_utc("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000Z");
    check_utc("2024-02-29T23:30:00-01:00", "2024-03-01T00:30:00.000Z");
    check_utc("2026-11-22T19:04:05.1299999999999999999999Z", "2026-11-22T19:04:05.129Z");
    check_utc("2026-11-22t19:04:05.5z", "2026-11-22T19:04:05.500Z");
    check_utc("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z");
    check_utc("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z");
    check_utc("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z");
}

void what_is_no_instant_is_refused(void) {
    const char *const wrong[] = {
        "",
        "2026-11-22",
        "2026-11-22T20:04:05",
        "2026-02-29T20:04:05Z",
        "2026-13-01T20:04:05Z",
        "2026-00-01T20:04:05Z",
        "2026-11-00T20:04:05Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T20:60:00Z",
        "2026-11-22T20:04:05.Z",
        "2026-11-22T20:04:05+1:00",
        "2026-11-22T20:04:05+01:00 ",
        "2026-11-22T20:04:05+24:00",
        "0000-01-01T00:00:00Z",
        "1970-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "2026-11-22T20:04:05+",
    };
    for (size_t at = 0; at < sizeof wrong / sizeof *wrong; at++) {
        epos_timestamp_t instant;
        patio_error error;
        CHECK(!patio_timestamp(patio_text_of(wrong[at]), &instant, &error));
        const patio_text why = patio_format(
            "\"%s\" is no instant: it must be RFC 3339 with an offset, like 2026-11-22T20:04:05+01:00", wrong[at]);
        CHECK_ERROR(error, UNEXPECTED, (const char *)why.ptr);
    }
}
