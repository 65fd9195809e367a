//! The one setting: the currency of all prices.

use patio_sdk::model::{EposError, Money};
use patio_sdk::settings;

pub(crate) const SETTING: &str = "currency";
pub(crate) const DEFAULT: &str = "GBP";

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

/// An amount in a currency that is known by name.
pub(crate) fn money(value: i64, currency: &'static str) -> Money {
    Money { value, currency_code: String::from(currency) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_currency_is_pounds_unless_it_is_set() {
        assert_eq!(code(None), Ok("GBP"));
        assert_eq!(code(Some("EUR")), Ok("EUR"));
    }

    #[test]
    fn another_currency_is_refused_by_name() {
        let refusal = EposError::InvalidRequest("the setting currency is \"gbp\": it must be GBP or EUR".to_owned());
        assert_eq!(code(Some("gbp")), Err(refusal));
    }
}
