/* Money that goes back: which part of it is new, and the key that makes it go back once. For adapters that export
 * `payment-events`; the others have no such types, so this is not part of patio.h. */
#ifndef PATIO_REFUND_H
#define PATIO_REFUND_H

#include "patio.h"

typedef struct patio_refund {
    patio_text order_id;
    /* The payment that it is a part of. */
    patio_text payment_intent_id;
    /* The part that was not handed over before: zero where nothing goes back, or nothing new. */
    patio_money amount;
    /* The same for the same refund, however often it is tried, and another for the next one of the same payment. */
    patio_text key;
} patio_refund;

/* What goes back because of an update. */
static inline bool patio_refund_of(const exports_payment_events_payment_update_t *update, patio_refund *refund,
                                   patio_error *error) {
    const patio_text id = update->payment_intent_id;
    *refund = (patio_refund){.payment_intent_id = id};
    const bool is_part = update->status == EXPORTS_PAYMENT_EVENTS_PAYMENT_STATUS_PARTLY_REFUNDED;
    const bool is_all = update->status == EXPORTS_PAYMENT_EVENTS_PAYMENT_STATUS_REFUNDED;
    const bool is_reversed = update->status == EXPORTS_PAYMENT_EVENTS_PAYMENT_STATUS_REVERSED;
    if (!is_part && !is_all && !is_reversed) return true;
    if (!update->intent.is_some) {
        return patio_invalid_request(error,
                                     "the payment %.*s came without its amounts: the venue needs a Dojo API key, so "
                                     "that the host can read them",
                                     PATIO_SHOW(id));
    }
    const exports_payment_events_payment_intent_t *intent = &update->intent.val;
    if (is_part && !intent->refunded_amount.is_some) {
        return patio_invalid_request(error, "the payment %.*s does not say how much went back", PATIO_SHOW(id));
    }
    /* All of it, where it is not said how much that is. */
    const bool is_said = !is_reversed && intent->refunded_amount.is_some;
    const patio_money all = is_said ? intent->refunded_amount.val : intent->paid_amount;
    refund->amount = all;
    if (update->refunded_before.is_some &&
        !patio_money_subtract(&all, &update->refunded_before.val, &refund->amount, error)) {
        return false;
    }
    if (refund->amount.value <= 0) {
        refund->amount.value = 0;
        return true;
    }
    refund->key = patio_format("%.*s-refund-%lld", PATIO_SHOW(id), (long long)all.value);
    if (!intent->order_id.is_some) {
        return patio_invalid_request(error, "the payment %.*s names no order", PATIO_SHOW(id));
    }
    refund->order_id = intent->order_id.val;
    return true;
}

#endif
