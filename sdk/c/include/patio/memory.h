/* Memory that lasts as long as a call: nothing is ever freed by hand.
 *
 * What the host hands over, what the SDK gives back and what `patio_new` makes is all taken back together, after the host
 * has read the answer. So an answer may point to constants, to arguments, and to the same thing twice; and a pointer that
 * is kept in a global variable beyond the call is a mistake. Memory of `malloc` is the caller's, as ever. */
#ifndef PATIO_MEMORY_H
#define PATIO_MEMORY_H

#include <stddef.h>

/* So many of a type, all zero: no option is there, no list has an entry. Ends the call where there is no memory. */
#define PATIO_NEW(type, count) ((type *)patio_new((count), sizeof(type)))

/* What `PATIO_NEW` does: never NULL. */
void *patio_new(size_t count, size_t size);

/* The same bytes with more room behind them. */
void *patio_grown(const void *memory, size_t size, size_t larger);

/* Takes everything back. The bindings do it when the host has read an answer; a test does it after each call. */
void patio_call_is_over(void);

#endif
