/* JSON, read strictly and without an error check after each value.
 *
 * What is missing or is something else reads as nothing (an empty text, zero, false), and the document remembers the first
 * mistake with its path. So a function reads all that it needs, and asks once at its end:
 *
 *     order->id = patio_json_text(check, "id");
 *     order->total = patio_json_money(check, "total", currency);
 *     return patio_json_is_sound(check, error);
 */
#ifndef PATIO_JSON_H
#define PATIO_JSON_H

#include "patio/failure.h"
#include "patio/money.h"
#include "patio/text.h"
#include "patio/timestamp.h"

#include <stdint.h>

typedef enum patio_json_kind {
    PATIO_JSON_NULL,
    PATIO_JSON_FALSE,
    PATIO_JSON_TRUE,
    PATIO_JSON_NUMBER,
    PATIO_JSON_TEXT,
    PATIO_JSON_LIST,
    PATIO_JSON_OBJECT,
} patio_json_kind;

/* What a text was read as: where it came from, and what is wrong with it. */
typedef struct patio_json_document patio_json_document;

typedef struct patio_json {
    patio_json_kind kind;
    /* Of a member: its name. */
    patio_text name;
    /* Of an entry of a list: the number of those before it. */
    size_t index;
    /* A text without its escapes; a number as it was written. */
    patio_text text;
    /* Entries or members, in their order. */
    const struct patio_json *first;
    size_t count;
    /* The one behind it, of the same list or object. */
    const struct patio_json *next;
    /* What it is in. */
    const struct patio_json *parent;
    patio_json_document *document;
} patio_json;

/* Every entry of a list, or member of an object: PATIO_EACH(line, lines) { … } */
#define PATIO_EACH(entry, list) for (const patio_json *entry = (list)->first; entry != NULL; entry = entry->next)

/* Reads a whole document. `from` is what the error begins with: "the till's file". */
bool patio_json_read(patio_text text, patio_text from, const patio_json **value, patio_error *error);

/* False, with the first mistake as `patio_unexpected`, where something was missing or was something else; as
 * `patio_in_doubt` where the document answers a request that may have changed something. */
bool patio_json_is_sound(const patio_json *value, patio_error *error);

/* The document is not sound for a reason of the caller's: "state: not one of open, closed". The first reason counts. */
void patio_json_is_wrong(const patio_json *value, const char *name, const char *why);

/* Members of an object that must be there. A list that is missing is an empty one. */
patio_text patio_json_text(const patio_json *object, const char *name);
bool patio_json_flag(const patio_json *object, const char *name);
int64_t patio_json_integer(const patio_json *object, const char *name, int64_t least, int64_t most);
const patio_json *patio_json_list(const patio_json *object, const char *name);
const patio_json *patio_json_object(const patio_json *object, const char *name);
/* A text or a number, by the currency's decimals: "12.50" and 12.50 are the same exact amount. */
patio_money patio_json_money(const patio_json *object, const char *name, patio_text currency);
epos_timestamp_t patio_json_timestamp(const patio_json *object, const char *name);

/* Members that may be missing or null. */
adapter_option_string_t patio_json_optional_text(const patio_json *object, const char *name);
epos_option_money_t patio_json_optional_money(const patio_json *object, const char *name, patio_text currency);
/* NULL where it is missing or null. */
const patio_json *patio_json_optional(const patio_json *object, const char *name);

/* Writes: begin with all zero. What is open is closed by `patio_json_end`; commas come by themselves. Names are NULL in a
 * list and for the outermost value. */
typedef struct patio_json_writer {
    patio_buffer buffer;
    /* What closes each level that is open. */
    char closing[32];
    size_t depth;
    bool needs_comma;
} patio_json_writer;

void patio_json_put_object(patio_json_writer *writer, const char *name);
void patio_json_put_list(patio_json_writer *writer, const char *name);
void patio_json_end(patio_json_writer *writer);
void patio_json_put_text(patio_json_writer *writer, const char *name, patio_text text);
void patio_json_put_integer(patio_json_writer *writer, const char *name, int64_t number);
void patio_json_put_flag(patio_json_writer *writer, const char *name, bool flag);
void patio_json_put_null(patio_json_writer *writer, const char *name);
/* What was written, all that is open closed. */
patio_text patio_json_written(patio_json_writer *writer);

#endif
