/* Puts payments on checks. */
#include "corner.h"

/* The POS is told no currency: ten euros would be booked as ten pounds. */
static bool is_in_currency_of_order(const patio_pos *pos, patio_text order_id, const patio_money *amount,
                                    patio_error *error) {
    const patio_request request = patio_ask(pos, "GET", PATIO_PATH(PATIO_TEXT("checks"), order_id));
    const patio_json *check;
    if (!patio_fetch(&request, &check, error)) return false;
    const patio_text currency = patio_json_text(check, "currency");
    if (!patio_json_is_sound(check, error)) return false;
    if (patio_same(currency, amount->currency_code)) return true;
    return patio_invalid_request(error, "order %.*s is in %.*s, and the payment in %.*s", PATIO_SHOW(order_id),
                                 PATIO_SHOW(currency), PATIO_SHOW(amount->currency_code));
}

bool exports_payments_record_payment(adapter_string_t *order_id, exports_payments_order_payment_t *payment,
                                     exports_payments_requester_t *requester, epos_order_t *ret, patio_error *error) {
    (void)requester;
    patio_pos pos;
    patio_text amount, tip;
    if (!corner_pos(&pos, error) || !patio_money_write(&payment->paid_amount, &amount, error)) return false;
    if (!is_in_currency_of_order(&pos, *order_id, &payment->paid_amount, error)) return false;
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
