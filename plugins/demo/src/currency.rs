//! The one setting: the currency of all prices.

use patio_sdk::model::{EposError, Money};
use patio_sdk::settings;

pub(crate) const SETTING: &str = "currency";
pub(crate) const DEFAULT: &str = "GBP";

/// No bill is this large; a sum of such amounts still fits.
const LARGEST: i64 = 1_000_000_000_000;

/// The currency that the operator chose.
pub(crate) fn chosen() -> Result<&'static str, EposError> {
    code(settings::get(SETTING).as_deref())
}

fn code(setting: Option<&str>) -> Result<&'static str, EposError> {
    match setting.unwrap_or(DEFAULT) {
        "GBP" => Ok("GBP"),
        "EUR" => Ok("EUR"),
        other => Err(EposError::InvalidRequest(format!("the setting {SETTING} is {other:?}: it must be GBP or EUR"))),
    }
}

/// Refuses an amount in another currency; `what` has the amount.
pub(crate) fn check(money: &Money, currency: &str, what: &str) -> Result<(), EposError> {
    if money.currency_code == currency {
        return Ok(());
    }
    let found = &money.currency_code;
    Err(EposError::InvalidRequest(format!("{what} is in {found}, and this venue's bills are in {currency}")))
}

/// The value of an amount that must be in this currency and not negative.
pub(crate) fn value(money: &Money, currency: &str, what: &str) -> Result<i64, EposError> {
    check(money, currency, what)?;
    if !(0..=LARGEST).contains(&money.value) {
        return Err(EposError::InvalidRequest(format!("{what} has an amount that cannot be: {}", money.value)));
    }
    Ok(money.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<T>(text: &str) -> Result<T, EposError> {
        Err(EposError::InvalidRequest(text.to_owned()))
    }

    #[test]
    fn the_currency_is_pounds_unless_it_is_set() {
        assert_eq!(code(None), Ok("GBP"));
        assert_eq!(code(Some("EUR")), Ok("EUR"));
    }

    #[test]
    fn another_currency_is_refused_by_name() {
        assert_eq!(code(Some("gbp")), refused("the setting currency is \"gbp\": it must be GBP or EUR"));
    }

    #[test]
    fn an_amount_is_in_the_venues_currency_and_within_reason() {
        let check = |amount, code: &str| value(&Money::new(amount, code), "GBP", "the total");
        assert_eq!(check(0, "GBP"), Ok(0));
        assert_eq!(check(LARGEST, "GBP"), Ok(LARGEST));
        assert_eq!(check(1, "EUR"), refused("the total is in EUR, and this venue's bills are in GBP"));
        assert_eq!(check(-1, "GBP"), refused("the total has an amount that cannot be: -1"));
        assert_eq!(check(LARGEST + 1, "GBP"), refused("the total has an amount that cannot be: 1000000000001"));
    }
}
