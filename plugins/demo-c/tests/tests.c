/* The adapter against a scripted POS: `make test`, without a host and without WebAssembly. */
#include "tests.h"

/* A check over 34.43 pounds, of which 10.00 are paid. */
const char check[] =
    "{\"id\":\"1001\",\"number\":57,\"table\":\"T8\",\"waiter\":\"W1\",\"guests\":3,\"state\":\"open\","
    "\"currency\":\"GBP\",\"opened\":\"2026-11-22T20:04:05+01:00\",\"changed\":\"2026-11-22T20:14:05+01:00\","
    "\"lines\":[{\"sku\":\"BURGER\",\"name\":\"Burger\",\"qty\":2,\"price\":\"12.50\",\"comment\":\"no onions\","
    "\"void\":false,\"options\":[{\"sku\":\"CHEESE\",\"name\":\"Extra cheese\",\"qty\":1,\"price\":\"1.00\"}]},"
    "{\"sku\":\"WINE\",\"name\":\"Wine\",\"qty\":1,\"price\":\"9.30\",\"comment\":null,\"void\":false,\"options\":[]},"
    "{\"sku\":\"SOUP\",\"name\":\"Soup\",\"qty\":1,\"price\":\"6.00\",\"comment\":null,\"void\":true,\"options\":[]}],"
    "\"discounts\":[{\"name\":\"Staff\",\"amount\":\"5.00\"}],"
    "\"taxes\":[{\"name\":\"VAT\",\"rate\":\"20.00\",\"amount\":\"5.22\"}],\"service\":\"3.13\",\"total\":\"34.43\","
    "\"payments\":[{\"id\":\"p1\",\"type\":\"CARD\",\"amount\":\"10.00\",\"tip\":\"1.00\",\"reference\":\"pi_0\","
    "\"void\":false},{\"id\":\"p2\",\"type\":\"CASH\",\"amount\":\"5.00\",\"tip\":\"0.00\",\"reference\":null,"
    "\"void\":true}],\"balance\":\"24.43\",\"lock\":null}";

void at_a_venue(void) {
    kit_setting("base_url", "http://pos.example");
    kit_setting("api_key", "key-1");
}

int main(void) {
    const kit_test tests[] = {ADAPTER_TESTS(ADAPTER_TEST_ROW)};
    return kit_run(tests, sizeof tests / sizeof *tests);
}
