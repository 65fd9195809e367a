/* The store of a test: in the memory of the call, so that it begins empty. */
#include "patio_testkit.h"

typedef struct entry {
    patio_text key;
    adapter_list_u8_t value;
} entry;

#define ENTRIES_MOST 64

static entry entries[ENTRIES_MOST];
static size_t count;

void kit_empty_store(void) { count = 0; }

static entry *find(const adapter_string_t *key) {
    for (size_t at = 0; at < count; at++) {
        if (patio_same(entries[at].key, *key)) return &entries[at];
    }
    return NULL;
}

bool store_get(adapter_string_t *key, adapter_option_list_u8_t *ret, store_store_error_t *err) {
    (void)err;
    const entry *found = find(key);
    *ret = (adapter_option_list_u8_t){0};
    if (found != NULL) *ret = (adapter_option_list_u8_t){.is_some = true, .val = found->value};
    return true;
}

bool store_set(adapter_string_t *key, adapter_list_u8_t *value, store_store_error_t *err) {
    entry *place = find(key);
    if (place == NULL && count == ENTRIES_MOST) {
        *err = (store_store_error_t){.tag = STORE_STORE_ERROR_TOO_LARGE, .val = {.too_large = PATIO_TEXT("full")}};
        return false;
    }
    if (place == NULL) place = &entries[count++];
    *place = (entry){*key, *value};
    return true;
}

bool store_delete(adapter_string_t *key, store_store_error_t *err) {
    (void)err;
    entry *found = find(key);
    if (found != NULL) *found = entries[--count];
    return true;
}
