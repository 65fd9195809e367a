/* Every test of the SDK by its name: one that is written and not listed does not compile without a warning, one that is
 * listed and not written does not link. */
#ifndef PATIO_SDK_TESTS_H
#define PATIO_SDK_TESTS_H

#include "patio_testkit.h"

#define SDK_TESTS(TEST_OF)                                                                                           \
    TEST_OF(an_amount_is_read_without_rounding)                                                                      \
    TEST_OF(what_is_no_amount_is_refused)                                                                            \
    TEST_OF(an_amount_is_written_with_the_decimals_of_its_currency)                                                  \
    TEST_OF(what_overflows_or_mixes_currencies_is_an_error)                                                          \
    TEST_OF(the_parts_of_an_amount_are_the_whole)                                                                    \
    TEST_OF(an_instant_is_shown_in_utc)                                                                              \
    TEST_OF(what_is_no_instant_is_refused)                                                                           \
    TEST_OF(json_is_read_as_it_is_written)                                                                           \
    TEST_OF(what_is_not_json_is_refused)                                                                             \
    TEST_OF(a_mistake_is_told_with_its_path)                                                                         \
    TEST_OF(cut_and_changed_json_never_goes_wrong)                                                                   \
    TEST_OF(json_is_written_with_its_escapes)                                                                        \
    TEST_OF(a_part_of_a_path_stays_one)                                                                              \
    TEST_OF(a_failure_tells_neither_query_nor_password)                                                              \
    TEST_OF(what_was_not_sent_is_unavailable_and_what_may_have_been_is_in_doubt)                                     \
    TEST_OF(each_status_is_the_error_that_it_means)                                                                  \
    TEST_OF(an_answer_to_a_payment_that_cannot_be_read_is_in_doubt)                                                  \
    TEST_OF(a_request_takes_less_than_the_call_has)                                                                  \
    TEST_OF(the_first_attempt_posts_and_later_ones_look_first)                                                       \
    TEST_OF(a_look_that_fails_is_never_a_refusal)                                                                    \
    TEST_OF(pages_of_a_list_skip_nothing_and_repeat_nothing)                                                         \
    TEST_OF(what_is_no_page_is_an_invalid_request)                                                                   \
    TEST_OF(the_store_keeps_what_it_is_given)                                                                        \
    TEST_OF(characters_are_not_cut_in_two)

#define SDK_TEST_DECLARED(name) void name(void);
#define SDK_TEST_ROW(name) {#name, name},

SDK_TESTS(SDK_TEST_DECLARED)

#endif
