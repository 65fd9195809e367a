/* The way out: over `wasi:http` in a component, to a scripted POS in a test. */
#ifndef PATIO_WIRE_H
#define PATIO_WIRE_H

#include "patio/http.h"
#include "url.h"

/* What became of a request. */
typedef enum wire_end {
    WIRE_ANSWERED,
    /* Nothing left. */
    WIRE_UNSENT,
    /* Something may have. */
    WIRE_LOST,
} wire_end;

/* Sends a request and waits for all of the answer, so many milliseconds at most; where there is none, `why` says why. */
wire_end wire_send(const patio_request *request, const url_target *target, uint32_t timeout_ms,
                   patio_response *response, patio_text *why);

#endif
