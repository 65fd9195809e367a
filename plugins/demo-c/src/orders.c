/* Searches the checks, and shows one. */
#include "corner.h"

typedef struct checks_search {
    patio_pos pos;
    const exports_orders_order_filter_t *filter;
} checks_search;

/* A part of the list: the POS filters by state, table and waiter; what is payable, it does not know. */
static bool fetch(void *context, const epos_position_t *at, patio_rows *rows, patio_error *error) {
    const checks_search *search = context;
    const exports_orders_order_filter_t *filter = search->filter;
    /* The POS has neither parties nor reservations: no check is one's. */
    if (filter->party_id.is_some || filter->reservation_id.is_some) return true;
    patio_request request = patio_ask(&search->pos, "GET", PATIO_PATH(PATIO_TEXT("checks")));
    patio_add_query(&request, "state", filter->payable_only ? PATIO_TEXT("open") : PATIO_TEXT("all"));
    /* The most that the POS answers at once. */
    patio_add_query(&request, "limit", PATIO_TEXT("50"));
    if (filter->table_id.is_some) patio_add_query(&request, "table", filter->table_id.val);
    if (filter->waiter_id.is_some) patio_add_query(&request, "waiter", filter->waiter_id.val);
    if (at != NULL && at->tag == EPOS_POSITION_BEFORE) patio_add_query(&request, "before", at->val.before);
    if (at != NULL && at->tag == EPOS_POSITION_AFTER) patio_add_query(&request, "after", at->val.after);
    const patio_json *answer;
    if (!patio_fetch(&request, &answer, error)) return false;
    *rows = (patio_rows){
        .rows = patio_json_list(answer, "checks"),
        .more_before = patio_json_flag(answer, "more_before"),
        .more_after = patio_json_flag(answer, "more_after"),
    };
    return patio_json_is_sound(answer, error);
}

static bool entry(void *context, const patio_json *row, void *entry, bool *is_shown, patio_error *error) {
    const checks_search *search = context;
    epos_order_t *order = entry;
    if (!corner_order(row, order, error)) return false;
    *is_shown = order->payable || !search->filter->payable_only;
    return true;
}

bool exports_orders_search_orders(exports_orders_order_filter_t *filter, exports_orders_page_request_t *page,
                                  exports_orders_requester_t *requester, exports_orders_order_page_t *ret,
                                  patio_error *error) {
    (void)requester;
    checks_search search = {.filter = filter};
    if (!corner_pos(&search.pos, error)) return false;
    const patio_source source = {&search, fetch, entry, sizeof(epos_order_t), "id"};
    void *orders;
    if (!patio_fill(&source, page, &orders, &ret->orders.len, &ret->ends, error)) return false;
    ret->orders.ptr = orders;
    return true;
}

bool exports_orders_get_order(adapter_string_t *order_id, exports_orders_requester_t *requester, epos_order_t *ret,
                              patio_error *error) {
    (void)requester;
    patio_pos pos;
    if (!corner_pos(&pos, error)) return false;
    const patio_request request = patio_ask(&pos, "GET", PATIO_PATH(PATIO_TEXT("checks"), *order_id));
    return corner_fetch_order(&request, ret, error);
}
