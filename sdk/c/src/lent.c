/* What the host lends, in one line each. */
#include "patio/lent.h"

adapter_option_string_t patio_setting(const char *name) {
    patio_text key = patio_text_of(name);
    adapter_option_string_t value = {0};
    value.is_some = settings_get(&key, &value.val);
    return value;
}

bool patio_required_setting(const char *name, patio_text *value, patio_error *error) {
    const adapter_option_string_t set = patio_setting(name);
    *value = set.val;
    if (set.is_some && value->len > 0) return true;
    return patio_unexpected(error, "the setting %s has no value: write it into the venue's settings", name);
}

/* Both of the store's errors are texts. */
static bool store_failed(const store_store_error_t *why, patio_error *error) {
    return patio_unavailable(error, "the store: %.*s", PATIO_SHOW(why->val.unavailable));
}

bool patio_store_get(patio_text key, adapter_option_list_u8_t *value, patio_error *error) {
    store_store_error_t why;
    return store_get(&key, value, &why) || store_failed(&why, error);
}

bool patio_store_set(patio_text key, patio_text value, patio_error *error) {
    adapter_list_u8_t bytes = {value.ptr, value.len};
    store_store_error_t why;
    return store_set(&key, &bytes, &why) || store_failed(&why, error);
}

bool patio_store_delete(patio_text key, patio_error *error) {
    store_store_error_t why;
    return store_delete(&key, &why) || store_failed(&why, error);
}

void patio_log(log_level_t level, patio_text message) {
    log_list_field_t fields = {0};
    log_write(level, &message, &fields);
}

uint32_t patio_remaining_ms(void) { return call_remaining_ms(); }

patio_text patio_trace_id(void) {
    patio_text id;
    call_trace_id(&id);
    return id;
}
