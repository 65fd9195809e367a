/* Values by their names; what is wrong with them is remembered with its path. */
#include "json_document.h"
#include "patio/memory.h"

/* The nothing that stands in for what is not there. */
static const patio_json *nothing(const patio_json *object, const char *name) {
    patio_json *value = PATIO_NEW(patio_json, 1);
    value->name = patio_text_of(name);
    value->parent = object;
    value->document = object->document;
    return value;
}

static void put_path(patio_buffer *path, const patio_json *value) {
    if (value->parent == NULL) return;
    put_path(path, value->parent);
    /* What was looked for by a name in a list has one all the same. */
    if (value->parent->kind == PATIO_JSON_LIST && value->name.len == 0) {
        patio_put(path, patio_format("[%zu]", value->index));
        return;
    }
    if (path->text.len > 0) patio_put_byte(path, '.');
    patio_put(path, value->name);
}

static void remember(const patio_json *value, patio_text mistake) {
    if (value->document->mistake.len > 0) return;
    patio_buffer path = {0};
    put_path(&path, value);
    value->document->mistake =
        path.text.len > 0 ? patio_format("%.*s: %.*s", PATIO_SHOW(path.text), PATIO_SHOW(mistake)) : mistake;
}

bool patio_json_is_unsound(const patio_json_document *document, patio_text mistake, patio_error *error) {
    const char *format = "%.*s: %.*s";
    return document->answers_a_write ? patio_in_doubt(error, format, PATIO_SHOW(document->from), PATIO_SHOW(mistake))
                                     : patio_unexpected(error, format, PATIO_SHOW(document->from), PATIO_SHOW(mistake));
}

bool patio_json_is_sound(const patio_json *value, patio_error *error) {
    const patio_json_document *document = value->document;
    return document->mistake.len == 0 || patio_json_is_unsound(document, document->mistake, error);
}

const patio_json *patio_json_optional(const patio_json *object, const char *name) {
    if (object->kind != PATIO_JSON_OBJECT) return NULL;
    PATIO_EACH(member, object) {
        if (patio_is(member->name, name)) return member->kind == PATIO_JSON_NULL ? NULL : member;
    }
    return NULL;
}

void patio_json_is_wrong(const patio_json *value, const char *name, const char *why) {
    const patio_json *member = patio_json_optional(value, name);
    remember(member != NULL ? member : nothing(value, name), patio_text_of(why));
}

/* A member of a kind; nothing, and a mistake, where there is none. */
static const patio_json *member_of(const patio_json *object, const char *name, patio_json_kind kind, const char *what) {
    const patio_json *member = patio_json_optional(object, name);
    if (member != NULL && member->kind == kind) return member;
    const patio_json *none = nothing(object, name);
    remember(none, patio_format(member == NULL ? "%s is missing" : "it is not %s", what));
    return none;
}

patio_text patio_json_text(const patio_json *object, const char *name) {
    return member_of(object, name, PATIO_JSON_TEXT, "a text")->text;
}

const patio_json *patio_json_list(const patio_json *object, const char *name) {
    return member_of(object, name, PATIO_JSON_LIST, "a list");
}

const patio_json *patio_json_object(const patio_json *object, const char *name) {
    return member_of(object, name, PATIO_JSON_OBJECT, "an object");
}

bool patio_json_flag(const patio_json *object, const char *name) {
    const patio_json *member = patio_json_optional(object, name);
    if (member != NULL && member->kind == PATIO_JSON_TRUE) return true;
    return member_of(object, name, PATIO_JSON_FALSE, "true or false")->kind == PATIO_JSON_TRUE;
}

int64_t patio_json_integer(const patio_json *object, const char *name, int64_t least, int64_t most) {
    const patio_json *member = member_of(object, name, PATIO_JSON_NUMBER, "a number");
    if (member->kind != PATIO_JSON_NUMBER) return 0;
    const patio_text text = member->text;
    const bool is_negative = text.ptr[0] == '-';
    int64_t number = 0;
    bool is_good = true;
    for (size_t at = is_negative ? 1 : 0; at < text.len && is_good; at++) {
        const uint8_t byte = text.ptr[at];
        /* From below zero, because the smallest number has no opposite. */
        is_good = byte >= '0' && byte <= '9' && !__builtin_mul_overflow(number, (int64_t)10, &number) &&
                  !__builtin_sub_overflow(number, (int64_t)(byte - '0'), &number);
    }
    is_good = is_good && (is_negative || !__builtin_sub_overflow((int64_t)0, number, &number));
    if (is_good && number >= least && number <= most) return number;
    remember(member, patio_format("it is not a whole number from %lld to %lld", (long long)least, (long long)most));
    return 0;
}

static patio_money money_of(const patio_json *value, patio_text currency) {
    patio_money money = {.currency_code = currency};
    patio_error error;
    if (value->kind != PATIO_JSON_TEXT && value->kind != PATIO_JSON_NUMBER) {
        remember(value, PATIO_TEXT("it is not an amount"));
    } else if (!patio_money_read(value->text, currency, &money, &error)) {
        remember(value, patio_error_text(&error));
    }
    return money;
}

patio_money patio_json_money(const patio_json *object, const char *name, patio_text currency) {
    const patio_json *member = patio_json_optional(object, name);
    if (member != NULL) return money_of(member, currency);
    remember(nothing(object, name), PATIO_TEXT("an amount is missing"));
    return (patio_money){.currency_code = currency};
}

epos_timestamp_t patio_json_timestamp(const patio_json *object, const char *name) {
    const patio_json *member = member_of(object, name, PATIO_JSON_TEXT, "an instant");
    epos_timestamp_t instant = {0};
    patio_error error;
    if (member->kind == PATIO_JSON_TEXT && !patio_timestamp(member->text, &instant, &error)) {
        remember(member, patio_error_text(&error));
    }
    return instant;
}

adapter_option_string_t patio_json_optional_text(const patio_json *object, const char *name) {
    if (patio_json_optional(object, name) == NULL) return (adapter_option_string_t){0};
    return patio_some(patio_json_text(object, name));
}

epos_option_money_t patio_json_optional_money(const patio_json *object, const char *name, patio_text currency) {
    const patio_json *member = patio_json_optional(object, name);
    if (member == NULL) return (epos_option_money_t){0};
    return patio_some_money(money_of(member, currency));
}
