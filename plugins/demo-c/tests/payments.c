/* Payments and refunds. */
#include "tests.h"

static bool pay(patio_error *error) {
    adapter_string_t id = PATIO_TEXT("1001");
    exports_payments_requester_t nobody = {0};
    const patio_text pounds = PATIO_TEXT("GBP");
    exports_payments_order_payment_t payment = {
        .payment_intent_id = PATIO_TEXT("pi_1"),
        .paid_amount = {.value = 2443, .currency_code = pounds},
        .tips_amount = {.is_some = true, .val = {.value = 5, .currency_code = pounds}},
        .lock_id = patio_some(PATIO_TEXT("l-1")),
        .attempt = 1,
    };
    epos_order_t order;
    return exports_payments_record_payment(&id, &payment, &nobody, &order, error);
}

void a_payment_has_its_intent_as_its_key(void) {
    at_a_venue();
    kit_answer("POST /checks/1001/payments", 201, check);
    patio_error error;
    CHECK(pay(&error));
    CHECK_TEXT(kit_header(0, "idempotency-key"), "pi_1");
    CHECK_TEXT(kit_body(0),
               "{\"type\":\"CARD\",\"reference\":\"pi_1\",\"amount\":\"24.43\",\"tip\":\"0.05\",\"lock\":\"l-1\"}");
}

void a_refused_payment_is_a_conflict(void) {
    at_a_venue();
    kit_answer("POST /checks/1001/payments", 409, "{\"error\":{\"code\":\"closed\",\"message\":\"it is closed\"}}");
    patio_error error;
    CHECK(!pay(&error));
    CHECK_ERROR(error, CONFLICT, "it is closed (POST http://pos.example/checks/1001/payments: 409)");
}

void a_payment_whose_answer_is_lost_is_in_doubt(void) {
    at_a_venue();
    kit_lose_answer("POST /checks/1001/payments");
    patio_error error;
    CHECK(!pay(&error));
    CHECK_ERROR(error, IN_DOUBT, "POST http://pos.example/checks/1001/payments: no answer in time");
}

static bool update(exports_payment_events_payment_status_t status, int64_t refunded, int64_t before,
                   patio_error *error) {
    const patio_text pounds = PATIO_TEXT("GBP");
    exports_payment_events_payment_update_t update = {
        .event_id = PATIO_TEXT("e-1"),
        .payment_intent_id = PATIO_TEXT("pi_1"),
        .status = status,
        .attempt = 1,
        .intent = {
            .is_some = refunded >= 0,
            .val = {
                .order_id = patio_some(PATIO_TEXT("1001")),
                .paid_amount = {.value = 1000, .currency_code = pounds},
                .refunded_amount = {.is_some = true, .val = {.value = refunded, .currency_code = pounds}},
            },
        },
        .refunded_before = {.is_some = before > 0, .val = {.value = before, .currency_code = pounds}},
    };
    return exports_payment_events_payment_updated(&update, error);
}

void a_refund_is_what_was_not_handed_over_before(void) {
    at_a_venue();
    patio_error error;
    kit_answer("POST /checks/1001/refunds", 201, check);
    CHECK(update(EXPORTS_PAYMENT_EVENTS_PAYMENT_STATUS_PARTLY_REFUNDED, 800, 400, &error));
    CHECK_TEXT(kit_body(0), "{\"reference\":\"pi_1\",\"amount\":\"4.00\"}");
    CHECK_TEXT(kit_header(0, "idempotency-key"), "pi_1-refund-800");
    kit_answer("POST /checks/1001/refunds", 201, check);
    CHECK(update(EXPORTS_PAYMENT_EVENTS_PAYMENT_STATUS_REVERSED, 0, 0, &error));
    CHECK_TEXT(kit_body(1), "{\"reference\":\"pi_1\",\"amount\":\"10.00\"}");
    /* Nothing new. */
    CHECK(update(EXPORTS_PAYMENT_EVENTS_PAYMENT_STATUS_REFUNDED, 1000, 1000, &error));
    CHECK_NUMBER(kit_requests(), 2);
}

void what_moves_no_money_back_asks_nothing(void) {
    patio_error error;
    CHECK(update(EXPORTS_PAYMENT_EVENTS_PAYMENT_STATUS_CREATED, -1, 0, &error));
    CHECK(update(EXPORTS_PAYMENT_EVENTS_PAYMENT_STATUS_CANCELED, -1, 0, &error));
    CHECK_NUMBER(kit_requests(), 0);
}

void a_refund_without_its_amounts_is_an_invalid_request(void) {
    patio_error error;
    CHECK(!update(EXPORTS_PAYMENT_EVENTS_PAYMENT_STATUS_REFUNDED, -1, 0, &error));
    CHECK_ERROR(error, INVALID_REQUEST,
                "the payment pi_1 came without its amounts: the venue needs a Dojo API key, so that the host can read "
                "them");
}
