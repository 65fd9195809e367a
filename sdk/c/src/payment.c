/* Money put on an order once. */
#include "patio/payment.h"

bool patio_keyed(const patio_request *request, patio_text key, const patio_json **answer, patio_error *error) {
    patio_request keyed = *request;
    patio_add_header(&keyed.headers, "idempotency-key", key);
    return patio_fetch(&keyed, answer, error);
}

bool patio_look_then_post(uint32_t attempt, patio_look *look, patio_post *post, void *context, patio_error *error) {
    if (attempt > 1) {
        bool found = false;
        if (look(context, &found, error)) return found || post(context, error);
        const bool is_refusal = error->tag == EPOS_EPOS_ERROR_NOT_FOUND || error->tag == EPOS_EPOS_ERROR_CONFLICT ||
                                error->tag == EPOS_EPOS_ERROR_INVALID_REQUEST;
        if (!is_refusal) return false;
        return patio_in_doubt(error, "an earlier attempt may have been written: %.*s",
                              PATIO_SHOW(patio_error_text(error)));
    }
    return post(context, error);
}
