//! Amounts are whole minor units; what overflows or mixes currencies is an error, never a number.
//!
//! ```
//! use patio_sdk::model::Money;
//!
//! # fn main() -> Result<(), patio_sdk::money::MoneyError> {
//! let burger = Money::from_decimal("12.50", "GBP")?;
//! let two = burger.checked_mul(2)?;
//! assert_eq!(two, Money::new(2500, "GBP"));
//! assert_eq!(two.to_decimal()?, "25.00");
//! assert_eq!(two.to_string(), "25.00 GBP");
//!
//! // Three guests, and no penny is lost.
//! let shares: Vec<_> = two.split(3)?.iter().map(|share| share.value).collect();
//! assert_eq!(shares, [834, 833, 833]);
//!
//! assert!(two.checked_add(&Money::new(1, "EUR")).is_err());
//! # Ok(())
//! # }
//! ```
//!
//! There are no operators: `+` could only panic where two currencies meet. Amounts that a point of sale writes as JSON
//! numbers are read as `serde_json::Number`, whose text is what [`Money::from_decimal`] wants: `f64` arithmetic rounds.

mod currency;
mod decimal;
mod split;

pub use currency::minor_digits;

use std::fmt;

use crate::model::{EposError, Money};

/// Why there is no amount.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum MoneyError {
    /// Two amounts of different currencies do not add up.
    CurrenciesDiffer {
        /// The code of the first.
        left: String,
        /// The code of the second.
        right: String,
    },
    /// The result does not fit.
    TooLarge,
    /// ISO 4217 has no such code, or it has no minor unit: gold, a test's code.
    UnknownCurrency(String),
    /// This is not an amount: digits, and a point with more digits where the currency has some.
    NotAnAmount(String),
    /// The amount has more decimals than the currency.
    TooManyDecimals {
        /// The amount.
        text: String,
        /// The currency's code.
        currency: String,
        /// How many decimals the currency has.
        most: u32,
    },
    /// To be split into no parts, or by weights that are all zero.
    NoParts,
}

// === impl Money ===

impl Money {
    /// An amount in the currency's minor unit: `Money::new(1250, "GBP")` is 12.50 pounds.
    pub fn new(value: i64, currency_code: impl Into<String>) -> Self {
        Self { value, currency_code: currency_code.into() }
    }

    /// Nothing, in a currency: where a sum begins.
    pub fn zero(currency_code: impl Into<String>) -> Self {
        Self::new(0, currency_code)
    }

    /// The sum.
    ///
    /// # Errors
    /// The currencies differ, or it does not fit.
    pub fn checked_add(&self, other: &Self) -> Result<Self, MoneyError> {
        self.with(other, i64::checked_add)
    }

    /// The difference.
    ///
    /// # Errors
    /// The currencies differ, or it does not fit.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, MoneyError> {
        self.with(other, i64::checked_sub)
    }

    /// So many times the amount.
    ///
    /// # Errors
    /// It does not fit.
    pub fn checked_mul(&self, times: i64) -> Result<Self, MoneyError> {
        self.of(self.value.checked_mul(times))
    }

    /// The amount with the other sign.
    ///
    /// # Errors
    /// It does not fit: the smallest number has no opposite.
    pub fn checked_neg(&self) -> Result<Self, MoneyError> {
        self.of(self.value.checked_neg())
    }

    /// The sum of amounts in this currency; zero where there are none.
    ///
    /// # Errors
    /// One is in another currency, or the sum does not fit.
    pub fn sum<'a>(
        currency_code: impl Into<String>,
        amounts: impl IntoIterator<Item = &'a Self>,
    ) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency_code), |sum, amount| sum.checked_add(amount))
    }

    fn with(&self, other: &Self, operation: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        if self.currency_code != other.currency_code {
            return Err(MoneyError::CurrenciesDiffer {
                left: self.currency_code.clone(),
                right: other.currency_code.clone(),
            });
        }
        self.of(operation(self.value, other.value))
    }

    fn of(&self, value: Option<i64>) -> Result<Self, MoneyError> {
        value.map(|value| Self::new(value, self.currency_code.clone())).ok_or(MoneyError::TooLarge)
    }
}

/// For a person: "12.50 GBP".
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_decimal() {
            Ok(decimal) => write!(f, "{decimal} {}", self.currency_code),
            Err(_) => write!(f, "{} minor units of {:?}", self.value, self.currency_code),
        }
    }
}

// === impl MoneyError ===

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CurrenciesDiffer { left, right } => {
                write!(f, "an amount in {left} and one in {right} have no sum: an order has one currency")
            }
            Self::TooLarge => f.write_str("the amount does not fit into 64 bits"),
            Self::UnknownCurrency(code) => {
                write!(
                    f,
                    "{code:?} is no currency with a minor unit: it must be a code of ISO 4217 in capitals, like GBP"
                )
            }
            Self::NotAnAmount(text) => {
                write!(f, "{text:?} is no amount: it must be digits, with a point before the decimals, like 12.50")
            }
            Self::TooManyDecimals { text, currency, most } => {
                write!(f, "{text:?} has more decimals than {currency}, which has {most}: it would have to be rounded")
            }
            Self::NoParts => f.write_str("an amount is split into one part at least"),
        }
    }
}

impl std::error::Error for MoneyError {}

/// What a point of sale counts wrongly is its mistake or the adapter's, and no request's.
impl From<MoneyError> for EposError {
    fn from(error: MoneyError) -> Self {
        Self::Unexpected(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pounds(value: i64) -> Money {
        Money::new(value, "GBP")
    }

    #[test]
    fn amounts_of_one_currency_add_up() {
        assert_eq!(pounds(1250).checked_add(&pounds(-250)), Ok(pounds(1000)));
        assert_eq!(pounds(1250).checked_sub(&pounds(1251)), Ok(pounds(-1)));
        assert_eq!(pounds(-1250).checked_mul(3), Ok(pounds(-3750)));
        assert_eq!(pounds(1250).checked_neg(), Ok(pounds(-1250)));
        assert_eq!(Money::sum("GBP", &[pounds(1), pounds(2)]), Ok(pounds(3)));
        assert_eq!(Money::sum("GBP", []), Ok(pounds(0)));
    }

    #[test]
    fn amounts_of_two_currencies_have_no_sum() {
        let differ = Err(MoneyError::CurrenciesDiffer { left: "GBP".to_owned(), right: "EUR".to_owned() });
        assert_eq!(pounds(1).checked_add(&Money::new(1, "EUR")), differ);
        assert_eq!(pounds(1).checked_sub(&Money::new(1, "EUR")), differ);
        assert_eq!(Money::sum("GBP", &[Money::new(1, "EUR")]), differ);
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        assert_eq!(pounds(i64::MAX).checked_add(&pounds(1)), Err(MoneyError::TooLarge));
        assert_eq!(pounds(i64::MIN).checked_sub(&pounds(1)), Err(MoneyError::TooLarge));
        assert_eq!(pounds(i64::MAX).checked_mul(2), Err(MoneyError::TooLarge));
        assert_eq!(pounds(i64::MIN).checked_neg(), Err(MoneyError::TooLarge));
    }

    #[test]
    fn an_amount_reads_as_people_write_it() {
        assert_eq!(pounds(-5).to_string(), "-0.05 GBP");
        assert_eq!(Money::new(1250, "JPY").to_string(), "1250 JPY");
        assert_eq!(Money::new(1250, "gbp").to_string(), "1250 minor units of \"gbp\"");
    }
}
