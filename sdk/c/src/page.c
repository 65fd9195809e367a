/* Pages. */
#include "patio/page.h"

#include "patio/memory.h"

#include <string.h>

static bool has_good_limit(const epos_page_request_t *page, patio_error *error) {
    if (page->limit >= 1 && page->limit <= 100) return true;
    return patio_invalid_request(error, "a page has 1 to 100 entries, not %u", (unsigned)page->limit);
}

static bool goes_back(const epos_page_request_t *page) {
    return page->at.is_some && page->at.val.tag == EPOS_POSITION_BEFORE;
}

static void set_ends(epos_page_ends_t *ends, size_t count, patio_text first, patio_text last, bool before, bool after) {
    *ends = (epos_page_ends_t){0};
    if (count > 0 && before) ends->before = patio_some(first);
    if (count > 0 && after) ends->after = patio_some(last);
}

bool patio_cut(const patio_text *ids, size_t count, const epos_page_request_t *page, patio_range *shown,
               epos_page_ends_t *ends, patio_error *error) {
    if (!has_good_limit(page, error)) return false;
    size_t start = 0, end = count;
    if (page->at.is_some) {
        const bool is_back = goes_back(page);
        const patio_text cursor = is_back ? page->at.val.val.before : page->at.val.val.after;
        size_t place = 0;
        while (place < count && !patio_same(ids[place], cursor)) place++;
        if (place == count) {
            return patio_invalid_request(error, "\"%.*s\" is not a cursor of this list", PATIO_SHOW(cursor));
        }
        if (is_back) end = place;
        else start = place + 1;
    }
    if (end - start > page->limit) {
        if (goes_back(page)) start = end - page->limit;
        else end = start + page->limit;
    }
    *shown = (patio_range){.start = start, .count = end - start};
    const patio_text none = {0};
    set_ends(ends, shown->count, start < count ? ids[start] : none, end > 0 ? ids[end - 1] : none, start > 0,
             end < count);
    return true;
}

/* An array of what a page has so far, with the cursor of each. */
typedef struct page_list {
    uint8_t *entries;
    patio_text *ids;
    size_t count;
} page_list;

/* The rows of an answer, from the side that the page grows at. */
static const patio_json **rows_of(const patio_json *rows, bool is_back) {
    const patio_json **sorted = PATIO_NEW(const patio_json *, rows->count);
    size_t place = 0;
    PATIO_EACH(row, rows) {
        sorted[is_back ? rows->count - 1 - place : place] = row;
        place++;
    }
    return sorted;
}

static void reverse(page_list *list, size_t size) {
    uint8_t *entries = patio_new(list->count, size);
    patio_text *ids = PATIO_NEW(patio_text, list->count);
    for (size_t place = 0; place < list->count; place++) {
        memcpy(entries + place * size, list->entries + (list->count - 1 - place) * size, size);
        ids[place] = list->ids[list->count - 1 - place];
    }
    list->entries = entries;
    list->ids = ids;
}

bool patio_fill(const patio_source *source, const epos_page_request_t *page, void **entries, size_t *count,
                epos_page_ends_t *ends, patio_error *error) {
    if (!has_good_limit(page, error)) return false;
    const size_t limit = page->limit, size = source->entry_size;
    const bool is_back = goes_back(page);
    /* One entry more than the page has shows whether there is another page. */
    page_list list = {.entries = patio_new(limit + 1, size), .ids = PATIO_NEW(patio_text, limit + 1)};
    epos_position_t at = page->at.val;
    bool is_first = true, has_behind = false, has_more = true;
    const epos_position_t *from = page->at.is_some ? &at : NULL;
    while (has_more && list.count <= limit) {
        patio_rows rows = {0};
        if (!source->fetch(source->context, from, &rows, error)) return false;
        /* On the side that the page begins at: what the POS says of its first answer. */
        if (is_first) has_behind = is_back ? rows.more_after : rows.more_before;
        is_first = false;
        has_more = is_back ? rows.more_before : rows.more_after;
        const size_t answered = rows.rows == NULL ? 0 : rows.rows->count;
        /* A POS that promises more and answers nothing would be asked for ever. */
        if (answered == 0) break;
        const patio_json **sorted = rows_of(rows.rows, is_back);
        for (size_t place = 0; place < answered && list.count <= limit; place++) {
            bool is_shown = true;
            void *entry = list.entries + list.count * size;
            const patio_text id = patio_json_text(sorted[place], source->id);
            if (!source->entry(source->context, sorted[place], entry, &is_shown, error)) return false;
            if (is_shown) list.ids[list.count++] = id;
            at = is_back ? (epos_position_t){.tag = EPOS_POSITION_BEFORE, .val = {.before = id}}
                         : (epos_position_t){.tag = EPOS_POSITION_AFTER, .val = {.after = id}};
        }
        from = &at;
    }
    const bool has_ahead = list.count > limit;
    if (has_ahead) list.count = limit;
    if (is_back) reverse(&list, size);
    const patio_text none = {0};
    set_ends(ends, list.count, list.count > 0 ? list.ids[0] : none, list.count > 0 ? list.ids[list.count - 1] : none,
             is_back ? has_ahead : has_behind, is_back ? has_behind : has_ahead);
    *entries = list.entries;
    *count = list.count;
    return true;
}
