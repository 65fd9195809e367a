//! `[venues.x.settings]`: names that only the adapter knows; texts, numbers, booleans, or secrets.

use super::{at::Setting, secrets, section::Section, tree::Value};
use crate::venue::SettingValue;
use std::collections::BTreeMap;

/// Reads all of them. The environment overrides what is written; it cannot add any, for it does not tell their case.
pub(super) fn read(mut section: Section<'_>) -> BTreeMap<String, SettingValue> {
    let mut settings = BTreeMap::new();
    for name in section.written_keys() {
        let written_as_secret = section.is_written_as_table(&name);
        if let Some(value) = section.take(&name).and_then(|setting| value(setting, written_as_secret)) {
            settings.insert(name, value);
        }
    }
    section.finish();
    settings
}

fn value(Setting { value, at }: Setting<'_, Value>, written_as_secret: bool) -> Option<SettingValue> {
    if let Some(form) = secrets::form(&value, &at.origin) {
        return secrets::from_form(&form, &at).map(SettingValue::secret);
    }
    let text = match value {
        Value::Text(text) | Value::Float(text) => text,
        // What was a secret in the file stays one when the environment gives another.
        Value::Raw(text) => return Some(SettingValue { text, secret: written_as_secret }),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(yes) => yes.to_string(),
        other => {
            at.wrong_kind(
                "a text, a number, true or false, or a secret",
                &other,
                &format!("{} = \"…\", or {} = {{ env = \"NAME\" }}", at.key, at.key),
            );
            return None;
        }
    };
    Some(SettingValue::plain(text))
}
