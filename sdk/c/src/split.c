/* An amount in parts that are its sum: by largest remainder. */
#include "patio/memory.h"
#include "patio/money.h"

#include <stdlib.h>

/* 64 bits by 64 bits fit into it. */
__extension__ typedef unsigned __int128 wide;

typedef struct part {
    size_t place;
    uint64_t due;
    wide cut;
} part;

/* The most cut first, and of equals the first. */
static int by_cut(const void *one, const void *other) {
    const part *left = one;
    const part *right = other;
    if (left->cut != right->cut) return left->cut > right->cut ? -1 : 1;
    return left->place < right->place ? -1 : 1;
}

bool patio_money_split(const patio_money *money, const uint64_t *weights, size_t parts, patio_money *shares,
                       patio_error *error) {
    wide whole = 0;
    for (size_t place = 0; place < parts; place++) whole += weights[place];
    if (whole == 0) return patio_unexpected(error, "an amount is split into one part at least");
    const bool is_negative = money->value < 0;
    const uint64_t amount = is_negative ? 0 - (uint64_t)money->value : (uint64_t)money->value;
    part *sorted = PATIO_NEW(part, parts);
    uint64_t left = amount;
    for (size_t place = 0; place < parts; place++) {
        const wide due = (wide)amount * weights[place];
        sorted[place] = (part){.place = place, .due = (uint64_t)(due / whole), .cut = due % whole};
        left -= sorted[place].due;
    }
    qsort(sorted, parts, sizeof(part), by_cut);
    /* Fewer units are left than there are parts that were cut. */
    for (size_t place = 0; place < left; place++) sorted[place].due++;
    for (size_t place = 0; place < parts; place++) {
        const uint64_t due = sorted[place].due;
        /* As unsigned, because the smallest number has no opposite. */
        shares[sorted[place].place] = (patio_money){
            .value = (int64_t)(is_negative ? 0 - due : due),
            .currency_code = money->currency_code,
        };
    }
    return true;
}
