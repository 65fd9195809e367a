//! What a registration hashes to: whether the list and the password that Dojo has are still the venue's.
//!
//! Dojo never shows the password, so a hash of it lies in the store until it changes. A plain one could be tried against
//! a list of likely passwords by whoever reads the file, and a key that lies beside it would help only him. So the key
//! is the venue's api_key, which comes from the configuration, is long and random, and is in no file of the host. A new
//! api_key makes another hash, and the list is sent once more: it may be another account's.

use super::wanted::Wanted;
use crate::dojo::Endpoint;
use crate::venue::Dojo;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use std::fmt::Write as _;

/// What the hash is for: the key signs nothing else, and should it one day, the two never meet.
const PURPOSE: &str = "patio registration 1";

/// The fingerprint, in hexadecimal.
pub(super) fn of(dojo: &Dojo, wanted: &Wanted) -> String {
    let mut text = String::new();
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(dojo.api_key.expose().as_bytes()) else { return text };
    let (url, credentials) = match &wanted.endpoint {
        Endpoint::Rest { url, credentials } => (url.as_str(), credentials.as_ref()),
        Endpoint::Socket => ("", None),
    };
    let (user, password) = credentials.map_or(("", ""), |(user, password)| (user.as_str(), password.expose()));
    let fields = [PURPOSE, wanted.endpoint.way().name(), dojo.api_url.as_str(), url, user, password];
    for field in fields.into_iter().chain(wanted.capabilities.iter().map(|capability| capability.name())) {
        // With its length, so that no two lists of fields are one text.
        mac.update(&field.len().to_le_bytes());
        mac.update(field.as_bytes());
    }
    for byte in mac.finalize().into_bytes() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epos::{Capability, CapabilitySet};
    use crate::venue::Secret;

    fn dojo(key: &str) -> Dojo {
        Dojo {
            api_key: Secret::new(key),
            software_house_id: "s".to_owned(),
            reseller_id: None,
            api_url: "https://api.dojo.tech".parse().unwrap(),
            rest: None,
            socket_url: None,
        }
    }

    fn wanted(url: &str, user: &str, password: &str) -> Wanted {
        let credentials = Some((user.to_owned(), Secret::new(password)));
        let capabilities = CapabilitySet::from_iter([Capability::SearchOrders]);
        Wanted { endpoint: Endpoint::Rest { url: url.to_owned(), credentials }, capabilities }
    }

    #[test]
    fn whatever_dojo_is_told_makes_a_difference_and_so_does_the_account() {
        let before = of(&dojo("key"), &wanted("https://a", "crown", "first"));
        assert_eq!(before, of(&dojo("key"), &wanted("https://a", "crown", "first")));
        let mut fewer = wanted("https://a", "crown", "first");
        fewer.capabilities = CapabilitySet::default();
        let others = [
            of(&dojo("key"), &wanted("https://b", "crown", "first")),
            of(&dojo("key"), &wanted("https://a", "anchor", "first")),
            of(&dojo("key"), &wanted("https://a", "crown", "second")),
            of(&dojo("key"), &wanted("https://a", "crownf", "irst")),
            of(&dojo("key"), &fewer),
            of(&dojo("other"), &wanted("https://a", "crown", "first")),
            of(&dojo("key"), &Wanted { endpoint: Endpoint::Socket, capabilities: fewer.capabilities }),
        ];
        for other in others {
            assert_ne!(other, before);
        }
    }
}
