//! Amounts as most points of sale write them: a decimal text in the currency's major unit.

use super::{MoneyError, minor_digits};
use crate::model::Money;

impl Money {
    /// Reads an amount in the major unit: "12.50", "12.5", "12" and "-0.05" for pounds, "1250" for yen.
    ///
    /// Nothing is rounded: decimals beyond the currency's must be zeros.
    ///
    /// # Errors
    /// The text is no such amount, the currency is unknown, or the amount does not fit.
    pub fn from_decimal(text: &str, currency_code: &str) -> Result<Self, MoneyError> {
        let digits = digits_of(currency_code)?;
        let not_an_amount = || MoneyError::NotAnAmount(text.to_owned());
        let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, decimals) = match unsigned.split_once('.') {
            Some((_, "")) => return Err(not_an_amount()),
            Some((whole, decimals)) => (whole, decimals),
            None => (unsigned, ""),
        };
        let is_number = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || !is_number(whole) || !is_number(decimals) {
            return Err(not_an_amount());
        }
        let decimals = decimals.trim_end_matches('0');
        let width = usize::try_from(digits).unwrap_or(usize::MAX);
        if decimals.len() > width {
            let (text, currency) = (text.to_owned(), currency_code.to_owned());
            return Err(MoneyError::TooManyDecimals { text, currency, most: digits });
        }
        // The sign goes along, for the smallest number has no opposite.
        let sign = if negative { "-" } else { "" };
        let value = format!("{sign}{whole}{decimals:0<width$}").parse().map_err(|_| MoneyError::TooLarge)?;
        Ok(Self::new(value, currency_code))
    }

    /// The amount in the major unit, with all of the currency's decimals: "12.50" for pounds, "1250" for yen.
    ///
    /// # Errors
    /// The currency is unknown.
    pub fn to_decimal(&self) -> Result<String, MoneyError> {
        let digits = digits_of(&self.currency_code)?;
        let sign = if self.value < 0 { "-" } else { "" };
        let (value, unit) = (self.value.unsigned_abs(), 10_u64.pow(digits));
        let width = usize::try_from(digits).unwrap_or_default();
        Ok(match width {
            0 => format!("{sign}{value}"),
            _ => format!("{sign}{}.{:0width$}", value / unit, value % unit),
        })
    }
}

fn digits_of(currency_code: &str) -> Result<u32, MoneyError> {
    minor_digits(currency_code).ok_or_else(|| MoneyError::UnknownCurrency(currency_code.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, code: &str, value: i64) {
        assert_eq!(Money::from_decimal(text, code), Ok(Money::new(value, code)));
    }

    #[test]
    fn an_amount_is_read_by_its_currencys_decimals() {
        for (text, value) in [("12.50", 1250), ("12.5", 1250), ("12", 1200), ("012.500", 1250), ("-0.05", -5)] {
            check(text, "GBP", value);
        }
        check("1250", "JPY", 1250);
        check("1250.00", "JPY", 1250);
        check("1.250", "KWD", 1250);
        check("-92233720368547758.08", "EUR", i64::MIN);
    }

    #[test]
    fn what_would_be_rounded_is_refused() {
        let refusal = MoneyError::TooManyDecimals { text: "12.505".to_owned(), currency: "GBP".to_owned(), most: 2 };
        assert_eq!(Money::from_decimal("12.505", "GBP"), Err(refusal));
        assert!(Money::from_decimal("12.5", "JPY").is_err());
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "-", ".", ".5", "5.", "+5", "1e3", "1,50", "1 000", "£5", "5.0.0", "--5", "٣"] {
            assert_eq!(Money::from_decimal(text, "GBP"), Err(MoneyError::NotAnAmount(text.to_owned())), "{text:?}");
        }
        assert_eq!(Money::from_decimal("92233720368547758.08", "GBP"), Err(MoneyError::TooLarge));
        assert_eq!(Money::from_decimal("1", "gbp"), Err(MoneyError::UnknownCurrency("gbp".to_owned())));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(value: i64, code in prop::sample::select(vec!["GBP", "JPY", "KWD"])) {
            let money = Money::new(value, code);
            prop_assert_eq!(Money::from_decimal(&money.to_decimal().unwrap(), code), Ok(money));
        }

        #[test]
        fn no_text_panics(text in "\\PC*", code in "\\PC{0,4}") {
            let _ = Money::from_decimal(&text, "GBP");
            let _ = Money::from_decimal("1", &code);
            let _ = Money::new(1, code).to_string();
        }
    }
}
