//! How many decimals each currency has, by ISO 4217.

/// Currencies whose minor unit is a hundredth.
const TWO: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY \
    COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR \
    JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO \
    NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB \
    TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
/// Currencies without a minor unit.
const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
/// Currencies whose minor unit is a thousandth.
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";

/// The number of decimals of a currency: 2 for pounds, 0 for yen; none where ISO 4217 has no such code in use.
///
/// ```
/// use patio_sdk::money::minor_digits;
///
/// assert_eq!([minor_digits("GBP"), minor_digits("JPY"), minor_digits("KWD")], [Some(2), Some(0), Some(3)]);
/// assert_eq!(minor_digits("gbp"), None);
/// ```
pub fn minor_digits(currency_code: &str) -> Option<u32> {
    let has =
        |codes: &str| currency_code.len() == 3 && codes.split_ascii_whitespace().any(|code| code == currency_code);
    [(TWO, 2), (NONE, 0), (THREE, 3)].into_iter().find_map(|(codes, digits)| has(codes).then_some(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_stands_once_and_is_three_capitals() {
        let mut codes: Vec<_> = [TWO, NONE, THREE].iter().flat_map(|codes| codes.split_ascii_whitespace()).collect();
        assert!(codes.iter().all(|code| code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase())));
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }

    #[test]
    fn what_is_no_code_has_no_decimals() {
        for code in ["", "GB", "GBPX", "BP EUR", " GBP", "XXX"] {
            assert_eq!(minor_digits(code), None, "{code:?}");
        }
    }
}
