/* Reads JSON by RFC 8259, with nothing beyond it: no comments, no trailing commas, no text that is not UTF-8. */
#include "json_document.h"
#include "patio/memory.h"
#include "utf8.h"

#include <string.h>

/* Levels of lists and objects. Checks have five; a text of nothing but brackets must not use up the stack. */
#define DEPTH_MOST 64

typedef struct json_reader {
    patio_text text;
    size_t at;
    size_t depth;
    patio_json_document *document;
    const char *mistake;
} json_reader;

static bool is_wrong(json_reader *reader, const char *mistake) {
    if (reader->mistake == NULL) reader->mistake = mistake;
    return false;
}

static int byte_at(const json_reader *reader) { return reader->at < reader->text.len ? reader->text.ptr[reader->at] : -1; }

static void skip_space(json_reader *reader) {
    for (int byte = byte_at(reader); byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
         byte = byte_at(reader)) {
        reader->at++;
    }
}

static bool take(json_reader *reader, char byte) {
    if (byte_at(reader) != (uint8_t)byte) return false;
    reader->at++;
    return true;
}

static bool take_word(json_reader *reader, const char *word) {
    const size_t length = strlen(word);
    if (reader->text.len - reader->at < length || memcmp(reader->text.ptr + reader->at, word, length) != 0) {
        return is_wrong(reader, "a value is expected");
    }
    reader->at += length;
    return true;
}

static bool take_digits(json_reader *reader) {
    const size_t start = reader->at;
    while (byte_at(reader) >= '0' && byte_at(reader) <= '9') reader->at++;
    return reader->at > start;
}

static bool read_number(json_reader *reader, patio_text *number) {
    const size_t start = reader->at;
    take(reader, '-');
    if (!take(reader, '0') && !take_digits(reader)) return is_wrong(reader, "a value is expected");
    if (take(reader, '.') && !take_digits(reader)) return is_wrong(reader, "a number has no digits behind its point");
    if (take(reader, 'e') || take(reader, 'E')) {
        if (!take(reader, '+')) take(reader, '-');
        if (!take_digits(reader)) return is_wrong(reader, "a number has no exponent");
    }
    *number = (patio_text){reader->text.ptr + start, reader->at - start};
    return true;
}

static bool read_unit(json_reader *reader, uint32_t *unit) {
    *unit = 0;
    for (int digit = 0; digit < 4; digit++, reader->at++) {
        const int byte = byte_at(reader);
        uint32_t value;
        if (byte >= '0' && byte <= '9') value = (uint32_t)(byte - '0');
        else if (byte >= 'a' && byte <= 'f') value = (uint32_t)(byte - 'a' + 10);
        else if (byte >= 'A' && byte <= 'F') value = (uint32_t)(byte - 'A' + 10);
        else return is_wrong(reader, "\\u needs four hexadecimal digits");
        *unit = *unit * 16 + value;
    }
    return true;
}

/* Behind "\u": a character, or the first half of one that is written as two. */
static bool read_escaped(json_reader *reader, patio_buffer *text) {
    uint32_t unit, second;
    if (!read_unit(reader, &unit)) return false;
    if (unit >= 0xDC00 && unit <= 0xDFFF) return is_wrong(reader, "half a character");
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        if (!take(reader, '\\') || !take(reader, 'u')) return is_wrong(reader, "half a character");
        if (!read_unit(reader, &second)) return false;
        if (second < 0xDC00 || second > 0xDFFF) return is_wrong(reader, "half a character");
        unit = 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
    }
    utf8_put(text, unit);
    return true;
}

static bool read_escape(json_reader *reader, patio_buffer *text) {
    static const char escapes[] = "\"\\/bfnrt";
    static const char bytes[] = "\"\\/\b\f\n\r\t";
    if (take(reader, 'u')) return read_escaped(reader, text);
    const int byte = byte_at(reader);
    const char *escape = byte > 0 ? strchr(escapes, byte) : NULL;
    if (escape == NULL) return is_wrong(reader, "an escape that JSON does not have");
    reader->at++;
    patio_put_byte(text, bytes[escape - escapes]);
    return true;
}

