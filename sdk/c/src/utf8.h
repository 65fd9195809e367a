/* UTF-8 by RFC 3629: told from what is not, and written. */
#ifndef PATIO_UTF8_H
#define PATIO_UTF8_H

#include "patio/text.h"

/* Whether all of a text is; `at` gets the first byte that is not. A byte more would end the call: the host takes nothing
 * else for a text. */
bool utf8_is_valid(patio_text text, size_t *at);

/* Appends a character that is no half of a surrogate pair. */
void utf8_put(patio_buffer *buffer, uint32_t character);

#endif
