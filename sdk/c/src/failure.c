/* Errors, each with its text. */
#include "patio/failure.h"

#include "patio/text.h"

#include <stdarg.h>

/* All six are alike: the tag, and the text in the union, whose members are all texts. */
#define FAILURE(name, tag_of_it, member)                                                                             \
    bool name(patio_error *error, const char *format, ...) {                                                         \
        va_list values;                                                                                              \
        va_start(values, format);                                                                                    \
        const patio_text text = patio_vformat(format, values);                                                       \
        va_end(values);                                                                                              \
        *error = (patio_error){.tag = (tag_of_it), .val = {.member = text}};                                         \
        return false;                                                                                                \
    }

FAILURE(patio_not_found, EPOS_EPOS_ERROR_NOT_FOUND, not_found)
FAILURE(patio_invalid_request, EPOS_EPOS_ERROR_INVALID_REQUEST, invalid_request)
FAILURE(patio_conflict, EPOS_EPOS_ERROR_CONFLICT, conflict)
FAILURE(patio_unavailable, EPOS_EPOS_ERROR_UNAVAILABLE, unavailable)
FAILURE(patio_in_doubt, EPOS_EPOS_ERROR_IN_DOUBT, in_doubt)
FAILURE(patio_unexpected, EPOS_EPOS_ERROR_UNEXPECTED, unexpected)

adapter_string_t patio_error_text(const patio_error *error) { return error->val.unexpected; }
