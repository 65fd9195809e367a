/* Pages, and the store. */
#include "tests.h"

static const patio_text ids[] = {PATIO_CONSTANT("t1"), PATIO_CONSTANT("t2"), PATIO_CONSTANT("t3"),
                                 PATIO_CONSTANT("t4"), PATIO_CONSTANT("t5")};

static epos_page_request_t page_at(uint32_t limit, bool is_back, const char *cursor) {
    epos_page_request_t page = {.limit = limit, .at = {.is_some = cursor != NULL}};
    if (cursor == NULL) return page;
    page.at.val.tag = is_back ? EPOS_POSITION_BEFORE : EPOS_POSITION_AFTER;
    if (is_back) page.at.val.val.before = patio_text_of(cursor);
    else page.at.val.val.after = patio_text_of(cursor);
    return page;
}

static void check_cut(epos_page_request_t page, size_t start, size_t count, const char *before, const char *after) {
    patio_range shown;
    epos_page_ends_t ends;
    patio_error error;
    CHECK(patio_cut(ids, 5, &page, &shown, &ends, &error));
    CHECK_NUMBER(shown.start, start);
    CHECK_NUMBER(shown.count, count);
    CHECK(ends.before.is_some == (before != NULL) && ends.after.is_some == (after != NULL));
    if (before != NULL) CHECK_TEXT(ends.before.val, before);
    if (after != NULL) CHECK_TEXT(ends.after.val, after);
}

void pages_of_a_list_skip_nothing_and_repeat_nothing(void) {
    check_cut(page_at(2, false, NULL), 0, 2, NULL, "t2");
    check_cut(page_at(2, false, "t2"), 2, 2, "t3", "t4");
    check_cut(page_at(2, false, "t4"), 4, 1, "t5", NULL);
    check_cut(page_at(2, false, "t5"), 5, 0, NULL, NULL);
    check_cut(page_at(2, true, "t5"), 2, 2, "t3", "t4");
    check_cut(page_at(2, true, "t3"), 0, 2, NULL, "t2");
    check_cut(page_at(2, true, "t1"), 0, 0, NULL, NULL);
    check_cut(page_at(100, false, NULL), 0, 5, NULL, NULL);
}

static void check_refused(epos_page_request_t page, const char *why) {
    patio_range shown;
    epos_page_ends_t ends;
    patio_error error;
    CHECK(!patio_cut(ids, 5, &page, &shown, &ends, &error));
    CHECK_ERROR(error, INVALID_REQUEST, why);
}

void what_is_no_page_is_an_invalid_request(void) {
    check_refused(page_at(0, false, NULL), "a page has 1 to 100 entries, not 0");
    check_refused(page_at(101, false, NULL), "a page has 1 to 100 entries, not 101");
    check_refused(page_at(1, false, "t9"), "\"t9\" is not a cursor of this list");
}

void the_store_keeps_what_it_is_given(void) {
    adapter_option_list_u8_t value;
    patio_error error;
    CHECK(patio_store_get(PATIO_TEXT("k"), &value, &error) && !value.is_some);
    CHECK(patio_store_set(PATIO_TEXT("k"), PATIO_TEXT("v"), &error));
    CHECK(patio_store_get(PATIO_TEXT("k"), &value, &error) && value.is_some && value.val.len == 1);
    CHECK(patio_store_delete(PATIO_TEXT("k"), &error));
    CHECK(patio_store_get(PATIO_TEXT("k"), &value, &error) && !value.is_some);
}

void characters_are_not_cut_in_two(void) {
    CHECK_NUMBER(patio_characters(PATIO_TEXT("Té🍔")), 3);
    CHECK_TEXT(patio_first_characters(PATIO_TEXT("Té🍔"), 2), "Té");
    CHECK_TEXT(patio_first_characters(PATIO_TEXT("Té🍔"), 3), "Té🍔");
    CHECK_TEXT(patio_first_characters(PATIO_TEXT("Té🍔"), 0), "");
}
