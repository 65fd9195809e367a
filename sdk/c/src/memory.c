/* The call's memory: a list of all that was taken, given back at once. */
#include "patio/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What stands before each piece. Of its own alignment, so that the piece behind it has it too. */
typedef struct piece {
    _Alignas(max_align_t) struct piece *next;
} piece;

static piece *pieces;

void *patio_new(size_t count, size_t size) {
    /* A size that does not fit would be a small piece of memory under a large name. */
    if (size != 0 && count > (SIZE_MAX - sizeof(piece)) / size) abort();
    piece *taken = calloc(1, sizeof(piece) + count * size);
    if (taken == NULL) abort();
    taken->next = pieces;
    pieces = taken;
    return taken + 1;
}

void *patio_grown(const void *memory, size_t size, size_t larger) {
    void *grown = patio_new(larger, 1);
    if (size > 0) memcpy(grown, memory, size < larger ? size : larger);
    return grown;
}

void patio_call_is_over(void) {
    while (pieces != NULL) {
        piece *next = pieces->next;
        free(pieces);
        pieces = next;
    }
}

/* What the host puts its texts and lists into (the bindings have a weak one of their own, which nothing would free). The
 * host asks for alignments up to eight. */
#ifdef __wasm__
__attribute__((export_name("cabi_realloc")))
#endif
void *cabi_realloc(void *memory, size_t size, size_t alignment, size_t larger);

void *cabi_realloc(void *memory, size_t size, size_t alignment, size_t larger) {
    if (larger == 0) return (void *)alignment;
    return memory == NULL ? patio_new(larger, 1) : patio_grown(memory, size, larger);
}
