/* The way out of a component: `wasi:http/outgoing-handler`. */
#include "../src/wire.h"

#include "patio/memory.h"

/* Bytes that a stream takes at once (`wasi:io`, `blocking-write-and-flush`). */
#define WRITE_BYTES 4096
/* Bytes that are read at once. */
#define READ_BYTES 65536

/* Until when a request may take. */
typedef struct time_limit {
    uint64_t nanoseconds;
    /* On the monotonic clock. */
    uint64_t end;
} time_limit;

/* Waits for something; false where the time is over before. What is ready at the end is in time. */
static bool wait_for(wasi_io_poll_borrow_pollable_t what, const time_limit *deadline) {
    const wasi_clocks_monotonic_clock_own_pollable_t end =
        wasi_clocks_monotonic_clock_subscribe_instant(deadline->end);
    wasi_io_poll_borrow_pollable_t both[] = {what, wasi_io_poll_borrow_pollable(end)};
    wasi_io_poll_list_borrow_pollable_t list = {both, 2};
    adapter_list_u32_t ready = {0};
    wasi_io_poll_poll(&list, &ready);
    bool is_ready = false;
    for (size_t at = 0; at < ready.len; at++) is_ready = is_ready || ready.ptr[at] == 0;
    wasi_io_poll_pollable_drop_own(end);
    return is_ready;
}

/* What an error code means where its name does not say it. */
static patio_text explain(const wasi_http_types_error_code_t *code) {
    static const char *const names[] = {
        "DnsTimeout", "DnsError", "DestinationNotFound", "DestinationUnavailable",
        "DestinationIpProhibited: it leads where the host does not go; its log says where", "DestinationIpUnroutable",
        "ConnectionRefused", "ConnectionTerminated", "ConnectionTimeout", "ConnectionReadTimeout",
        "ConnectionWriteTimeout", "ConnectionLimitReached", "TlsProtocolError: the host's log says why",
        "TlsCertificateError", "TlsAlertReceived", "HttpRequestDenied: the host refuses it, and its log says why",
        "HttpRequestLengthRequired", "HttpRequestBodySize", "HttpRequestMethodInvalid", "HttpRequestUriInvalid",
        "HttpRequestUriTooLong", "HttpRequestHeaderSectionSize", "HttpRequestHeaderSize",
        "HttpRequestTrailerSectionSize", "HttpRequestTrailerSize", "HttpResponseIncomplete",
        "HttpResponseHeaderSectionSize", "HttpResponseHeaderSize", "HttpResponseBodySize",
        "HttpResponseTrailerSectionSize", "HttpResponseTrailerSize", "HttpResponseTransferCoding",
        "HttpResponseContentCoding", "HttpResponseTimeout", "HttpUpgradeFailed", "HttpProtocolError", "LoopDetected",
        "ConfigurationError",
    };
    if (code->tag < sizeof names / sizeof *names) return patio_text_of(names[code->tag]);
    const adapter_option_string_t why = code->val.internal_error;
    return why.is_some ? patio_format("InternalError: %.*s", PATIO_SHOW(why.val)) : PATIO_TEXT("InternalError");
}

