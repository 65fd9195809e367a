/* Looking before posting again. */
#include "tests.h"

typedef struct till {
    bool has_it;
    /* The look fails with this. */
    const patio_error *failure;
    int looks;
    int posts;
} till;

static bool look(void *context, bool *found, patio_error *error) {
    till *till = context;
    till->looks++;
    *found = till->has_it;
    if (till->failure == NULL) return true;
    *error = *till->failure;
    return false;
}

static bool post(void *context, patio_error *error) {
    (void)error;
    ((till *)context)->posts++;
    return true;
}

void the_first_attempt_posts_and_later_ones_look_first(void) {
    patio_error error;
    till first = {.has_it = true}, found = first, lost = {0};
    CHECK(patio_look_then_post(1, look, post, &first, &error) && first.looks == 0 && first.posts == 1);
    CHECK(patio_look_then_post(2, look, post, &found, &error) && found.looks == 1 && found.posts == 0);
    CHECK(patio_look_then_post(2, look, post, &lost, &error) && lost.looks == 1 && lost.posts == 1);
}

void a_look_that_fails_is_never_a_refusal(void) {
    patio_error failure, error;
    till till = {.failure = &failure};
    patio_not_found(&failure, "gone");
    CHECK(!patio_look_then_post(2, look, post, &till, &error));
    CHECK_ERROR(error, IN_DOUBT, "an earlier attempt may have been written: gone");
    patio_unavailable(&failure, "down");
    CHECK(!patio_look_then_post(2, look, post, &till, &error));
    CHECK_ERROR(error, UNAVAILABLE, "down");
    CHECK_NUMBER(till.posts, 0);
}
