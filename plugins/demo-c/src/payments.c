/* Puts payments on checks. */
#include "corner.h"

bool exports_payments_record_payment(adapter_string_t *order_id, exports_payments_order_payment_t *payment,
                                     exports_payments_requester_t *requester, epos_order_t *ret, patio_error *error) {
    (void)requester;
    patio_pos pos;
    patio_text amount, tip;
    if (!corner_pos(&pos, error) || !patio_money_write(&payment->paid_amount, &amount, error)) return false;
    patio_json_writer body = {0};
    patio_json_put_object(&body, NULL);
    patio_json_put_text(&body, "type", PATIO_TEXT("CARD"));
    patio_json_put_text(&body, "reference", payment->payment_intent_id);
    patio_json_put_text(&body, "amount", amount);
    if (payment->tips_amount.is_some) {
        if (!patio_money_write(&payment->tips_amount.val, &tip, error)) return false;
        patio_json_put_text(&body, "tip", tip);
    }
    if (payment->lock_id.is_some) patio_json_put_text(&body, "lock", payment->lock_id.val);

    patio_request request = patio_ask(&pos, "POST", PATIO_PATH(PATIO_TEXT("checks"), *order_id, PATIO_TEXT("payments")));
    patio_json_body(&request, &body);
    const patio_json *check;
    /* The intent is the key: posted twice, it is on the check once. */
    return patio_keyed(&request, payment->payment_intent_id, &check, error) && corner_order(check, ret, error);
}