/* Those by which the host says that nothing left. */
static bool is_unsent(const wasi_http_types_error_code_t *code) {
    switch (code->tag) {
    case WASI_HTTP_TYPES_ERROR_CODE_DNS_TIMEOUT:
    case WASI_HTTP_TYPES_ERROR_CODE_DNS_ERROR:
    case WASI_HTTP_TYPES_ERROR_CODE_DESTINATION_NOT_FOUND:
    case WASI_HTTP_TYPES_ERROR_CODE_DESTINATION_UNAVAILABLE:
    case WASI_HTTP_TYPES_ERROR_CODE_DESTINATION_IP_PROHIBITED:
    case WASI_HTTP_TYPES_ERROR_CODE_DESTINATION_IP_UNROUTABLE:
    case WASI_HTTP_TYPES_ERROR_CODE_CONNECTION_REFUSED:
    case WASI_HTTP_TYPES_ERROR_CODE_CONNECTION_TIMEOUT:
    case WASI_HTTP_TYPES_ERROR_CODE_CONNECTION_LIMIT_REACHED:
    case WASI_HTTP_TYPES_ERROR_CODE_TLS_PROTOCOL_ERROR:
    case WASI_HTTP_TYPES_ERROR_CODE_TLS_CERTIFICATE_ERROR:
    case WASI_HTTP_TYPES_ERROR_CODE_HTTP_REQUEST_DENIED:
    case WASI_HTTP_TYPES_ERROR_CODE_HTTP_REQUEST_URI_INVALID:
    case WASI_HTTP_TYPES_ERROR_CODE_HTTP_REQUEST_URI_TOO_LONG:
    case WASI_HTTP_TYPES_ERROR_CODE_HTTP_REQUEST_HEADER_SECTION_SIZE:
    case WASI_HTTP_TYPES_ERROR_CODE_HTTP_REQUEST_METHOD_INVALID: return true;
    default: return false;
    }
}

