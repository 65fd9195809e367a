/* All of the SDK for adapters in C: include this, and nothing else of it. */
#ifndef PATIO_H
#define PATIO_H

#include "adapter.h"

#include "patio/failure.h"
#include "patio/http.h"
#include "patio/json.h"
#include "patio/lent.h"
#include "patio/memory.h"
#include "patio/money.h"
#include "patio/page.h"
#include "patio/payment.h"
#include "patio/text.h"
#include "patio/timestamp.h"

#endif
