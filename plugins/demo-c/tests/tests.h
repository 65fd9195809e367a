/* Every test of the adapter by its name, and what they share. */
#ifndef CORNER_TESTS_H
#define CORNER_TESTS_H

#include "patio_testkit.h"

#define ADAPTER_TESTS(TEST_OF)                                                                                       \
    TEST_OF(a_check_is_an_order_with_exact_amounts)                                                                  \
    TEST_OF(what_is_void_is_not_shown)                                                                               \
    TEST_OF(a_check_that_cannot_be_read_is_told_with_its_place)                                                      \
    TEST_OF(a_key_that_is_refused_is_told_without_it)                                                                \
    TEST_OF(a_payment_has_its_intent_as_its_key)                                                                     \
    TEST_OF(a_refused_payment_is_a_conflict)                                                                         \
    TEST_OF(a_payment_whose_answer_is_lost_is_in_doubt)                                                              \
    TEST_OF(a_refund_is_what_was_not_handed_over_before)                                                             \
    TEST_OF(what_moves_no_money_back_asks_nothing)                                                                   \
    TEST_OF(a_refund_without_its_amounts_is_an_invalid_request)                                                      \
    TEST_OF(a_page_is_full_before_it_ends)                                                                           \
    TEST_OF(a_page_goes_back_in_the_order_of_the_list)                                                               \
    TEST_OF(nobody_is_asked_for_parties)                                                                             \
    TEST_OF(unlocking_twice_is_fine)                                                                                 \
    TEST_OF(a_check_that_another_locked_is_a_conflict)                                                               \
    TEST_OF(tables_are_those_of_a_waiter)

#define ADAPTER_TEST_DECLARED(name) void name(void);
#define ADAPTER_TEST_ROW(name) {#name, name},

ADAPTER_TESTS(ADAPTER_TEST_DECLARED)

/* A check of the POS. */
extern const char check[];

/* The venue has its settings. */
void at_a_venue(void);

#endif