static wasi_http_types_method_t method_of(patio_text method) {
    static const char *const names[] = {"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                        "CONNECT", "OPTIONS", "TRACE", "PATCH"};
    for (uint8_t tag = 0; tag < sizeof names / sizeof *names; tag++) {
        if (patio_is(method, names[tag])) return (wasi_http_types_method_t){.tag = tag};
    }
    return (wasi_http_types_method_t){.tag = WASI_HTTP_TYPES_METHOD_OTHER, .val = {.other = method}};
}

static bool append_header(wasi_http_types_borrow_fields_t fields, patio_text name, patio_text value) {
    wasi_http_types_field_value_t bytes = {value.ptr, value.len};
    wasi_http_types_header_error_t error;
    return wasi_http_types_method_fields_append(fields, &name, &bytes, &error);
}

/* The request as the host has it; NULL, or why there is none. */
static const char *make(const patio_request *request, const url_target *target,
                        wasi_http_types_own_outgoing_request_t *made) {
    const wasi_http_types_own_fields_t fields = wasi_http_types_constructor_fields();
    bool is_good = true;
    for (size_t at = 0; at < request->headers.len; at++) {
        const patio_header header = request->headers.ptr[at];
        is_good = is_good && append_header(wasi_http_types_borrow_fields(fields), header.name, header.value);
    }
    if (request->body.len > 0) {
        const patio_text length = patio_format("%zu", request->body.len);
        is_good = is_good && append_header(wasi_http_types_borrow_fields(fields), PATIO_TEXT("content-length"), length);
    }
    *made = wasi_http_types_constructor_outgoing_request(fields);
    if (!is_good) return "a header field cannot be sent";
    const wasi_http_types_borrow_outgoing_request_t it = wasi_http_types_borrow_outgoing_request(*made);
    wasi_http_types_method_t method = method_of(request->method);
    wasi_http_types_scheme_t scheme = {
        .tag = target->is_secure ? WASI_HTTP_TYPES_SCHEME_HTTPS : WASI_HTTP_TYPES_SCHEME_HTTP,
    };
    patio_text authority = target->authority, path = target->path;
    if (!wasi_http_types_method_outgoing_request_set_method(it, &method)) return "the method is none";
    if (!wasi_http_types_method_outgoing_request_set_scheme(it, &scheme)) return "the URL's scheme is none";
    if (!wasi_http_types_method_outgoing_request_set_authority(it, &authority)) return "the URL's host is none";
    if (!wasi_http_types_method_outgoing_request_set_path_with_query(it, &path)) return "the URL's path is none";
    return NULL;
}

static wasi_http_types_own_request_options_t options_of(const time_limit *deadline) {
    const wasi_http_types_own_request_options_t options = wasi_http_types_constructor_request_options();
    const wasi_http_types_borrow_request_options_t it = wasi_http_types_borrow_request_options(options);
    /* A host that knows no time-outs has the call's deadline. */
    wasi_http_types_duration_t half = deadline->nanoseconds / 2, whole = deadline->nanoseconds;
    wasi_http_types_method_request_options_set_connect_timeout(it, &half);
    wasi_http_types_method_request_options_set_first_byte_timeout(it, &whole);
    wasi_http_types_method_request_options_set_between_bytes_timeout(it, &whole);
    return options;
}

static void write_body(patio_text body, wasi_http_types_own_outgoing_body_t to) {
    wasi_http_types_own_output_stream_t stream;
    bool is_whole = true;
    if (body.len > 0 &&
        wasi_http_types_method_outgoing_body_write(wasi_http_types_borrow_outgoing_body(to), &stream)) {
        const wasi_io_streams_borrow_output_stream_t it = wasi_io_streams_borrow_output_stream(stream);
        for (size_t at = 0; at < body.len && is_whole; at += WRITE_BYTES) {
            adapter_list_u8_t part = {body.ptr + at, body.len - at < WRITE_BYTES ? body.len - at : WRITE_BYTES};
            wasi_io_streams_stream_error_t error;
            is_whole = wasi_io_streams_method_output_stream_blocking_write_and_flush(it, &part, &error);
            if (!is_whole && error.tag == WASI_IO_STREAMS_STREAM_ERROR_LAST_OPERATION_FAILED) {
                wasi_io_error_error_drop_own(error.val.last_operation_failed);
            }
        }
        wasi_io_streams_output_stream_drop_own(stream);
    }
    /* A body that is not whole is not finished: it would look so. A server may answer all the same. */
    wasi_http_types_error_code_t code;
    if (is_whole) wasi_http_types_static_outgoing_body_finish(to, NULL, &code);
    else wasi_http_types_outgoing_body_drop_own(to);
}

/* All of a body; NULL, or why it did not come. */
static const char *read_body(wasi_io_streams_own_input_stream_t stream, const time_limit *deadline, patio_buffer *body) {
    const wasi_io_streams_borrow_input_stream_t it = wasi_io_streams_borrow_input_stream(stream);
    const wasi_io_streams_own_pollable_t ready = wasi_io_streams_method_input_stream_subscribe(it);
    const char *why = NULL;
    for (;;) {
        adapter_list_u8_t part = {0};
        wasi_io_streams_stream_error_t error;
        if (!wasi_io_streams_method_input_stream_read(it, READ_BYTES, &part, &error)) {
            if (error.tag == WASI_IO_STREAMS_STREAM_ERROR_LAST_OPERATION_FAILED) {
                wasi_io_error_error_drop_own(error.val.last_operation_failed);
                why = "the answer was cut short";
            }
            break;
        }
        if (wasi_clocks_monotonic_clock_now() >= deadline->end) {
            why = "the answer did not end in time";
            break;
        }
        patio_put(body, (patio_text){part.ptr, part.len});
        if (part.len == 0) wait_for(wasi_io_poll_borrow_pollable(ready), deadline);
    }
    wasi_io_poll_pollable_drop_own(ready);
    wasi_io_streams_input_stream_drop_own(stream);
    return why;
}

static const char *read_response(wasi_http_types_own_incoming_response_t from, const time_limit *deadline,
                                 patio_response *response) {
    const wasi_http_types_borrow_incoming_response_t it = wasi_http_types_borrow_incoming_response(from);
    response->status = wasi_http_types_method_incoming_response_status(it);
    const wasi_http_types_own_headers_t fields = wasi_http_types_method_incoming_response_headers(it);
    wasi_http_types_list_tuple2_field_name_field_value_t entries = {0};
    wasi_http_types_method_fields_entries(wasi_http_types_borrow_fields(fields), &entries);
    response->headers = (patio_headers){.ptr = PATIO_NEW(patio_header, entries.len), .len = entries.len};
    for (size_t at = 0; at < entries.len; at++) {
        const patio_text value = {entries.ptr[at].f1.ptr, entries.ptr[at].f1.len};
        response->headers.ptr[at] = (patio_header){.name = entries.ptr[at].f0, .value = value};
    }
    wasi_http_types_fields_drop_own(fields);
    wasi_http_types_own_incoming_body_t body;
    wasi_http_types_own_input_stream_t stream;
    patio_buffer bytes = {0};
    const char *why = "the body was taken already";
    if (wasi_http_types_method_incoming_response_consume(it, &body)) {
        if (wasi_http_types_method_incoming_body_stream(wasi_http_types_borrow_incoming_body(body), &stream)) {
            why = read_body(stream, deadline, &bytes);
        }
        wasi_http_types_incoming_body_drop_own(body);
    }
    wasi_http_types_incoming_response_drop_own(from);
    response->body = bytes.text;
    return why;
}

/* Waits for the answer to what was sent. */
static wire_end receive(wasi_http_types_own_future_incoming_response_t answer, const time_limit *deadline,
                        patio_response *response, patio_text *why) {
    const wasi_http_types_borrow_future_incoming_response_t it =
        wasi_http_types_borrow_future_incoming_response(answer);
    const wasi_http_types_own_pollable_t ready = wasi_http_types_method_future_incoming_response_subscribe(it);
    const bool is_ready = wait_for(wasi_io_poll_borrow_pollable(ready), deadline);
    wasi_io_poll_pollable_drop_own(ready);
    *why = PATIO_TEXT("no answer in time");
    if (!is_ready) return WIRE_LOST;
    wasi_http_types_result_result_own_incoming_response_error_code_void_t got;
    *why = PATIO_TEXT("no answer");
    if (!wasi_http_types_method_future_incoming_response_get(it, &got) || got.is_err) return WIRE_LOST;
    if (got.val.ok.is_err) {
        *why = explain(&got.val.ok.val.err);
        return is_unsent(&got.val.ok.val.err) ? WIRE_UNSENT : WIRE_LOST;
    }
    const char *cut = read_response(got.val.ok.val.ok, deadline, response);
    if (cut == NULL) return WIRE_ANSWERED;
    *why = patio_text_of(cut);
    return WIRE_LOST;
}

wire_end wire_send(const patio_request *request, const url_target *target, uint32_t timeout_ms,
                   patio_response *response, patio_text *why) {
    time_limit deadline = {.nanoseconds = (uint64_t)timeout_ms * 1000000};
    deadline.end = wasi_clocks_monotonic_clock_now() + deadline.nanoseconds;
    wasi_http_types_own_outgoing_request_t made;
    const char *broken = make(request, target, &made);
    wasi_http_types_own_outgoing_body_t body;
    if (broken == NULL &&
        !wasi_http_types_method_outgoing_request_body(wasi_http_types_borrow_outgoing_request(made), &body)) {
        broken = "it has no body";
    }
    if (broken != NULL) {
        wasi_http_types_outgoing_request_drop_own(made);
        *why = patio_text_of(broken);
        return WIRE_UNSENT;
    }
    wasi_http_types_own_request_options_t options = options_of(&deadline);
    wasi_http_types_own_future_incoming_response_t answer;
    wasi_http_outgoing_handler_error_code_t refusal;
    if (!wasi_http_outgoing_handler_handle(made, &options, &answer, &refusal)) {
        /* What is refused here never begins. */
        wasi_http_types_outgoing_body_drop_own(body);
        *why = explain(&refusal);
        return WIRE_UNSENT;
    }
    write_body(request->body, body);
    const wire_end end = receive(answer, &deadline, response, why);
    wasi_http_types_future_incoming_response_drop_own(answer);
    return end;
}
