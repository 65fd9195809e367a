/* Texts: made, compared, counted. */
#include "patio/text.h"

#include "patio/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

patio_text patio_vformat(const char *format, va_list values) {
    va_list again;
    va_copy(again, values);
    const int length = vsnprintf(NULL, 0, format, values);
    /* A format that the compiler has not seen, or a text of two gigabytes. */
    if (length < 0) abort();
    char *text = PATIO_NEW(char, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return (patio_text){(uint8_t *)text, (size_t)length};
}

patio_text patio_format(const char *format, ...) {
    va_list values;
    va_start(values, format);
    const patio_text text = patio_vformat(format, values);
    va_end(values);
    return text;
}

patio_text patio_text_of(const char *text) { return (patio_text){(uint8_t *)text, strlen(text)}; }

bool patio_same(patio_text one, patio_text other) {
    return one.len == other.len && (one.len == 0 || memcmp(one.ptr, other.ptr, one.len) == 0);
}

bool patio_is(patio_text text, const char *other) { return patio_same(text, patio_text_of(other)); }

adapter_option_string_t patio_some(patio_text text) {
    return (adapter_option_string_t){.is_some = true, .val = text};
}

/* Bytes that go on with a character begin with the bits 10. */
static bool begins_a_character(uint8_t byte) { return (byte & 0xC0) != 0x80; }

size_t patio_characters(patio_text text) {
    size_t count = 0;
    for (size_t at = 0; at < text.len; at++) count += begins_a_character(text.ptr[at]);
    return count;
}

patio_text patio_first_characters(patio_text text, size_t most) {
    size_t count = 0;
    for (size_t at = 0; at < text.len; at++) {
        if (!begins_a_character(text.ptr[at])) continue;
        if (count == most) return (patio_text){text.ptr, at};
        count++;
    }
    return text;
}

void patio_put(patio_buffer *buffer, patio_text text) {
    if (text.len == 0) return;
    if (text.len > buffer->room - buffer->text.len) {
        const size_t needed = buffer->text.len + text.len;
        if (needed < text.len || needed > SIZE_MAX / 2) abort();
        buffer->room = needed * 2;
        buffer->text.ptr = patio_grown(buffer->text.ptr, buffer->text.len, buffer->room);
    }
    memcpy(buffer->text.ptr + buffer->text.len, text.ptr, text.len);
    buffer->text.len += text.len;
}

void patio_put_byte(patio_buffer *buffer, char byte) { patio_put(buffer, (patio_text){(uint8_t *)&byte, 1}); }
