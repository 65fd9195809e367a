/* A check of the POS as an order of the EPOS Data API: the rules of money are here. */
#include "corner.h"

/* What the card machine's screen has room for. */
#define DISPLAY_CHARACTERS 24

static epos_order_status_t status_of(const patio_json *check) {
    const patio_text state = patio_json_text(check, "state");
    if (patio_is(state, "open")) return EPOS_ORDER_STATUS_CONFIRMED;
    if (patio_is(state, "billed")) return EPOS_ORDER_STATUS_READY;
    if (patio_is(state, "closed")) return EPOS_ORDER_STATUS_FINALIZED;
    if (patio_is(state, "void")) return EPOS_ORDER_STATUS_CANCELED;
    patio_json_is_wrong(check, "state", "it is none of open, billed, closed and void");
    return EPOS_ORDER_STATUS_FAILED;
}

/* Options are for one of the line, as modifiers are: nothing is multiplied. */
static epos_list_modifier_t modifiers_of(const patio_json *line, patio_text currency) {
    const patio_json *options = patio_json_list(line, "options");
    epos_list_modifier_t modifiers = {.ptr = PATIO_NEW(epos_modifier_t, options->count)};
    PATIO_EACH(option, options) {
        modifiers.ptr[modifiers.len++] = (epos_modifier_t){
            .name = patio_json_text(option, "name"),
            .plu = patio_json_text(option, "sku"),
            .quantity = (int32_t)patio_json_integer(option, "qty", INT32_MIN, INT32_MAX),
            .amount_per_modifier = patio_json_money(option, "price", currency),
        };
    }
    return modifiers;
}

static epos_list_item_t items_of(const patio_json *check, patio_text currency) {
    const patio_json *lines = patio_json_list(check, "lines");
    epos_list_item_t items = {.ptr = PATIO_NEW(epos_item_t, lines->count)};
    PATIO_EACH(line, lines) {
        /* What was taken back is neither shown nor counted. */
        if (patio_json_flag(line, "void")) continue;
        items.ptr[items.len++] = (epos_item_t){
            .name = patio_json_text(line, "name"),
            .plu = patio_json_text(line, "sku"),
            .quantity = (int32_t)patio_json_integer(line, "qty", INT32_MIN, INT32_MAX),
            .amount_per_item = patio_json_money(line, "price", currency),
            .note = patio_json_optional_text(line, "comment"),
            .modifiers = modifiers_of(line, currency),
        };
    }
    return items;
}

static epos_list_discount_t discounts_of(const patio_json *check, patio_text currency) {
    const patio_json *list = patio_json_list(check, "discounts");
    epos_list_discount_t discounts = {.ptr = PATIO_NEW(epos_discount_t, list->count)};
    PATIO_EACH(discount, list) {
        discounts.ptr[discounts.len++] = (epos_discount_t){
            .name = patio_json_text(discount, "name"),
            .amount_total = patio_json_money(discount, "amount", currency),
        };
    }
    return discounts;
}

static epos_list_tax_line_t taxes_of(const patio_json *check, patio_text currency) {
    const patio_json *list = patio_json_list(check, "taxes");
    epos_list_tax_line_t taxes = {.ptr = PATIO_NEW(epos_tax_line_t, list->count)};
    PATIO_EACH(tax, list) {
        /* "20.00" percent is 2000 hundredths: as exact as an amount with two decimals, so it is read as one. */
        const int64_t rate = patio_json_money(tax, "rate", PATIO_TEXT("GBP")).value;
        if (rate < 0 || rate > INT32_MAX) patio_json_is_wrong(tax, "rate", "it is no percentage");
        taxes.ptr[taxes.len++] = (epos_tax_line_t){
            .name = patio_some(patio_json_text(tax, "name")),
            .amount_total = patio_json_money(tax, "amount", currency),
            .amount_percentage = {.is_some = true, .val = (int32_t)rate},
        };
    }
    return taxes;
}

/* The payments, and what they come to without tips. */
static bool read_payments(const patio_json *check, epos_order_t *order, patio_text currency, patio_error *error) {
    const patio_json *list = patio_json_list(check, "payments");
    order->payments.ptr = PATIO_NEW(epos_payment_t, list->count);
    patio_money paid = {.currency_code = currency}, tips = paid;
    PATIO_EACH(payment, list) {
        if (patio_json_flag(payment, "void")) continue;
        const epos_payment_t read = {
            .payment_intent_id = patio_json_optional_text(payment, "reference"),
            .paid_amount = patio_json_money(payment, "amount", currency),
            .tips_amount = patio_json_optional_money(payment, "tip", currency),
        };
        order->payments.ptr[order->payments.len++] = read;
        if (!patio_money_add(&paid, &read.paid_amount, &paid, error)) return false;
        if (read.tips_amount.is_some && !patio_money_add(&tips, &read.tips_amount.val, &tips, error)) return false;
    }
    order->paid_amount = patio_some_money(paid);
    order->tips_amount = patio_some_money(tips);
    return true;
}

/* "T8 · 57": of a long table's name the beginning, for the number must be read. */
static patio_text display_name(const adapter_option_string_t *table, patio_text number) {
    if (!table->is_some) return number;
    const size_t taken = number.len + 3;
    const patio_text start = patio_first_characters(table->val, taken < DISPLAY_CHARACTERS ? DISPLAY_CHARACTERS - taken : 0);
    return patio_format("%.*s · %.*s", PATIO_SHOW(start), PATIO_SHOW(number));
}

bool corner_order(const patio_json *check, epos_order_t *order, patio_error *error) {
    const patio_text currency = patio_json_text(check, "currency");
    const int64_t number = patio_json_integer(check, "number", 0, INT32_MAX);
    const adapter_option_string_t table = patio_json_optional_text(check, "table");
    *order = (epos_order_t){
        .id = patio_json_text(check, "id"),
        .status = status_of(check),
        .details = {
            .order_type = EPOS_ORDER_TYPE_DINE_IN,
            .dine_in = {
                .is_some = true,
                .val = {.table_id = table, .waiter_id = patio_json_optional_text(check, "waiter")},
            },
        },
        .items = items_of(check, currency),
        .discounts = discounts_of(check, currency),
        .tax_lines = taxes_of(check, currency),
        .created_at = patio_some_timestamp(patio_json_timestamp(check, "opened")),
        .updated_at = patio_some_timestamp(patio_json_timestamp(check, "changed")),
        .total_amount = patio_some_money(patio_json_money(check, "total", currency)),
        .service_charge_amount = patio_json_optional_money(check, "service", currency),
        .reference = patio_some(patio_format("%lld", (long long)number)),
    };
    order->display_name = patio_some(display_name(&table, order->reference.val));
    const bool is_open = order->status == EPOS_ORDER_STATUS_CONFIRMED || order->status == EPOS_ORDER_STATUS_READY;
    order->payable = patio_json_money(check, "balance", currency).value > 0 && is_open;
    return read_payments(check, order, currency, error) && patio_json_is_sound(check, error);
}
