//! Amounts and percentages as people read them.

use patio_host::epos::{Currency, Money};

/// An amount that a line's sum may have: a quantity times a quantity times an `i64`.
#[derive(Clone, Copy)]
pub(crate) struct Amount {
    value: i128,
    currency: Currency,
}

// === impl Amount ===

impl Amount {
    pub(crate) fn is_zero(self) -> bool {
        self.value == 0
    }

    /// So many of it.
    pub(crate) fn times(self, quantity: i32) -> Self {
        Self { value: self.value.saturating_mul(i128::from(quantity)), ..self }
    }

    /// What is taken off, whichever sign it was written with.
    pub(crate) fn taken_off(self) -> Self {
        Self { value: self.value.saturating_abs().saturating_neg(), ..self }
    }

    /// The sum; none where the currencies differ.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        (self.currency == other.currency).then(|| Self { value: self.value.saturating_add(other.value), ..self })
    }

    /// The difference; none where the currencies differ.
    pub(crate) fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { value: other.value.saturating_neg(), ..other })
    }

    /// With its currency: `£12.50`, `JPY 1250`.
    pub(crate) fn full(self) -> String {
        let sign = if self.value < 0 { "-" } else { "" };
        let digits = digits(self.value.unsigned_abs(), self.currency);
        match self.currency.as_str() {
            "GBP" => format!("{sign}£{digits}"),
            "EUR" => format!("{sign}€{digits}"),
            code => format!("{sign}{code} {digits}"),
        }
    }

    /// Without its currency where that is the bill's own.
    pub(crate) fn short(self, house: Option<Currency>) -> String {
        if house != Some(self.currency) {
            return self.full();
        }
        let sign = if self.value < 0 { "-" } else { "" };
        format!("{sign}{}", digits(self.value.unsigned_abs(), self.currency))
    }
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { value: i128::from(money.value), currency: money.currency_code }
    }
}

fn digits(value: u128, currency: Currency) -> String {
    let places = places(currency);
    let unit = 10_u128.pow(places);
    match usize::try_from(places) {
        Ok(width @ 1..) => format!("{}.{:0width$}", value / unit, value % unit),
        _ => value.to_string(),
    }
}

/// Digits of the minor unit: ISO 4217's list of 2026, without funds and metals.
fn places(currency: Currency) -> u32 {
    match currency.as_str() {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV"
        | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// Hundredths of a percent: 2510 is `25.1%`.
pub(crate) fn percentage(hundredths: i32) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    let text = format!("{sign}{whole}.{rest:02}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(value: i64, code: &str) -> Amount {
        Money::new(value, Currency::new(code).unwrap()).into()
    }

    #[test]
    fn an_amount_has_the_digits_of_its_currency() {
        assert_eq!(amount(1250, "GBP").full(), "£12.50");
        assert_eq!(amount(-5, "EUR").full(), "-€0.05");
        assert_eq!(amount(1250, "JPY").full(), "JPY 1250");
        assert_eq!(amount(-1250, "KWD").full(), "-KWD 1.250");
        assert_eq!(amount(i64::MIN, "GBP").full(), "-£92233720368547758.08");
    }

    #[test]
    fn the_bills_own_currency_is_not_repeated() {
        let house = Currency::new("GBP");
        assert_eq!(amount(1250, "GBP").short(house), "12.50");
        assert_eq!(amount(1250, "EUR").short(house), "€12.50");
        assert_eq!(amount(1250, "GBP").short(None), "£12.50");
    }

    #[test]
    fn no_quantity_overflows() {
        let huge = amount(i64::MIN, "GBP").times(i32::MIN).times(i32::MIN).times(i32::MIN).times(i32::MIN);
        assert!(huge.taken_off().short(Currency::new("GBP")).starts_with("-1701411834604692317"));
    }

    #[test]
    fn percentages_lose_the_zeros_that_say_nothing() {
        assert_eq!([2000, 2510, 1275, 5, -1000, 0].map(percentage), ["20%", "25.1%", "12.75%", "0.05%", "-10%", "0%"]);
    }
}
