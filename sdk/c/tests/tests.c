/* The SDK's tests: one list of all that the other files of this folder have. */
#include "tests.h"

int main(void) {
    const kit_test tests[] = {SDK_TESTS(SDK_TEST_ROW)};
    return kit_run(tests, sizeof tests / sizeof *tests);
}
