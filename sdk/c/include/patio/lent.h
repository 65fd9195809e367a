/* What the host lends: the venue's settings, a small store, its log, and the time that is left. */
#ifndef PATIO_LENT_H
#define PATIO_LENT_H

#include "patio/failure.h"
#include "patio/text.h"

#include <stdint.h>

/* A setting's value; none where it is not set and was described without a default. */
adapter_option_string_t patio_setting(const char *name);

/* The value of a setting that must have one. */
bool patio_required_setting(const char *name, patio_text *value, patio_error *error);

/* The venue's durable store. A value that is not there is none. Its failures are `unavailable`: where one comes after
 * something was sent, say `patio_in_doubt` instead. */
bool patio_store_get(patio_text key, adapter_option_list_u8_t *value, patio_error *error);
bool patio_store_set(patio_text key, patio_text value, patio_error *error);
bool patio_store_delete(patio_text key, patio_error *error);

/* A line in the host's log; PATIO_LOG(LOG_LEVEL_WARN, "the check %.*s has no table", PATIO_SHOW(id)). */
#define PATIO_LOG(level, ...) patio_log((level), patio_format(__VA_ARGS__))
void patio_log(log_level_t level, patio_text message);

/* Milliseconds until the host gives up on this call. */
uint32_t patio_remaining_ms(void);

/* For the POS's own log: the same id stands in the host's. */
patio_text patio_trace_id(void);

#endif
