/* URLs. */
#include "url.h"

#include <string.h>
#include <strings.h>

/* The place of the first of some bytes, or the end. */
static size_t find(patio_text text, const char *bytes) {
    for (size_t at = 0; at < text.len; at++) {
        if (text.ptr[at] != 0 && strchr(bytes, text.ptr[at]) != NULL) return at;
    }
    return text.len;
}

static patio_text before(patio_text text, size_t at) { return (patio_text){text.ptr, at}; }

static patio_text from(patio_text text, size_t at) { return (patio_text){text.ptr + at, text.len - at}; }

/* The place behind "://", or zero. */
static size_t behind_scheme(patio_text url) {
    const size_t colon = find(url, ":/?#");
    return url.len - colon >= 3 && memcmp(url.ptr + colon, "://", 3) == 0 ? colon + 3 : 0;
}

static bool is_scheme(patio_text scheme, const char *name) {
    return scheme.len == strlen(name) && strncasecmp((const char *)scheme.ptr, name, scheme.len) == 0;
}

const char *url_apart(patio_text url, url_target *target) {
    const size_t start = behind_scheme(url);
    if (start == 0) return "the URL has no scheme: it must begin with http:// or https://";
    const patio_text scheme = before(url, start - 3);
    target->is_secure = is_scheme(scheme, "https");
    if (!target->is_secure && !is_scheme(scheme, "http")) return "the URL must begin with http:// or https://";
    patio_text rest = from(url, start);
    rest = before(rest, find(rest, "#"));
    const size_t end = find(rest, "/?");
    target->authority = before(rest, end);
    if (end == 0) return "the URL has no host";
    target->path = from(rest, end);
    if (target->path.len == 0 || target->path.ptr[0] != '/') {
        target->path = patio_format("/%.*s", PATIO_SHOW(target->path));
    }
    return NULL;
}

patio_text url_shown(patio_text url) {
    url = before(url, find(url, "?#"));
    const size_t start = behind_scheme(url);
    const patio_text rest = from(url, start);
    const size_t end = find(rest, "/");
    size_t host = 0;
    for (size_t at = 0; at < end; at++) {
        if (rest.ptr[at] == '@') host = at + 1;
    }
    return patio_format("%.*s%.*s", PATIO_SHOW(before(url, start)), PATIO_SHOW(from(rest, host)));
}

static bool is_unreserved(uint8_t byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

void url_put_encoded(patio_buffer *buffer, patio_text text) {
    for (size_t at = 0; at < text.len; at++) {
        if (is_unreserved(text.ptr[at])) patio_put_byte(buffer, (char)text.ptr[at]);
        else patio_put(buffer, patio_format("%%%02X", text.ptr[at]));
    }
}

void url_put_part(patio_buffer *buffer, patio_text part) {
    if (patio_is(part, ".")) patio_put(buffer, PATIO_TEXT("%2E"));
    else if (patio_is(part, "..")) patio_put(buffer, PATIO_TEXT("%2E%2E"));
    else url_put_encoded(buffer, part);
}
