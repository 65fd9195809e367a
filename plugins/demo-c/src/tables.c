/* Lists the tables: the POS answers all at once, and pages are cut out of them here. */
#include "corner.h"

static exports_tables_table_t table_of(const patio_json *row) {
    const patio_json *waiters = patio_json_list(row, "waiters");
    exports_tables_table_t table = {
        .id = patio_json_text(row, "id"),
        .name = patio_json_text(row, "name"),
        .area_id = patio_json_optional_text(row, "area"),
        .waiter_ids = {.ptr = PATIO_NEW(adapter_string_t, waiters->count)},
    };
    if (patio_json_optional(row, "seats") != NULL) {
        table.max_covers.is_some = true;
        table.max_covers.val = (uint32_t)patio_json_integer(row, "seats", 0, UINT32_MAX);
    }
    PATIO_EACH(waiter, waiters) {
        if (waiter->kind != PATIO_JSON_TEXT) patio_json_is_wrong(row, "waiters", "one of them is no text");
        table.waiter_ids.ptr[table.waiter_ids.len++] = waiter->text;
    }
    return table;
}

static bool is_wanted(const exports_tables_table_t *table, const exports_tables_table_filter_t *filter) {
    if (filter->area_id.is_some && !(table->area_id.is_some && patio_same(table->area_id.val, filter->area_id.val))) {
        return false;
    }
    bool is_waiters = !filter->waiter_id.is_some;
    for (size_t at = 0; at < table->waiter_ids.len; at++) {
        is_waiters = is_waiters || patio_same(table->waiter_ids.ptr[at], filter->waiter_id.val);
    }
    return is_waiters;
}

bool exports_tables_search_tables(exports_tables_table_filter_t *filter, exports_tables_page_request_t *page,
                                  exports_tables_requester_t *requester, exports_tables_table_page_t *ret,
                                  patio_error *error) {
    (void)requester;
    patio_pos pos;
    const patio_json *answer;
    if (!corner_pos(&pos, error)) return false;
    const patio_request request = patio_ask(&pos, "GET", PATIO_PATH(PATIO_TEXT("tables")));
    if (!patio_fetch(&request, &answer, error)) return false;
    const patio_json *rows = patio_json_list(answer, "tables");
    exports_tables_table_t *tables = PATIO_NEW(exports_tables_table_t, rows->count);
    patio_text *ids = PATIO_NEW(patio_text, rows->count);
    size_t count = 0;
    PATIO_EACH(row, rows) {
        tables[count] = table_of(row);
        ids[count] = tables[count].id;
        if (is_wanted(&tables[count], filter)) count++;
    }
    patio_range shown;
    if (!patio_json_is_sound(answer, error) || !patio_cut(ids, count, page, &shown, &ret->ends, error)) return false;
    ret->tables.ptr = tables + shown.start;
    ret->tables.len = shown.count;
    return true;
}
