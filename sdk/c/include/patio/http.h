/* Requests to the point of sale.
 *
 * Where one fails, a single question decides what becomes of a payment: was anything sent? The errors answer it:
 * `unavailable` where nothing was, or where something was only asked for; `in-doubt` where the POS may have done it.
 * A request takes nine tenths of what remains of the call at most. Redirects are not followed. The texts of errors have
 * the URL without its query. */
#ifndef PATIO_HTTP_H
#define PATIO_HTTP_H

#include "patio/failure.h"
#include "patio/json.h"
#include "patio/text.h"

#include <stdint.h>

typedef struct patio_header {
    patio_text name;
    patio_text value;
} patio_header;

typedef struct patio_headers {
    patio_header *ptr;
    size_t len;
} patio_headers;

struct patio_response;

/* A point of sale: where it is, and what every request to it has. */
typedef struct patio_pos {
    patio_text base_url;
    patio_headers headers;
    /* Finds the POS's own words in an answer that is not 2xx, where there are some: they stand in the error then. */
    adapter_option_string_t (*words)(const struct patio_response *response);
} patio_pos;

typedef struct patio_request {
    const patio_pos *pos;
    /* In capitals. */
    patio_text method;
    patio_text url;
    patio_headers headers;
    patio_text body;
} patio_request;

/* What came back, whatever its status. */
typedef struct patio_response {
    const patio_request *request;
    uint16_t status;
    patio_headers headers;
    patio_text body;
} patio_response;

/* The parts of a path. What is in a part stays in it: an id with a slash in it leads nowhere else. */
#define PATIO_PATH(...)                                                                                              \
    (const patio_text[]){__VA_ARGS__}, sizeof((const patio_text[]){__VA_ARGS__}) / sizeof(patio_text)

/* patio_ask(&pos, "GET", PATIO_PATH(PATIO_TEXT("checks"), *id)) */
patio_request patio_ask(const patio_pos *pos, const char *method, const patio_text *path, size_t parts);
void patio_add_header(patio_headers *headers, const char *name, patio_text value);
void patio_add_query(patio_request *request, const char *name, patio_text value);
/* What is sent, as JSON. */
void patio_json_body(patio_request *request, patio_json_writer *writer);

/* Sends it, and waits for all of the answer. */
bool patio_send(const patio_request *request, patio_response *response, patio_error *error);

/* Sends it, and reads the JSON that a 2xx answers. */
bool patio_fetch(const patio_request *request, const patio_json **value, patio_error *error);

/* Whether the status is 2xx; an error that fits the status where it is not. */
bool patio_is_success(const patio_response *response, patio_error *error);

/* The body as JSON. */
bool patio_response_json(const patio_response *response, const patio_json **value, patio_error *error);

/* May change something there: all but GET, HEAD and OPTIONS. */
bool patio_writes(const patio_request *request);

#endif
