//! One value of `[venues.x.settings]`: what an adapter reads through `patio:host/settings`.

use std::fmt;

/// A setting's text, and whether the operator wrote it as a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct SettingValue {
    /// What the adapter gets; numbers and booleans as their text.
    pub text: String,
    /// Never logged, never shown.
    pub secret: bool,
}

// === impl SettingValue ===

impl SettingValue {
    /// A setting that may be shown.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), secret: false }
    }

    /// A setting that may not.
    pub fn secret(text: impl Into<String>) -> Self {
        Self { text: text.into(), secret: true }
    }
}

impl fmt::Debug for SettingValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.secret { f.write_str("Secret") } else { fmt::Debug::fmt(&self.text, f) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_setting_is_printed() {
        let both = [SettingValue::plain("GBP"), SettingValue::secret("hunter2")];
        assert_eq!(format!("{both:?}"), r#"["GBP", Secret]"#);
    }
}
