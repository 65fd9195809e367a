/* What the reader and the values know of a document, and nobody else. */
#ifndef PATIO_JSON_DOCUMENT_H
#define PATIO_JSON_DOCUMENT_H

#include "patio/json.h"

struct patio_json_document {
    /* What an error begins with: "the POS answered 200 with what cannot be read (GET http://…)". */
    patio_text from;
    /* It answers a request that may have changed something. */
    bool answers_a_write;
    /* The first mistake; empty where there is none. */
    patio_text mistake;
};

/* Reads a document whose `from` and `answers_a_write` are given. */
bool patio_json_read_as(patio_json_document document, patio_text text, const patio_json **value, patio_error *error);

/* An error about the document. */
bool patio_json_is_unsound(const patio_json_document *document, patio_text mistake, patio_error *error);

#endif
