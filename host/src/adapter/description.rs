//! What an adapter says of itself: its name, what happens when a payment is posted twice, and what it asks for.

use super::plain::plain;
use crate::epos::PaymentSafety;
use serde::Serialize;
use std::collections::BTreeMap;

/// Settings and servers that an adapter may describe: a person reads them all.
const MOST_DESCRIBED: usize = 100;
/// Characters of a name or a version.
const NAME_CHARS: usize = 100;
/// Characters of what a setting is for.
const HELP_CHARS: usize = 500;
/// Bytes of a setting's name and default, and of a server: what is kept of each adapter for as long as it is loaded.
const MOST_BYTES: usize = 1000;

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

/// What is wrong with a venue's settings.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SettingProblem {
    /// A required one is not given.
    #[error("the setting {name:?} is missing ({help})")]
    Missing {
        /// Its key.
        name: String,
        /// What it is for.
        help: String,
    },
    /// The adapter reads none of this name.
    #[error("the setting {name:?} is unknown: this adapter has {}", if known.is_empty() { "none" } else { known })]
    Unknown {
        /// The key that was given.
        name: String,
        /// Those that the adapter reads.
        known: String,
    },
}

// === impl Description ===

impl Description {
    /// With texts that may stand before a person. Names of settings, their defaults and servers stay as they are, for
    /// they are compared and used; whoever shows them quotes them.
    ///
    /// # Errors
    /// What is too large to be an honest description.
    pub(super) fn made_plain(mut self) -> Result<Self, String> {
        for (what, number) in [("settings", self.settings.len()), ("servers", self.http.len())] {
            if number > MOST_DESCRIBED {
                return Err(format!("it describes {number} {what}; {MOST_DESCRIBED} are read"));
            }
        }
        let exact = self.settings.iter().flat_map(|setting| [Some(&setting.name), setting.default.as_ref()]);
        if exact.flatten().chain(&self.http).any(|text| text.len() > MOST_BYTES) {
            return Err(format!("it describes a setting or a server with more than {MOST_BYTES} bytes"));
        }
        self.name = plain(&self.name, NAME_CHARS);
        self.version = plain(&self.version, NAME_CHARS);
        self.vendor = self.vendor.map(|vendor| plain(&vendor, NAME_CHARS));
        for setting in &mut self.settings {
            setting.help = plain(&setting.help, HELP_CHARS);
        }
        Ok(self)
    }

    /// The values that an adapter sees: the venue's, and the defaults where it gives none.
    ///
    /// # Errors
    /// What is wrong with the venue's settings.
    pub fn settings(&self, given: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Vec<SettingProblem>> {
        let mut values = BTreeMap::new();
        let mut problems = Vec::new();
        for Setting { name, help, required, default, .. } in &self.settings {
            match given.get(name).or(default.as_ref()) {
                Some(value) => {
                    values.insert(name.clone(), value.clone());
                }
                None if *required => problems.push(SettingProblem::Missing { name: name.clone(), help: help.clone() }),
                None => (),
            }
        }
        for name in given.keys().filter(|name| !self.settings.iter().any(|setting| setting.name == **name)) {
            let known: Vec<_> = self.settings.iter().map(|setting| plain(&setting.name, NAME_CHARS)).collect();
            problems.push(SettingProblem::Unknown { name: name.clone(), known: known.join(", ") });
        }
        if problems.is_empty() { Ok(values) } else { Err(problems) }
    }
}

// === impl SettingProblem ===

impl SettingProblem {
    /// The setting it is about.
    pub fn name(&self) -> &str {
        match self {
            Self::Missing { name, .. } | Self::Unknown { name, .. } => name,
        }
    }

    /// Several, as one sentence.
    pub fn join(problems: &[Self]) -> String {
        problems.iter().map(Self::to_string).collect::<Vec<_>>().join("; ")
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
            SettingProblem::join(&description().settings(&given(&[("ulr", "x")])).unwrap_err()),
            r#"the setting "url" is missing (for tests); the setting "ulr" is unknown: this adapter has url, currency, note"#
        );
    }
}
