//! Money: whole minor units and a currency.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, de};
use std::borrow::Cow;
use std::fmt;

/// An ISO 4217 alpha-3 code in upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// An amount in the currency's minor unit: 1250 with GBP is 12.50 pounds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Money {
    /// Minor units.
    #[serde(deserialize_with = "super::integer::deserialize")]
    pub value: i64,
    /// The currency.
    #[schemars(description = "The currency's ISO 4217 alpha-3 code.")]
    pub currency_code: Currency,
}

// === impl Currency ===

impl Currency {
    /// Reads a code of three upper-case letters; none for anything else.
    pub fn new(code: &str) -> Option<Self> {
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        // Only `new` makes one, from ASCII letters.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Code;
        impl de::Visitor<'_> for Code {
            type Value = Currency;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an ISO 4217 currency code of three upper-case letters")
            }
            fn visit_str<E: de::Error>(self, code: &str) -> Result<Currency, E> {
                Currency::new(code).ok_or_else(|| E::invalid_value(de::Unexpected::Str(code), &self))
            }
        }
        deserializer.deserialize_str(Code)
    }
}

impl JsonSchema for Currency {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Currency")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[A-Z]{3}$"})
    }
}

// === impl Money ===

impl Money {
    /// An amount in minor units.
    pub const fn new(value: i64, currency_code: Currency) -> Self {
        Self { value, currency_code }
    }

    /// The sum, or none where the currencies differ or the sum is out of range.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        (self.currency_code == other.currency_code)
            .then(|| self.value.checked_add(other.value))
            .flatten()
            .map(|value| Self::new(value, self.currency_code))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value, self.currency_code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_three_upper_case_letters() {
        assert_eq!(Currency::new("GBP").unwrap().as_str(), "GBP");
        for code in ["", "GB", "GBPP", "gbp", "G1P", "£GB"] {
            assert_eq!(Currency::new(code), None, "{code}");
        }
    }

    #[test]
    fn amounts_of_different_currencies_have_no_sum() {
        let [pounds, euros] = ["GBP", "EUR"].map(|code| Money::new(i64::MAX, Currency::new(code).unwrap()));
        assert_eq!(pounds.checked_add(euros), None);
        assert_eq!(pounds.checked_add(pounds), None);
        assert_eq!(pounds.checked_add(Money::new(-1, pounds.currency_code)).unwrap().value, i64::MAX - 1);
    }
}
