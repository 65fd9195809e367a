/* The way to the POS: where it is, how one signs in, and what it says when it refuses. */
#include "corner.h"

/* Why the POS refuses, in words. */
static adapter_option_string_t words(const patio_response *response) {
    if (response->status == 401) {
        return patio_some(PATIO_TEXT("the POS refuses the api_key: look at the venue's settings"));
    }
    const patio_json *refusal;
    patio_error error;
    if (!patio_json_read(response->body, PATIO_TEXT("the refusal"), &refusal, &error)) {
        return (adapter_option_string_t){0};
    }
    const patio_text message = patio_json_text(patio_json_object(refusal, "error"), "message");
    return patio_json_is_sound(refusal, &error) ? patio_some(message) : (adapter_option_string_t){0};
}

bool corner_pos(patio_pos *pos, patio_error *error) {
    patio_text api_key;
    *pos = (patio_pos){.words = words};
    if (!patio_required_setting("base_url", &pos->base_url, error)) return false;
    if (!patio_required_setting("api_key", &api_key, error)) return false;
    patio_add_header(&pos->headers, "x-api-key", api_key);
    return true;
}

bool corner_fetch_order(const patio_request *request, epos_order_t *order, patio_error *error) {
    const patio_json *check;
    return patio_fetch(request, &check, error) && corner_order(check, order, error);
}
