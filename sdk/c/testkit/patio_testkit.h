/* Tests of an adapter without a host: stand-ins for what the host lends, and a POS that answers as it is told.
 *
 *     TEST(a_payment_that_is_refused_is_a_conflict) {
 *         kit_setting("base_url", "http://pos.example");
 *         kit_answer("POST /checks/1001/payments", 409, "{\"error\":{\"message\":\"paid already\"}}");
 *         …
 *         CHECK_ERROR(error, CONFLICT, "paid already (POST http://pos.example/checks/1001/payments: 409)");
 *     }
 *
 * and `kit_run` in `main`, with all of them. Each test begins with nothing set and nothing said, and its memory is taken back
 * when it ends, so that a sanitizer sees what outlives a call. */
#ifndef PATIO_TESTKIT_H
#define PATIO_TESTKIT_H

#include "patio.h"

#include <stdio.h>

/* A setting of the venue. */
void kit_setting(const char *name, const char *value);

/* What the POS answers to the next request of that method and path (with its query); a request that nobody expected fails
 * the test. Answers to the same request come in the order in which they were told. */
void kit_answer(const char *request, uint16_t status, const char *body);
/* The request never leaves, or its answer never comes. */
void kit_refuse_connection(const char *request);
void kit_lose_answer(const char *request);

/* What the POS was sent: how many requests, and the body and a header field of one, counted from zero. */
size_t kit_requests(void);
patio_text kit_body(size_t request);
patio_text kit_header(size_t request, const char *name);
/* The time-out of a request. */
uint32_t kit_timeout_ms(size_t request);

/* What remains of the call; ten seconds where nothing is said. */
void kit_remaining_ms(uint32_t ms);

#define TEST(name) static void name(void)

#define CHECK(what)                                                                                                  \
    do {                                                                                                             \
        if (!(what)) kit_failed(__FILE__, __LINE__, #what);                                                          \
    } while (0)

/* A text is this one. */
#define CHECK_TEXT(text, expected) kit_check_text(__FILE__, __LINE__, (text), (expected))
/* An amount is that many minor units. */
#define CHECK_MONEY(money, expected) kit_check_number(__FILE__, __LINE__, (money).value, (expected))
#define CHECK_NUMBER(number, expected) kit_check_number(__FILE__, __LINE__, (int64_t)(number), (expected))
/* An error is of that kind, and says this. */
#define CHECK_ERROR(error, kind, text)                                                                               \
    kit_check_error(__FILE__, __LINE__, &(error), EPOS_EPOS_ERROR_##kind, #kind, (text))

void kit_failed(const char *file, int line, const char *what);
void kit_check_text(const char *file, int line, patio_text text, const char *expected);
void kit_check_number(const char *file, int line, int64_t number, int64_t expected);
void kit_check_error(const char *file, int line, const patio_error *error, uint8_t tag, const char *kind,
                     const char *text);

typedef struct kit_test {
    const char *name;
    void (*run)(void);
} kit_test;

/* What `kit_run` does before each test: the store holds nothing. */
void kit_empty_store(void);

/* Runs them; one that fails ends the run with its place. */
int kit_run(const kit_test *tests, size_t count);

#endif
