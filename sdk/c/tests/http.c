/* Requests, and what their failures mean. */
#include "tests.h"

static const patio_pos pos = {.base_url = PATIO_CONSTANT("http://me:pw@pos.example/api/")};

static patio_request ask(const char *method, const char *part) {
    return patio_ask(&pos, method, PATIO_PATH(PATIO_TEXT("checks"), patio_text_of(part)));
}

void a_part_of_a_path_stays_one(void) {
    CHECK_TEXT(ask("GET", "a/b?c#d").url, "http://me:pw@pos.example/api/checks/a%2Fb%3Fc%23d");
    CHECK_TEXT(ask("GET", "..").url, "http://me:pw@pos.example/api/checks/%2E%2E");
    CHECK_TEXT(ask("GET", "Tisch 8é").url, "http://me:pw@pos.example/api/checks/Tisch%208%C3%A9");
    patio_request request = ask("GET", "1");
    patio_add_query(&request, "table", PATIO_TEXT("T 8&x=1"));
    patio_add_query(&request, "limit", PATIO_TEXT("5"));
    CHECK_TEXT(request.url, "http://me:pw@pos.example/api/checks/1?table=T%208%26x%3D1&limit=5");
}

void a_failure_tells_neither_query_nor_password(void) {
    patio_request request = ask("GET", "1");
    patio_add_query(&request, "token", PATIO_TEXT("t-1"));
    patio_response response;
    patio_error error;
    kit_answer("GET /api/checks/1?token=t-1", 500, "");
    CHECK(patio_send(&request, &response, &error) && !patio_is_success(&response, &error));
    CHECK_ERROR(error, UNAVAILABLE, "the POS answered 500 (GET http://pos.example/api/checks/1)");
    const patio_pos nowhere = {.base_url = PATIO_TEXT("pos.example")};
    request = patio_ask(&nowhere, "POST", PATIO_PATH(PATIO_TEXT("x")));
    CHECK(!patio_send(&request, &response, &error));
    CHECK_ERROR(error, UNAVAILABLE,
                "POST pos.example/x: the URL has no scheme: it must begin with http:// or https://");
}

void what_was_not_sent_is_unavailable_and_what_may_have_been_is_in_doubt(void) {
    patio_response response;
    patio_error error;
    const patio_request read = ask("GET", "1"), write = ask("POST", "1");
    kit_refuse_connection("POST /api/checks/1");
    CHECK(!patio_send(&write, &response, &error));
    CHECK_ERROR(error, UNAVAILABLE, "POST http://pos.example/api/checks/1: ConnectionRefused");
    kit_lose_answer("POST /api/checks/1");
    CHECK(!patio_send(&write, &response, &error));
    CHECK_ERROR(error, IN_DOUBT, "POST http://pos.example/api/checks/1: no answer in time");
    kit_lose_answer("GET /api/checks/1");
    CHECK(!patio_send(&read, &response, &error));
    CHECK_ERROR(error, UNAVAILABLE, "GET http://pos.example/api/checks/1: no answer in time");
}

static uint8_t tag_of(const char *method, uint16_t status) {
    const patio_request request = ask(method, "1");
    patio_response response;
    patio_error error = {0};
    kit_answer((const char *)patio_format("%s /api/checks/1", method).ptr, status, "");
    CHECK(patio_send(&request, &response, &error));
    CHECK(!patio_is_success(&response, &error));
    return error.tag;
}

void each_status_is_the_error_that_it_means(void) {
    CHECK_NUMBER(tag_of("POST", 400), EPOS_EPOS_ERROR_INVALID_REQUEST);
    CHECK_NUMBER(tag_of("POST", 401), EPOS_EPOS_ERROR_UNEXPECTED);
    CHECK_NUMBER(tag_of("POST", 404), EPOS_EPOS_ERROR_NOT_FOUND);
    CHECK_NUMBER(tag_of("POST", 409), EPOS_EPOS_ERROR_CONFLICT);
    CHECK_NUMBER(tag_of("POST", 500), EPOS_EPOS_ERROR_IN_DOUBT);
    CHECK_NUMBER(tag_of("POST", 503), EPOS_EPOS_ERROR_IN_DOUBT);
    CHECK_NUMBER(tag_of("POST", 302), EPOS_EPOS_ERROR_IN_DOUBT);
    CHECK_NUMBER(tag_of("GET", 503), EPOS_EPOS_ERROR_UNAVAILABLE);
    CHECK_NUMBER(tag_of("GET", 302), EPOS_EPOS_ERROR_UNEXPECTED);
}

void an_answer_to_a_payment_that_cannot_be_read_is_in_doubt(void) {
    const patio_request write = ask("POST", "1"), read = ask("GET", "1");
    const patio_json *value;
    patio_error error;
    kit_answer("POST /api/checks/1", 201, "<html>");
    CHECK(!patio_keyed(&write, PATIO_TEXT("pi_1"), &value, &error));
    CHECK_ERROR(error, IN_DOUBT,
                "the POS answered 201 with what cannot be read (POST http://pos.example/api/checks/1): a value is "
                "expected (at byte 0)");
    CHECK_TEXT(kit_header(0, "idempotency-key"), "pi_1");
    kit_answer("POST /api/checks/1", 201, "{}");
    CHECK(patio_keyed(&write, PATIO_TEXT("pi_1"), &value, &error));
    patio_json_text(value, "id");
    CHECK(!patio_json_is_sound(value, &error));
    CHECK_NUMBER(error.tag, EPOS_EPOS_ERROR_IN_DOUBT);
    kit_answer("GET /api/checks/1", 200, "<html>");
    CHECK(!patio_fetch(&read, &value, &error));
    CHECK_NUMBER(error.tag, EPOS_EPOS_ERROR_UNEXPECTED);
}

void a_request_takes_less_than_the_call_has(void) {
    const patio_request request = ask("GET", "1");
    patio_response response;
    patio_error error;
    kit_remaining_ms(UINT32_MAX);
    kit_answer("GET /api/checks/1", 200, "");
    CHECK(patio_send(&request, &response, &error));
    CHECK_NUMBER(kit_timeout_ms(0), INT64_C(3865470565));
    kit_remaining_ms(1000);
    kit_answer("GET /api/checks/1", 200, "");
    CHECK(patio_send(&request, &response, &error));
    CHECK_NUMBER(kit_timeout_ms(1), 900);
}
