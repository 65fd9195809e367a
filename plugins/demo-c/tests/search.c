/* Searches, locks and tables. */
#include "tests.h"

#include <string.h>

static bool search(exports_orders_order_filter_t filter, epos_page_request_t page, exports_orders_order_page_t *found,
                   patio_error *error) {
    exports_orders_requester_t nobody = {0};
    return exports_orders_search_orders(&filter, &page, &nobody, found, error);
}

/* A part of the list with the check under some ids. */
static const char *checks(const char *ids, bool more_before, bool more_after) {
    patio_buffer list = {0};
    patio_put(&list, PATIO_TEXT("{\"checks\":["));
    for (const char *id = ids; *id != '\0'; id++) {
        if (id != ids) patio_put_byte(&list, ',');
        patio_put(&list, patio_format("{\"id\":\"%c\"%s", *id, strstr(check, ",\"number\"")));
    }
    const char *yes = "true", *no = "false";
    patio_put(&list, patio_format("],\"more_before\":%s,\"more_after\":%s}", more_before ? yes : no,
                                  more_after ? yes : no));
    patio_put_byte(&list, '\0');
    return (const char *)list.text.ptr;
}

static void check_ids(const exports_orders_order_page_t *page, const char *ids) {
    patio_buffer found = {0};
    for (size_t at = 0; at < page->orders.len; at++) patio_put(&found, page->orders.ptr[at].id);
    CHECK_TEXT(found.text, ids);
}

void a_page_is_full_before_it_ends(void) {
    at_a_venue();
    kit_answer("GET /checks?state=open&limit=50&table=T8", 200, checks("ab", false, true));
    kit_answer("GET /checks?state=open&limit=50&table=T8&after=b", 200, checks("cd", true, false));
    exports_orders_order_page_t found;
    patio_error error;
    const exports_orders_order_filter_t filter = {.payable_only = true, .table_id = patio_some(PATIO_TEXT("T8"))};
    CHECK(search(filter, (epos_page_request_t){.limit = 3}, &found, &error));
    check_ids(&found, "abc");
    CHECK(!found.ends.before.is_some);
    CHECK_TEXT(found.ends.after.val, "c");
}

void a_page_goes_back_in_the_order_of_the_list(void) {
    at_a_venue();
    kit_answer("GET /checks?state=all&limit=50&before=e", 200, checks("abcd", false, true));
    const epos_page_request_t page = {
        .limit = 2,
        .at = {.is_some = true, .val = {.tag = EPOS_POSITION_BEFORE, .val = {.before = PATIO_TEXT("e")}}},
    };
    exports_orders_order_page_t found;
    patio_error error;
    CHECK(search((exports_orders_order_filter_t){0}, page, &found, &error));
    check_ids(&found, "cd");
    CHECK_TEXT(found.ends.before.val, "c");
    CHECK_TEXT(found.ends.after.val, "d");
}

void nobody_is_asked_for_parties(void) {
    at_a_venue();
    exports_orders_order_page_t found;
    patio_error error;
    const exports_orders_order_filter_t filter = {.party_id = patio_some(PATIO_TEXT("p-1"))};
    CHECK(search(filter, (epos_page_request_t){.limit = 3}, &found, &error));
    check_ids(&found, "");
    CHECK_NUMBER(kit_requests(), 0);
}

void unlocking_twice_is_fine(void) {
    at_a_venue();
    kit_answer("DELETE /checks/1001/lock/l-1", 404, "");
    kit_answer("GET /checks/1001", 200, check);
    adapter_string_t id = PATIO_TEXT("1001"), lock = PATIO_TEXT("l-1");
    exports_order_locks_requester_t nobody = {0};
    epos_order_t order;
    patio_error error;
    CHECK(exports_order_locks_delete_lock(&id, &lock, &nobody, &order, &error));
}

void a_check_that_another_locked_is_a_conflict(void) {
    at_a_venue();
    kit_answer("PUT /checks/1001/lock/l-1", 409, "{\"error\":{\"code\":\"locked\",\"message\":\"by another\"}}");
    adapter_string_t id = PATIO_TEXT("1001"), lock = PATIO_TEXT("l-1"), until = PATIO_TEXT("2026-11-22T19:10:00.000Z");
    exports_order_locks_requester_t nobody = {0};
    epos_order_t order;
    patio_error error;
    CHECK(!exports_order_locks_create_lock(&id, &lock, &until, &nobody, &order, &error));
    CHECK_ERROR(error, CONFLICT, "by another (PUT http://pos.example/checks/1001/lock/l-1: 409)");
    CHECK_TEXT(kit_body(0), "{\"until\":\"2026-11-22T19:10:00.000Z\"}");
}

void tables_are_those_of_a_waiter(void) {
    at_a_venue();
    kit_answer("GET /tables", 200,
               "{\"tables\":[{\"id\":\"T1\",\"name\":\"Table 1\",\"seats\":4,\"area\":\"A1\",\"waiters\":[\"W1\",\"W2\"]},"
               "{\"id\":\"T2\",\"name\":\"Table 2\",\"seats\":null,\"area\":null,\"waiters\":[\"W2\"]},"
               "{\"id\":\"T3\",\"name\":\"Table 3\",\"seats\":2,\"area\":\"A1\",\"waiters\":[]}]}");
    exports_tables_table_filter_t filter = {.waiter_id = patio_some(PATIO_TEXT("W2"))};
    epos_page_request_t page = {.limit = 1};
    exports_tables_requester_t nobody = {0};
    exports_tables_table_page_t found;
    patio_error error;
    CHECK(exports_tables_search_tables(&filter, &page, &nobody, &found, &error));
    CHECK_NUMBER(found.tables.len, 1);
    CHECK_TEXT(found.tables.ptr[0].id, "T1");
    CHECK_NUMBER(found.tables.ptr[0].max_covers.val, 4);
    CHECK_TEXT(found.ends.after.val, "T1");
}
