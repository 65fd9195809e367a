/* What the adapter is and what it needs: the host asks before anything else. */
#include "corner.h"

void exports_about_describe(exports_about_description_t *ret) {
    static exports_about_setting_t settings[] = {
        {
            .name = PATIO_CONSTANT("base_url"),
            .help = PATIO_CONSTANT("where the POS answers, for example http://127.0.0.1:9400"),
            .required = true,
        },
        {
            .name = PATIO_CONSTANT("api_key"),
            .help = PATIO_CONSTANT("the key that the POS gave for this venue"),
            .required = true,
            .secret = true,
        },
    };
    static adapter_string_t http[] = {PATIO_CONSTANT("{base_url}")};
    *ret = (exports_about_description_t){
        .name = PATIO_TEXT("Corner"),
        .version = PATIO_TEXT("0.1.0"),
        /* The POS knows a payment again by its idempotency key. */
        .payment_safety = EXPORTS_ABOUT_PAYMENT_SAFETY_KEYED,
        .settings = {settings, sizeof settings / sizeof *settings},
        .http = {http, sizeof http / sizeof *http},
    };
}
