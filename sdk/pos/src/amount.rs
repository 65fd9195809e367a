//! Amounts as Corner writes them: decimal texts with as many digits as the currency has.

/// Digits behind the point.
const fn digits(currency: &str) -> u32 {
    match currency.as_bytes() {
        b"JPY" | b"KRW" | b"CLP" | b"VND" => 0,
        b"KWD" | b"BHD" | b"TND" => 3,
        _ => 2,
    }
}

/// Digits before the point at most: no check has more, and sums of them stay whole numbers.
const MOST_DIGITS: usize = 12;

/// Minor units of a text; none where it is no amount of the currency.
pub(crate) fn parse(text: &str, currency: &str) -> Option<i64> {
    let digits = usize::try_from(digits(currency)).ok()?;
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_amount = (1..=MOST_DIGITS).contains(&whole.len()) && fraction.len() == digits;
    if !is_amount || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    format!("{whole}{fraction}").parse::<i64>().ok().map(|minor| sign * minor)
}

/// A text of minor units.
pub(crate) fn write(minor: i128, currency: &str) -> String {
    let digits = digits(currency);
    if digits == 0 {
        return minor.to_string();
    }
    let unit = 10_u128.pow(digits);
    let (sign, minor) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
    let width = usize::try_from(digits).unwrap_or_default();
    format!("{sign}{}.{:0width$}", minor / unit, minor % unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_the_digits_of_its_currency() {
        assert_eq!(parse("12.50", "GBP"), Some(1250));
        assert_eq!(parse("1250", "JPY"), Some(1250));
        assert_eq!(parse("-0.05", "EUR"), Some(-5));
        for wrong in ["12.5", "12", "12.505", ".50", "1e2", "", "12,50"] {
            assert_eq!(parse(wrong, "GBP"), None, "{wrong}");
        }
        assert_eq!(write(1205, "GBP"), "12.05");
        assert_eq!(write(-5, "GBP"), "-0.05");
        assert_eq!(write(1250, "JPY"), "1250");
    }
}
