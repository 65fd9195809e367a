//! What an adapter says of itself: its name, what happens when a payment is posted twice, and what it asks for.

use crate::epos::PaymentSafety;
use serde::Serialize;
use std::collections::BTreeMap;

/// An adapter's answer to `about.describe`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Description {
    /// For people; the operator's name for it is its file's.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Who made it.
    pub vendor: Option<String>,
    /// What happens when the same payment is posted twice.
    pub payment_safety: PaymentSafety,
    /// The settings it reads.
    pub settings: Vec<Setting>,
    /// The hosts it wants to talk to; a wish, not a grant.
    pub http: Vec<String>,
}

/// A setting that an adapter reads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Setting {
    /// Its key in `[venues.x.settings]`.
    pub name: String,
    /// What it is for.
    pub help: String,
    /// Whether a venue must give it.
    pub required: bool,
    /// Whether it is kept out of every log.
    pub secret: bool,
    /// What holds where a venue gives none.
    pub default: Option<String>,
}

// === impl Description ===

impl Description {
    /// The values that an adapter sees: the venue's, and the defaults where it gives none.
    ///
    /// # Errors
    /// What is wrong with a venue's settings, a sentence each: required ones that are missing, unknown ones.
    pub fn settings(&self, given: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Vec<String>> {
        let mut values = BTreeMap::new();
        let mut problems = Vec::new();
        for setting in &self.settings {
            match given.get(&setting.name).or(setting.default.as_ref()) {
                Some(value) => {
                    values.insert(setting.name.clone(), value.clone());
                }
                None if setting.required => {
                    problems.push(format!("the setting {:?} is missing ({})", setting.name, setting.help));
                }
                None => (),
            }
        }
        for name in given.keys().filter(|name| !self.settings.iter().any(|setting| setting.name == **name)) {
            let known: Vec<_> = self.settings.iter().map(|setting| setting.name.as_str()).collect();
            problems.push(match known.as_slice() {
                [] => format!("the setting {name:?} is unknown: this adapter has none"),
                known => format!("the setting {name:?} is unknown: this adapter has {}", known.join(", ")),
            });
        }
        if problems.is_empty() { Ok(values) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn description() -> Description {
        let setting = |name: &str, required, default: Option<&str>| Setting {
            name: name.to_owned(),
            help: "for tests".to_owned(),
            required,
            secret: false,
            default: default.map(str::to_owned),
        };
        Description {
            name: "Test".to_owned(),
            version: "1".to_owned(),
            vendor: None,
            payment_safety: PaymentSafety::Keyed,
            settings: vec![
                setting("url", true, None),
                setting("currency", true, Some("GBP")),
                setting("note", false, None),
            ],
            http: Vec::new(),
        }
    }

    fn given(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_default_fills_in_for_a_required_setting() {
        let values = description().settings(&given(&[("url", "x")])).unwrap();
        assert_eq!(values, given(&[("currency", "GBP"), ("url", "x")]));
    }

    #[test]
    fn venue_settings_cannot_lack_required_keys_nor_contain_unknown_ones() {
        assert_eq!(
            description().settings(&given(&[("ulr", "x")])).unwrap_err(),
            [
                r#"the setting "url" is missing (for tests)"#,
                r#"the setting "ulr" is unknown: this adapter has url, currency, note"#
            ]
        );
    }
}
