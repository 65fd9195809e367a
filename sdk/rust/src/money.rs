//! Amounts are whole minor units; sums of them overflow or mix currencies only where somebody notices.

use crate::model::Money;

impl Money {
    /// An amount in the currency's minor unit: `Money::new(1250, "GBP")` is 12.50 pounds.
    pub fn new(value: i64, currency_code: impl Into<String>) -> Self {
        Self { value, currency_code: currency_code.into() }
    }

    /// The sum; none where the currencies differ or the sum does not fit.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        if self.currency_code != other.currency_code {
            return None;
        }
        Some(Self { value: self.value.checked_add(other.value)?, currency_code: self.currency_code.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_one_currency_add_up() {
        let sum = Money::new(1250, "GBP").checked_add(&Money::new(-250, "GBP"));
        assert_eq!(sum, Some(Money::new(1000, "GBP")));
    }

    #[test]
    fn amounts_of_two_currencies_have_no_sum() {
        assert_eq!(Money::new(1, "GBP").checked_add(&Money::new(1, "EUR")), None);
    }

    #[test]
    fn a_sum_that_does_not_fit_is_none() {
        assert_eq!(Money::new(i64::MAX, "GBP").checked_add(&Money::new(1, "GBP")), None);
    }
}
