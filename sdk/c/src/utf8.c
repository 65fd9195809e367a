/* UTF-8 by RFC 3629. */
#include "utf8.h"

/* How many bytes a character has by its first, and the smallest and largest second byte: what would be longer than it needs
 * to be, half of a pair or above the last character has no such second byte. */
static size_t length_of(uint8_t first, uint8_t *least, uint8_t *most) {
    *least = 0x80;
    *most = 0xBF;
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) {
        if (first == 0xE0) *least = 0xA0;
        if (first == 0xED) *most = 0x9F;
        return 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (first == 0xF0) *least = 0x90;
        if (first == 0xF4) *most = 0x8F;
        return 4;
    }
    return 0;
}

bool utf8_is_valid(patio_text text, size_t *at) {
    *at = 0;
    while (*at < text.len) {
        uint8_t least, most;
        const size_t length = length_of(text.ptr[*at], &least, &most);
        if (length == 0 || text.len - *at < length) return false;
        for (size_t next = 1; next < length; next++) {
            const uint8_t byte = text.ptr[*at + next];
            if (byte < least || byte > most) return false;
            least = 0x80;
            most = 0xBF;
        }
        *at += length;
    }
    *at = 0;
    return true;
}

void utf8_put(patio_buffer *buffer, uint32_t character) {
    if (character < 0x80) {
        patio_put_byte(buffer, (char)character);
        return;
    }
    const int more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    const uint32_t mark = more == 1 ? 0xC0 : more == 2 ? 0xE0 : 0xF0;
    patio_put_byte(buffer, (char)(mark | (character >> (6 * more))));
    for (int next = more - 1; next >= 0; next--) {
        patio_put_byte(buffer, (char)(0x80 | ((character >> (6 * next)) & 0x3F)));
    }
}
