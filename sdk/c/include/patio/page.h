/* Pages whose cursors are ids, cut out of a whole list or filled from a POS that has pages of its own.
 *
 * A cursor is the id of the first or the last entry of a page: it stays right when entries come and go around it. */
#ifndef PATIO_PAGE_H
#define PATIO_PAGE_H

#include "patio/failure.h"
#include "patio/json.h"
#include "patio/text.h"

/* Where a page lies in a whole list. */
typedef struct patio_range {
    size_t start;
    size_t count;
} patio_range;

/* Cuts a page out of a list that is always in the same order, by the ids of its entries. */
bool patio_cut(const patio_text *ids, size_t count, const epos_page_request_t *page, patio_range *shown,
               epos_page_ends_t *ends, patio_error *error);

/* A part of the POS's list, in the list's order. */
typedef struct patio_rows {
    const patio_json *rows;
    bool more_before;
    bool more_after;
} patio_rows;

/* Where a page is filled from. */
typedef struct patio_source {
    void *context;
    /* Asks for a part: at the start of the list where `at` is NULL, or before or after a row. */
    bool (*fetch)(void *context, const epos_position_t *at, patio_rows *rows, patio_error *error);
    /* Makes an entry of a row. `is_shown` is true before: false leaves it out. */
    bool (*entry)(void *context, const patio_json *row, void *entry, bool *is_shown, patio_error *error);
    /* The size of an entry. */
    size_t entry_size;
    /* The member of a row that is its id. */
    const char *id;
} patio_source;

/* Fills a page: asks again until it is full or there is nothing more, so that a page is short only at the list's end.
 * `entries` gets the array. */
bool patio_fill(const patio_source *source, const epos_page_request_t *page, void **entries, size_t *count,
                epos_page_ends_t *ends, patio_error *error);

#endif
