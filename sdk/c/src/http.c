/* Requests: put together, sent, and what becomes of them. */
#include "patio/http.h"

#include "json_document.h"
#include "patio/lent.h"
#include "patio/memory.h"
#include "wire.h"

patio_request patio_ask(const patio_pos *pos, const char *method, const patio_text *path, size_t parts) {
    patio_text base = pos->base_url;
    while (base.len > 0 && base.ptr[base.len - 1] == '/') base.len--;
    patio_buffer url = {0};
    patio_put(&url, base);
    for (size_t part = 0; part < parts; part++) {
        patio_put_byte(&url, '/');
        url_put_part(&url, path[part]);
    }
    return (patio_request){
        .pos = pos,
        .method = patio_text_of(method),
        .url = url.text,
        .headers = pos->headers,
    };
}

void patio_add_header(patio_headers *headers, const char *name, patio_text value) {
    const size_t size = sizeof(patio_header);
    patio_header *larger = patio_grown(headers->ptr, headers->len * size, (headers->len + 1) * size);
    larger[headers->len] = (patio_header){.name = patio_text_of(name), .value = value};
    *headers = (patio_headers){.ptr = larger, .len = headers->len + 1};
}

void patio_add_query(patio_request *request, const char *name, patio_text value) {
    bool has_query = false;
    for (size_t at = 0; at < request->url.len; at++) has_query = has_query || request->url.ptr[at] == '?';
    patio_buffer url = {0};
    patio_put(&url, request->url);
    patio_put_byte(&url, has_query ? '&' : '?');
    url_put_encoded(&url, patio_text_of(name));
    patio_put_byte(&url, '=');
    url_put_encoded(&url, value);
    request->url = url.text;
}

void patio_json_body(patio_request *request, patio_json_writer *writer) {
    request->body = patio_json_written(writer);
    patio_add_header(&request->headers, "content-type", PATIO_TEXT("application/json"));
}

bool patio_writes(const patio_request *request) {
    return !patio_is(request->method, "GET") && !patio_is(request->method, "HEAD") &&
           !patio_is(request->method, "OPTIONS");
}

/* The request as it stands in an error. */
static patio_text shown(const patio_request *request) {
    return patio_format("%.*s %.*s", PATIO_SHOW(request->method), PATIO_SHOW(url_shown(request->url)));
}

bool patio_send(const patio_request *request, patio_response *response, patio_error *error) {
    url_target target;
    const char *broken = url_apart(request->url, &target);
    if (broken != NULL) return patio_unavailable(error, "%.*s: %s", PATIO_SHOW(shown(request)), broken);
    *response = (patio_response){.request = request};
    patio_text why = {0};
    /* An adapter that hears of a failure can still say whether anything was sent; a call that is cut short cannot. */
    const uint32_t timeout_ms = (uint32_t)((uint64_t)patio_remaining_ms() * 9 / 10);
    const wire_end end = wire_send(request, &target, timeout_ms, response, &why);
    if (end == WIRE_ANSWERED) return true;
    const char *format = "%.*s: %.*s";
    if (end == WIRE_LOST && patio_writes(request)) {
        return patio_in_doubt(error, format, PATIO_SHOW(shown(request)), PATIO_SHOW(why));
    }
    return patio_unavailable(error, format, PATIO_SHOW(shown(request)), PATIO_SHOW(why));
}

bool patio_is_success(const patio_response *response, patio_error *error) {
    const uint16_t status = response->status;
    if (status / 100 == 2) return true;
    const patio_request *request = response->request;
    adapter_option_string_t words = {0};
    if (request->pos->words != NULL) words = request->pos->words(response);
    const patio_text asked = shown(request);
    const patio_text text = words.is_some
                                ? patio_format("%.*s (%.*s: %u)", PATIO_SHOW(words.val), PATIO_SHOW(asked), status)
                                : patio_format("the POS answered %u (%.*s)", status, PATIO_SHOW(asked));
    switch (status) {
    case 400: case 422: return patio_invalid_request(error, "%.*s", PATIO_SHOW(text));
    case 401: case 403: return patio_unexpected(error, "%.*s", PATIO_SHOW(text));
    case 404: case 410: return patio_not_found(error, "%.*s", PATIO_SHOW(text));
    case 409: case 423: return patio_conflict(error, "%.*s", PATIO_SHOW(text));
    default: break;
    }
    /* Whether it was done before it went wrong, the status does not say. */
    if (patio_writes(request)) return patio_in_doubt(error, "%.*s", PATIO_SHOW(text));
    const bool passes = status == 408 || status == 425 || status == 429 || status / 100 == 5;
    return passes ? patio_unavailable(error, "%.*s", PATIO_SHOW(text)) : patio_unexpected(error, "%.*s", PATIO_SHOW(text));
}

bool patio_response_json(const patio_response *response, const patio_json **value, patio_error *error) {
    const patio_json_document document = {
        .from = patio_format("the POS answered %u with what cannot be read (%.*s)", response->status,
                             PATIO_SHOW(shown(response->request))),
        .answers_a_write = patio_writes(response->request),
    };
    return patio_json_read_as(document, response->body, value, error);
}

bool patio_fetch(const patio_request *request, const patio_json **value, patio_error *error) {
    patio_response response;
    return patio_send(request, &response, error) && patio_is_success(&response, error) &&
           patio_response_json(&response, value, error);
}
