/* A check as an order. */
#include "tests.h"

static bool get(epos_order_t *order, patio_error *error) {
    adapter_string_t id = PATIO_TEXT("1001");
    exports_orders_requester_t nobody = {0};
    return exports_orders_get_order(&id, &nobody, order, error);
}

void a_check_is_an_order_with_exact_amounts(void) {
    at_a_venue();
    kit_answer("GET /checks/1001", 200, check);
    epos_order_t order;
    patio_error error;
    CHECK(get(&order, &error));
    CHECK_TEXT(order.id, "1001");
    CHECK_NUMBER(order.status, EPOS_ORDER_STATUS_CONFIRMED);
    CHECK_MONEY(order.total_amount.val, 3443);
    CHECK_MONEY(order.service_charge_amount.val, 313);
    CHECK_MONEY(order.discounts.ptr[0].amount_total, 500);
    CHECK_NUMBER(order.tax_lines.ptr[0].amount_percentage.val, 2000);
    CHECK_NUMBER(order.items.ptr[0].quantity, 2);
    CHECK_TEXT(order.items.ptr[0].note.val, "no onions");
    CHECK_NUMBER(order.items.ptr[0].modifiers.ptr[0].quantity, 1);
    CHECK(!order.items.ptr[1].note.is_some);
    CHECK_TEXT(order.created_at.val, "2026-11-22T19:04:05.000Z");
    CHECK_TEXT(order.display_name.val, "T8 · 57");
    CHECK_TEXT(order.reference.val, "57");
    CHECK(order.payable);
    CHECK_TEXT(kit_header(0, "x-api-key"), "key-1");
}

void what_is_void_is_not_shown(void) {
    at_a_venue();
    kit_answer("GET /checks/1001", 200, check);
    epos_order_t order;
    patio_error error;
    CHECK(get(&order, &error));
    CHECK_NUMBER(order.items.len, 2);
    CHECK_NUMBER(order.payments.len, 1);
    CHECK_MONEY(order.paid_amount.val, 1000);
    CHECK_MONEY(order.tips_amount.val, 100);
}

void a_check_that_cannot_be_read_is_told_with_its_place(void) {
    at_a_venue();
    kit_answer("GET /checks/1001", 200, "{\"currency\":\"GBP\",\"number\":\"57\"}");
    epos_order_t order;
    patio_error error;
    CHECK(!get(&order, &error));
    CHECK_ERROR(error, UNEXPECTED,
                "the POS answered 200 with what cannot be read (GET http://pos.example/checks/1001): number: it is not "
                "a number");
}

void a_key_that_is_refused_is_told_without_it(void) {
    at_a_venue();
    kit_answer("GET /checks/1001", 401, "");
    epos_order_t order;
    patio_error error;
    CHECK(!get(&order, &error));
    CHECK_ERROR(error, UNEXPECTED,
                "the POS refuses the api_key: look at the venue's settings (GET http://pos.example/checks/1001: 401)");
}
