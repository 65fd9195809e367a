//! `[alerts]`: who is called when something needs attention.

use super::{addresses, at::Setting, secrets, section::Section, tree::Value};
use crate::venue::Secret;

/// `[alerts]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alerts {
    /// An http or https URL. Whoever knows it can send alerts too: so it is a secret.
    pub url: Secret,
}

/// Reads the section, where it has an address.
pub(super) fn read(root: &mut Section<'_>) -> Option<Alerts> {
    let mut section = root.section("alerts");
    let url = section.take("url");
    section.finish();
    let Setting { value, at } = match url? {
        Setting { value: Value::Text(text), at } => Setting { value: text, at },
        other => {
            let Setting { value, at } = secrets::secret(other)?;
            Setting { value: value.expose().to_owned(), at }
        }
    };
    let setting = Setting { value, at };
    addresses::url(&setting, &["https", "http"], "https://hooks.example/patio", true)?;
    Some(Alerts { url: Secret::new(setting.value) })
}
