/* Instants as points of sale write them, in UTC. */
#include "patio/timestamp.h"

#include <stdint.h>

#define DAY_MS INT64_C(86400000)
/* 9999-12-31T23:59:59.999Z: a fifth digit of the year would end the comparing of texts. */
#define LAST_MS INT64_C(253402300799999)

typedef struct date {
    int64_t year, month, day;
} date;

/* The Gregorian date of a day since 1970-01-01: counted in years that begin in March, so that the leap day is the last of
 * its year, and in eras of 400 years, which all have the same number of days. */
static date date_of(int64_t days) {
    days += 719468;
    const int64_t era = days / 146097, day_of_era = days % 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (date){
        .year = 400 * era + year_of_era + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
    };
}

/* The days from 1970-01-01 to a date; below zero where there is no such date. */
static int64_t days_to(date given) {
    const int64_t years = given.month > 2 ? given.year : given.year - 1;
    const int64_t month_from_march = given.month > 2 ? given.month - 3 : given.month + 9;
    if (years < 0 || given.month < 1 || given.month > 12) return -1;
    const int64_t era = years / 400, year_of_era = years % 400;
    const int64_t day_of_year = (153 * month_from_march + 2) / 5 + given.day - 1;
    const int64_t days = era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
    if (days < 0) return -1;
    /* The thirtieth of February is a day in March. */
    const date back = date_of(days);
    return back.year == given.year && back.month == given.month && back.day == given.day ? days : -1;
}

/* Reads so many digits, and moves on; false where there are others. */
static bool number(patio_text text, size_t *at, size_t width, int64_t *value) {
    *value = 0;
    for (const size_t end = *at + width; *at < end; (*at)++) {
        if (*at >= text.len || text.ptr[*at] < '0' || text.ptr[*at] > '9') return false;
        *value = *value * 10 + (text.ptr[*at] - '0');
    }
    return true;
}

static bool one_of(patio_text text, size_t *at, const char *bytes) {
    for (; *at < text.len && *bytes != '\0'; bytes++) {
        if (text.ptr[*at] == (uint8_t)*bytes) {
            (*at)++;
            return true;
        }
    }
    return false;
}

static bool read(patio_text text, int64_t *ms) {
    date day;
    int64_t hour, minute, second, fraction = 0, offset = 0;
    size_t at = 0;
    if (!number(text, &at, 4, &day.year) || !one_of(text, &at, "-")) return false;
    if (!number(text, &at, 2, &day.month) || !one_of(text, &at, "-")) return false;
    if (!number(text, &at, 2, &day.day) || !one_of(text, &at, "Tt ")) return false;
    if (!number(text, &at, 2, &hour) || !one_of(text, &at, ":")) return false;
    if (!number(text, &at, 2, &minute) || !one_of(text, &at, ":")) return false;
    if (!number(text, &at, 2, &second)) return false;
    if (one_of(text, &at, ".")) {
        const size_t start = at;
        int64_t weight = 100;
        for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++, weight /= 10) {
            fraction += weight * (text.ptr[at] - '0');
        }
        if (at == start) return false;
    }
    if (!one_of(text, &at, "Zz")) {
        const bool is_behind = at < text.len && text.ptr[at] == '-';
        int64_t hours, minutes;
        if (!one_of(text, &at, "+-") || !number(text, &at, 2, &hours) || !one_of(text, &at, ":")) return false;
        if (!number(text, &at, 2, &minutes) || hours > 23 || minutes > 59) return false;
        offset = (hours * 60 + minutes) * (is_behind ? -60 : 60);
    }
    /* A leap second is the second after it, as on clocks that do not know them. */
    if (at != text.len || hour > 23 || minute > 59 || second > 60) return false;
    const int64_t days = days_to(day);
    if (days < 0) return false;
    *ms = days * DAY_MS + ((hour * 60 + minute) * 60 + second - offset) * 1000 + fraction;
    return *ms >= 0 && *ms <= LAST_MS;
}

bool patio_timestamp(patio_text text, epos_timestamp_t *instant, patio_error *error) {
    int64_t ms;
    if (!read(text, &ms)) {
        return patio_unexpected(
            error, "\"%.*s\" is no instant: it must be RFC 3339 with an offset, like 2026-11-22T20:04:05+01:00",
            PATIO_SHOW(text));
    }
    const date day = date_of(ms / DAY_MS);
    const int seconds = (int)(ms % DAY_MS / 1000);
    *instant = patio_format("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", (int)day.year, (int)day.month, (int)day.day,
                            seconds / 3600, seconds / 60 % 60, seconds % 60, (int)(ms % 1000));
    return true;
}

epos_option_timestamp_t patio_some_timestamp(epos_timestamp_t instant) {
    return (epos_option_timestamp_t){.is_some = true, .val = instant};
}
