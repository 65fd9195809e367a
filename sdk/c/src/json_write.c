/* Writes JSON. */
#include "patio/json.h"

#include <stdlib.h>

static void put_quoted(patio_buffer *buffer, patio_text text) {
    patio_put_byte(buffer, '"');
    size_t copied = 0;
    for (size_t at = 0; at < text.len; at++) {
        const uint8_t byte = text.ptr[at];
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        patio_put(buffer, (patio_text){text.ptr + copied, at - copied});
        copied = at + 1;
        patio_put(buffer, byte < 0x20 ? patio_format("\\u%04x", byte) : patio_format("\\%c", byte));
    }
    patio_put(buffer, (patio_text){text.ptr + copied, text.len - copied});
    patio_put_byte(buffer, '"');
}

/* A comma where one belongs, and the name. */
static void begin(patio_json_writer *writer, const char *name) {
    if (writer->needs_comma) patio_put_byte(&writer->buffer, ',');
    writer->needs_comma = true;
    if (name == NULL) return;
    put_quoted(&writer->buffer, patio_text_of(name));
    patio_put_byte(&writer->buffer, ':');
}

static void open_level(patio_json_writer *writer, const char *name, char opening, char closing) {
    /* How deep a program nests is the program's own mistake, and no input's. */
    if (writer->depth == sizeof writer->closing) abort();
    begin(writer, name);
    patio_put_byte(&writer->buffer, opening);
    writer->closing[writer->depth++] = closing;
    writer->needs_comma = false;
}

void patio_json_put_object(patio_json_writer *writer, const char *name) { open_level(writer, name, '{', '}'); }

void patio_json_put_list(patio_json_writer *writer, const char *name) { open_level(writer, name, '[', ']'); }

void patio_json_end(patio_json_writer *writer) {
    if (writer->depth == 0) return;
    patio_put_byte(&writer->buffer, writer->closing[--writer->depth]);
    writer->needs_comma = true;
}

void patio_json_put_text(patio_json_writer *writer, const char *name, patio_text text) {
    begin(writer, name);
    put_quoted(&writer->buffer, text);
}

void patio_json_put_integer(patio_json_writer *writer, const char *name, int64_t number) {
    begin(writer, name);
    patio_put(&writer->buffer, patio_format("%lld", (long long)number));
}

void patio_json_put_flag(patio_json_writer *writer, const char *name, bool flag) {
    begin(writer, name);
    patio_put(&writer->buffer, flag ? PATIO_TEXT("true") : PATIO_TEXT("false"));
}

void patio_json_put_null(patio_json_writer *writer, const char *name) {
    begin(writer, name);
    patio_put(&writer->buffer, PATIO_TEXT("null"));
}

patio_text patio_json_written(patio_json_writer *writer) {
    while (writer->depth > 0) patio_json_end(writer);
    return writer->buffer.text;
}
