/* How many decimals each currency has, by ISO 4217. */
#include "patio/money.h"

#include <string.h>

/* Currencies whose minor unit is a hundredth. */
static const char two[] =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE "
    "CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR "
    "KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB "
    "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY "
    "TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
/* Currencies without a minor unit. */
static const char none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
/* Currencies whose minor unit is a thousandth. */
static const char three[] = "BHD IQD JOD KWD LYD OMR TND";

static bool is_in(patio_text code, const char *codes) {
    for (; *codes != '\0'; codes += codes[3] == ' ' ? 4 : 3) {
        if (memcmp(codes, code.ptr, 3) == 0) return true;
    }
    return false;
}

int patio_minor_digits(patio_text currency) {
    if (currency.len != 3) return -1;
    if (is_in(currency, two)) return 2;
    if (is_in(currency, none)) return 0;
    return is_in(currency, three) ? 3 : -1;
}
