/* The host and the POS of a test. */
#include "patio_testkit.h"

#include "../src/wire.h"

#include <stdlib.h>
#include <string.h>

#define SETTINGS_MOST 16
#define EXCHANGES_MOST 256

typedef struct setting {
    const char *name;
    const char *value;
} setting;

/* What the POS was told to answer. */
typedef struct answer {
    const char *request;
    wire_end end;
    uint16_t status;
    const char *body;
    bool is_given;
} answer;

/* What it was sent. */
typedef struct sent {
    patio_headers headers;
    patio_text body;
    uint32_t timeout_ms;
} sent;

static struct kit {
    const char *test;
    setting settings[SETTINGS_MOST];
    size_t settings_count;
    answer answers[EXCHANGES_MOST];
    size_t answers_count;
    sent sent[EXCHANGES_MOST];
    size_t sent_count;
    uint32_t remaining_ms;
} kit;

/* ---- what a test says ---- */

void kit_setting(const char *name, const char *value) {
    CHECK(kit.settings_count < SETTINGS_MOST);
    kit.settings[kit.settings_count++] = (setting){name, value};
}

static void expect(answer told) {
    CHECK(kit.answers_count < EXCHANGES_MOST);
    kit.answers[kit.answers_count++] = told;
}

void kit_answer(const char *request, uint16_t status, const char *body) {
    expect((answer){.request = request, .end = WIRE_ANSWERED, .status = status, .body = body});
}

void kit_refuse_connection(const char *request) { expect((answer){.request = request, .end = WIRE_UNSENT}); }

void kit_lose_answer(const char *request) { expect((answer){.request = request, .end = WIRE_LOST}); }

void kit_remaining_ms(uint32_t ms) { kit.remaining_ms = ms; }

size_t kit_requests(void) { return kit.sent_count; }

patio_text kit_body(size_t request) {
    CHECK(request < kit.sent_count);
    return kit.sent[request].body;
}

patio_text kit_header(size_t request, const char *name) {
    CHECK(request < kit.sent_count);
    const patio_headers headers = kit.sent[request].headers;
    for (size_t at = 0; at < headers.len; at++) {
        if (patio_is(headers.ptr[at].name, name)) return headers.ptr[at].value;
    }
    return (patio_text){0};
}

uint32_t kit_timeout_ms(size_t request) {
    CHECK(request < kit.sent_count);
    return kit.sent[request].timeout_ms;
}

/* ---- what fails, and how it is run ---- */

static void failed(const char *file, int line) {
    fprintf(stderr, "FAILED %s\n  %s:%d\n", kit.test, file, line);
}

void kit_failed(const char *file, int line, const char *what) {
    failed(file, line);
    fprintf(stderr, "  does not hold: %s\n", what);
    exit(1);
}

void kit_check_text(const char *file, int line, patio_text text, const char *expected) {
    if (patio_is(text, expected)) return;
    failed(file, line);
    fprintf(stderr, "  expected %s\n  came     %.*s\n", expected, PATIO_SHOW(text));
    exit(1);
}

void kit_check_number(const char *file, int line, int64_t number, int64_t expected) {
    if (number == expected) return;
    failed(file, line);
    fprintf(stderr, "  expected %lld\n  came     %lld\n", (long long)expected, (long long)number);
    exit(1);
}

void kit_check_error(const char *file, int line, const patio_error *error, uint8_t tag, const char *kind,
                     const char *text) {
    const patio_text said = patio_error_text(error);
    if (error->tag == tag && patio_is(said, text)) return;
    failed(file, line);
    fprintf(stderr, "  expected %s (%u): %s\n  came     %u: %.*s\n", kind, tag, text, error->tag, PATIO_SHOW(said));
    exit(1);
}

int kit_run(const kit_test *tests, size_t count) {
    for (size_t at = 0; at < count; at++) {
        kit = (struct kit){.test = tests[at].name, .remaining_ms = 10000};
        kit_empty_store();
        tests[at].run();
        for (size_t told = 0; told < kit.answers_count; told++) {
            if (!kit.answers[told].is_given) kit_failed(kit.test, 0, kit.answers[told].request);
        }
        patio_call_is_over();
        printf("ok %s\n", tests[at].name);
    }
    printf("%zu tests hold\n", count);
    return 0;
}

/* ---- the POS ---- */

wire_end wire_send(const patio_request *request, const url_target *target, uint32_t timeout_ms,
                   patio_response *response, patio_text *why) {
    CHECK(kit.sent_count < EXCHANGES_MOST);
    kit.sent[kit.sent_count++] = (sent){request->headers, request->body, timeout_ms};
    const patio_text asked = patio_format("%.*s %.*s", PATIO_SHOW(request->method), PATIO_SHOW(target->path));
    for (size_t at = 0; at < kit.answers_count; at++) {
        answer *told = &kit.answers[at];
        if (told->is_given || !patio_is(asked, told->request)) continue;
        told->is_given = true;
        *why = told->end == WIRE_UNSENT ? PATIO_TEXT("ConnectionRefused") : PATIO_TEXT("no answer in time");
        if (told->end != WIRE_ANSWERED) return told->end;
        response->status = told->status;
        /* A copy of the exact size: a sanitizer sees who reads beyond it. */
        const patio_text body = patio_text_of(told->body);
        response->body = (patio_text){patio_grown(body.ptr, body.len, body.len), body.len};
        return WIRE_ANSWERED;
    }
    kit_failed(kit.test, 0, (const char *)patio_format("nobody expected %.*s", PATIO_SHOW(asked)).ptr);
    return WIRE_LOST;
}

/* ---- the host ---- */

bool settings_get(adapter_string_t *name, adapter_string_t *ret) {
    for (size_t at = 0; at < kit.settings_count; at++) {
        if (!patio_is(*name, kit.settings[at].name)) continue;
        *ret = patio_text_of(kit.settings[at].value);
        return true;
    }
    return false;
}

uint32_t call_remaining_ms(void) { return kit.remaining_ms; }

void call_trace_id(adapter_string_t *ret) { *ret = PATIO_TEXT("trace-1"); }

void log_write(log_level_t level, adapter_string_t *message, log_list_field_t *fields) {
    (void)fields;
    printf("log %u: %.*s\n", level, PATIO_SHOW(*message));
}
