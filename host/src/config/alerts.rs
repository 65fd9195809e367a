//! `[alerts]`: who is called when something needs attention.

use super::{addresses, at::Setting, finding::Level, secrets, section::Section, tree::Value};
use crate::venue::Secret;

/// Shorter secrets can be found by trying: whoever has one alert has something to try them on.
const MIN_SECRET_BYTES: usize = 16;

const URL: &str = "https://hooks.example/patio";

/// `[alerts]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alerts {
    /// An http or https URL. Whoever knows it can send alerts too: so it is a secret.
    pub url: Secret,
    /// What alerts are signed with. Without one, they are not signed.
    pub secret: Option<Secret>,
}

/// Reads the section, where it has an address.
pub(super) fn read(root: &mut Section<'_>) -> Option<Alerts> {
    let mut section = root.section("alerts");
    let url = section.take("url");
    let signs = section.has("secret");
    if url.is_some() && !signs {
        let what = "has no secret: what is sent is not signed, and its receiver cannot know it from what others send";
        section.find(Level::Warning, what, "write secret = { env = \"NAME\" }, which the receiver has too");
    }
    let secret = section.secret("secret");
    section.finish();
    if let Some(Setting { value, at }) = &secret {
        if url.is_none() {
            at.warning("signs nothing: there is no url", format!("write url = \"{URL}\""));
        } else if value.expose().len() < MIN_SECRET_BYTES {
            let hint = format!("take one of {MIN_SECRET_BYTES} or more random characters: openssl rand -hex 32");
            at.warning("is so short that it can be found by trying", hint);
        }
    }
    let url = address(url?)?;
    // A secret that cannot be read is a problem already: alerts must not go out unsigned for it.
    (secret.is_some() || !signs).then(|| Alerts { url, secret: secret.map(|secret| secret.value) })
}

fn address(url: Setting<'_, Value>) -> Option<Secret> {
    let Setting { value, at } = match url {
        Setting { value: Value::Text(text), at } => Setting { value: text, at },
        other => {
            let Setting { value, at } = secrets::secret(other)?;
            Setting { value: value.expose().to_owned(), at }
        }
    };
    let setting = Setting { value, at };
    let url = addresses::url(&setting, &["https", "http"], URL, true)?;
    addresses::warn_of_no_tls(&url, &setting, URL, true);
    Some(Secret::new(setting.value))
}
