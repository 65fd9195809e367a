/* URLs: taken apart, put together, and shown without what is secret in them. */
#ifndef PATIO_URL_H
#define PATIO_URL_H

#include "patio/text.h"

typedef struct url_target {
    /* Over TLS. */
    bool is_secure;
    /* Host, and port where there is one. */
    patio_text authority;
    /* With the query; begins with a slash. */
    patio_text path;
} url_target;

/* Takes a URL apart; NULL, or why it cannot be. */
const char *url_apart(patio_text url, url_target *target);

/* Without a query, a fragment and whoever stands before an `@`. */
patio_text url_shown(patio_text url);

/* Percent-encodes all that is not unreserved (RFC 3986, 2.3). As a part of a path, "." and ".." too: they would lead to
 * another folder. */
void url_put_encoded(patio_buffer *buffer, patio_text text);
void url_put_part(patio_buffer *buffer, patio_text part);

#endif
