/* Texts with a length, as the host has them: UTF-8, with no zero behind the last byte. */
#ifndef PATIO_TEXT_H
#define PATIO_TEXT_H

#include "adapter.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef adapter_string_t patio_text;

/* A literal: PATIO_TEXT("Corner"). It stays where it is: nothing writes to a text. */
#define PATIO_TEXT(literal) ((patio_text){(uint8_t *)(literal), sizeof(literal) - 1})

/* The same where a static variable begins with it. */
#define PATIO_CONSTANT(literal) {(uint8_t *)(literal), sizeof(literal) - 1}

/* A text for printf's "%.*s". */
#define PATIO_SHOW(text) (int)(text).len, (const char *)(text).ptr

/* What printf would print. */
patio_text patio_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
patio_text patio_vformat(const char *format, va_list values);

/* A text of C's, which must outlive the call. */
patio_text patio_text_of(const char *text);

bool patio_same(patio_text one, patio_text other);
bool patio_is(patio_text text, const char *other);

/* An optional text that is there. One that is not is all zero: (adapter_option_string_t){0}. */
adapter_option_string_t patio_some(patio_text text);

/* The text up to so many characters: a character is not cut in two. */
patio_text patio_first_characters(patio_text text, size_t most);
size_t patio_characters(patio_text text);

/* A text that grows. Begin with all zero. */
typedef struct patio_buffer {
    patio_text text;
    size_t room;
} patio_buffer;

void patio_put(patio_buffer *buffer, patio_text text);
void patio_put_byte(patio_buffer *buffer, char byte);

#endif
