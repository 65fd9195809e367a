/* What the files of this adapter use of each other. */
#ifndef CORNER_H
#define CORNER_H

#include "patio.h"

/* The way to the POS. */
bool corner_pos(patio_pos *pos, patio_error *error);

/* A check of the POS as an order: the rules of money are there. */
bool corner_order(const patio_json *check, epos_order_t *order, patio_error *error);

/* Sends a request whose answer is a check. */
bool corner_fetch_order(const patio_request *request, epos_order_t *order, patio_error *error);

#endif
