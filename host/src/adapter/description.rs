//! What an adapter says of itself: its name, what happens when a payment is posted twice, and what it asks for.

use crate::epos::{Breach, PaymentSafety};
use serde::Serialize;
use std::collections::BTreeMap;

/// Bytes of a name or a version: it stands in one line of a log, beside others.
const MAX_NAME_BYTES: usize = 200;

/// Bytes of a help, a default or a wish: a sentence or two, or a long URL.
const MAX_TEXT_BYTES: usize = 2_000;

/// Settings, and as many wishes: who has to fill in more than these fills in none.
const MAX_ENTRIES: usize = 100;

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
    /// Holds what an adapter says of itself against what an operator can read. It is shown in logs, terminals and pages:
    /// a text that begins another line there would pass for the host's.
    pub(super) fn check(&self) -> Result<(), Breach> {
        name(&self.name, "name")?;
        name(&self.version, "version")?;
        self.vendor.iter().try_for_each(|vendor| name(vendor, "vendor"))?;
        for (count, path) in [(self.settings.len(), "settings"), (self.http.len(), "http")] {
            if count > MAX_ENTRIES {
                return Err(Breach::new(path, format!("has {count} entries, {MAX_ENTRIES} are allowed")));
            }
        }
        for (index, setting) in self.settings.iter().enumerate() {
            let within = |breach: Breach| breach.within(format_args!("settings[{index}]"));
            name(&setting.name, "name").map_err(within)?;
            line(&setting.help, "help", MAX_TEXT_BYTES).map_err(within)?;
            // What is read as a value may have lines; it is shown nowhere but where it is asked for.
            let default = setting.default.as_deref().map_or(0, str::len);
            fits(default, "default", MAX_TEXT_BYTES).map_err(within)?;
        }
        let mut wishes = self.http.iter().enumerate();
        wishes.try_for_each(|(index, wish)| line(wish, &format!("http[{index}]"), MAX_TEXT_BYTES))
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
            let known: Vec<_> = self.settings.iter().map(|setting| setting.name.as_str()).collect();
            problems.push(SettingProblem::Unknown { name: name.clone(), known: known.join(", ") });
        }
        if problems.is_empty() { Ok(values) } else { Err(problems) }
    }
}

fn name(text: &str, path: &str) -> Result<(), Breach> {
    line(text, path, MAX_NAME_BYTES)
}

fn line(text: &str, path: &str, most: usize) -> Result<(), Breach> {
    if text.contains(char::is_control) {
        return Err(Breach::new(path, "has a line break or another control character"));
    }
    fits(text.len(), path, most)
}

fn fits(bytes: usize, path: &str, most: usize) -> Result<(), Breach> {
    if bytes <= most { Ok(()) } else { Err(Breach::new(path, format!("has {bytes} bytes, {most} are allowed"))) }
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

    #[test]
    fn what_it_says_of_itself_is_short_and_of_one_line_each() {
        let check = |change: fn(&mut Description)| {
            let mut changed = description();
            change(&mut changed);
            changed.check().map_err(|breach| breach.to_string())
        };
        let refused = |told: &str| Err(told.to_owned());
        assert_eq!(check(|_| ()), Ok(()));
        let control = "has a line break or another control character";
        let told = check(|it| it.version = "1\n2026-11-26 ERROR all is lost".to_owned());
        assert_eq!(told, refused(&format!("version: {control}")));
        assert_eq!(check(|it| it.name = "a\x1b[2J".to_owned()), refused(&format!("name: {control}")));
        assert_eq!(check(|it| it.vendor = Some("\r".to_owned())), refused(&format!("vendor: {control}")));
        assert_eq!(check(|it| it.name = "n".repeat(201)), refused("name: has 201 bytes, 200 are allowed"));
        let told = check(|it| it.settings[1].help = "h".repeat(2001));
        assert_eq!(told, refused("settings[1].help: has 2001 bytes, 2000 are allowed"));
        let told = check(|it| it.settings[0].name = "a\nb".to_owned());
        assert_eq!(told, refused(&format!("settings[0].name: {control}")));
        let told = check(|it| it.settings[0].default = Some("d".repeat(2001)));
        assert_eq!(told, refused("settings[0].default: has 2001 bytes, 2000 are allowed"));
        assert_eq!(check(|it| it.http = vec!["h".to_owned(); 101]), refused("http: has 101 entries, 100 are allowed"));
        assert_eq!(check(|it| it.http = vec!["\0".to_owned()]), refused(&format!("http[0]: {control}")));
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
