/* Keeps others from a check while a card machine takes its payment. */
#include "corner.h"

bool exports_order_locks_create_lock(adapter_string_t *order_id, adapter_string_t *lock_id,
                                     exports_order_locks_timestamp_t *expiry,
                                     exports_order_locks_requester_t *requester, epos_order_t *ret,
                                     patio_error *error) {
    (void)requester;
    patio_pos pos;
    if (!corner_pos(&pos, error)) return false;
    patio_json_writer body = {0};
    patio_json_put_object(&body, NULL);
    patio_json_put_text(&body, "until", *expiry);
    patio_request request =
        patio_ask(&pos, "PUT", PATIO_PATH(PATIO_TEXT("checks"), *order_id, PATIO_TEXT("lock"), *lock_id));
    patio_json_body(&request, &body);
    return corner_fetch_order(&request, ret, error);
}

bool exports_order_locks_delete_lock(adapter_string_t *order_id, adapter_string_t *lock_id,
                                     exports_order_locks_requester_t *requester, epos_order_t *ret,
                                     patio_error *error) {
    (void)requester;
    patio_pos pos;
    if (!corner_pos(&pos, error)) return false;
    const patio_request unlock =
        patio_ask(&pos, "DELETE", PATIO_PATH(PATIO_TEXT("checks"), *order_id, PATIO_TEXT("lock"), *lock_id));
    patio_response answer;
    if (!patio_send(&unlock, &answer, error)) return false;
    /* A lock that is gone already is a success. Whether the check is, too, shows when it is read. */
    if (answer.status != 404 && !patio_is_success(&answer, error)) return false;
    const patio_request request = patio_ask(&pos, "GET", PATIO_PATH(PATIO_TEXT("checks"), *order_id));
    return corner_fetch_order(&request, ret, error);
}
