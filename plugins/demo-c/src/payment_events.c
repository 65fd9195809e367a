/* Takes off a check what went back to the guest. */
#include "corner.h"
#include "patio/refund.h"

bool exports_payment_events_payment_updated(exports_payment_events_payment_update_t *update, patio_error *error) {
    patio_refund refund;
    if (!patio_refund_of(update, &refund, error)) return false;
    /* Nothing goes back, or nothing new: there is nothing to tell the POS. */
    if (refund.amount.value == 0) return true;
    patio_pos pos;
    patio_text amount;
    if (!corner_pos(&pos, error) || !patio_money_write(&refund.amount, &amount, error)) return false;
    patio_json_writer body = {0};
    patio_json_put_object(&body, NULL);
    patio_json_put_text(&body, "reference", refund.payment_intent_id);
    patio_json_put_text(&body, "amount", amount);

    patio_request request =
        patio_ask(&pos, "POST", PATIO_PATH(PATIO_TEXT("checks"), refund.order_id, PATIO_TEXT("refunds")));
    patio_json_body(&request, &body);
    const patio_json *check;
    return patio_keyed(&request, refund.key, &check, error);
}
