/* Why a call fails, said in one line:
 *
 *     if (!patio_same(lock, order.lock)) return patio_conflict(error, "the order %.*s is locked", PATIO_SHOW(order.id));
 *
 * Each sets the error and is false, as the failing function is then to be. The text is for the log and the vendor: no
 * secrets. The one rule about money: `patio_conflict`, `patio_not_found`, `patio_invalid_request` and `patio_unavailable`
 * say that nothing was paid, and the guest gets the money back; whatever is not certain is `patio_in_doubt`. */
#ifndef PATIO_FAILURE_H
#define PATIO_FAILURE_H

#include "adapter.h"

#include <stdbool.h>

typedef epos_epos_error_t patio_error;

#define PATIO_FAILURE __attribute__((format(printf, 2, 3), nonnull(1)))

/* No such order, table or lock. */
bool patio_not_found(patio_error *error, const char *format, ...) PATIO_FAILURE;
/* The request can never succeed as it stands. */
bool patio_invalid_request(patio_error *error, const char *format, ...) PATIO_FAILURE;
/* The state forbids it now: locked by a till, paid already. */
bool patio_conflict(patio_error *error, const char *format, ...) PATIO_FAILURE;
/* The POS could not be reached and nothing was written: safe to try again. */
bool patio_unavailable(patio_error *error, const char *format, ...) PATIO_FAILURE;
/* The POS may or may not have written it: the host looks before it tries again. */
bool patio_in_doubt(patio_error *error, const char *format, ...) PATIO_FAILURE;
/* Anything else. */
bool patio_unexpected(patio_error *error, const char *format, ...) PATIO_FAILURE;

/* The text of an error, whichever it is. */
adapter_string_t patio_error_text(const patio_error *error);

#endif