static bool read_text(json_reader *reader, patio_text *text) {
    reader->at++;
    const size_t start = reader->at;
    patio_buffer unescaped = {0};
    size_t copied = start;
    for (;;) {
        const int byte = byte_at(reader);
        if (byte < 0) return is_wrong(reader, "a text does not end");
        if (byte < 0x20) return is_wrong(reader, "a control character in a text");
        if (byte != '"' && byte != '\\') {
            reader->at++;
            continue;
        }
        const patio_text plain = {reader->text.ptr + copied, reader->at - copied};
        reader->at++;
        if (byte == '"' && copied == start) {
            /* Nothing is escaped: the text stands in the document as it is. */
            *text = plain;
            return true;
        }
        patio_put(&unescaped, plain);
        if (byte == '"') {
            *text = unescaped.text;
            return true;
        }
        if (!read_escape(reader, &unescaped)) return false;
        copied = reader->at;
    }
}

static bool read_value(json_reader *reader, patio_json *value);

/* The entries of a list or the members of an object, up to what closes it. */
static bool read_entries(json_reader *reader, patio_json *value, char closing) {
    const bool is_object = closing == '}';
    const patio_json **last = &value->first;
    reader->at++;
    skip_space(reader);
    if (take(reader, closing)) return true;
    if (++reader->depth > DEPTH_MOST) return is_wrong(reader, "it is nested too deep");
    for (;;) {
        patio_json *entry = PATIO_NEW(patio_json, 1);
        entry->parent = value;
        entry->index = value->count++;
        skip_space(reader);
        if (is_object) {
            if (byte_at(reader) != '"') return is_wrong(reader, "a member's name is expected");
            if (!read_text(reader, &entry->name)) return false;
            skip_space(reader);
            if (!take(reader, ':')) return is_wrong(reader, "a colon is expected");
        }
        if (!read_value(reader, entry)) return false;
        *last = entry;
        last = &entry->next;
        skip_space(reader);
        if (take(reader, closing)) break;
        if (!take(reader, ',')) return is_wrong(reader, "a comma is expected");
    }
    reader->depth--;
    return true;
}

static bool read_value(json_reader *reader, patio_json *value) {
    value->document = reader->document;
    skip_space(reader);
    switch (byte_at(reader)) {
    case '{': value->kind = PATIO_JSON_OBJECT; return read_entries(reader, value, '}');
    case '[': value->kind = PATIO_JSON_LIST; return read_entries(reader, value, ']');
    case '"': value->kind = PATIO_JSON_TEXT; return read_text(reader, &value->text);
    case 't': value->kind = PATIO_JSON_TRUE; return take_word(reader, "true");
    case 'f': value->kind = PATIO_JSON_FALSE; return take_word(reader, "false");
    case 'n': value->kind = PATIO_JSON_NULL; return take_word(reader, "null");
    default: value->kind = PATIO_JSON_NUMBER; return read_number(reader, &value->text);
    }
}

bool patio_json_read_as(patio_json_document given, patio_text text, const patio_json **value, patio_error *error) {
    patio_json_document *document = PATIO_NEW(patio_json_document, 1);
    *document = given;
    json_reader reader = {.text = text, .document = document};
    patio_json *root = PATIO_NEW(patio_json, 1);
    /* Once and for all: what is cut out of it is UTF-8, too. */
    bool is_read = utf8_is_valid(text, &reader.at) || is_wrong(&reader, "it is not UTF-8");
    is_read = is_read && read_value(&reader, root);
    if (is_read) {
        skip_space(&reader);
        is_read = reader.at == text.len || is_wrong(&reader, "something stands behind the value");
    }
    if (!is_read) {
        return patio_json_is_unsound(document, patio_format("%s (at byte %zu)", reader.mistake, reader.at), error);
    }
    *value = root;
    return true;
}

bool patio_json_read(patio_text text, patio_text from, const patio_json **value, patio_error *error) {
    return patio_json_read_as((patio_json_document){.from = from}, text, value, error);
}
