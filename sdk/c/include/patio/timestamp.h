/* Instants as the host wants them: RFC 3339 in UTC with milliseconds. */
#ifndef PATIO_TIMESTAMP_H
#define PATIO_TIMESTAMP_H

#include "patio/failure.h"
#include "patio/text.h"

/* "2026-11-22T20:04:05+01:00" is "2026-11-22T19:04:05.000Z". A text without an offset is refused: a local time alone is no
 * instant. Years 1970 to 9999; more than milliseconds is cut. */
bool patio_timestamp(patio_text text, epos_timestamp_t *instant, patio_error *error);

/* An optional instant that is there. */
epos_option_timestamp_t patio_some_timestamp(epos_timestamp_t instant);

#endif
