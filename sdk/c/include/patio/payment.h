/* The two safe ways to put money on an order, by a key that the POS knows or by looking first; and money that goes back. */
#ifndef PATIO_PAYMENT_H
#define PATIO_PAYMENT_H

#include "patio/failure.h"
#include "patio/http.h"
#include "patio/json.h"
#include "patio/money.h"

#include <stdint.h>

/* For a POS that takes an idempotency key (`payment-safety` keyed): sends the request with the key, and reads the JSON of
 * a 2xx. Posted twice, it is done once. */
bool patio_keyed(const patio_request *request, patio_text key, const patio_json **answer, patio_error *error);

/* For a POS that can be asked whether a payment is there (`payment-safety` lookup): the first attempt posts; a later one
 * looks first, for an earlier one may have been written and its answer lost.
 *
 * `look` says whether it found the payment, and then leaves the answer in the context as `post` does. A look that fails is
 * never a refusal: an order that is not found any more may have been closed by the very payment. */
typedef bool patio_look(void *context, bool *found, patio_error *error);
typedef bool patio_post(void *context, patio_error *error);
bool patio_look_then_post(uint32_t attempt, patio_look *look, patio_post *post, void *context, patio_error *error);


#endif
