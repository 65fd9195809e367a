//! What the host keeps of a registration, on its own shelf: what Dojo took, and the hash of what it was sent.

use super::kept::Standing;
use super::wanted::{Wanted, is_same_place};
use super::{fingerprint, names};
use crate::dojo::{Endpoint, Integration, Way};
use crate::epos::Timestamp;
use crate::store::{Shelf, StoreError};
use crate::venue::Dojo;
use serde::{Deserialize, Serialize};

/// A registration that was sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// Of what Dojo has; none while that is not known, because another one is on its way.
    fingerprint: Option<String>,
    /// Of REST alone.
    url: Option<String>,
    /// The names that Dojo has.
    names: Vec<String>,
    /// When it was made.
    since: Timestamp,
}

// === impl Record ===

impl Record {
    /// Of what Dojo took.
    pub(super) fn of(dojo: &Dojo, wanted: &Wanted, names: Vec<String>) -> Self {
        let fingerprint = Some(fingerprint::of(dojo, wanted));
        Self { fingerprint, names, since: Timestamp::now(), ..Self::under_way(wanted) }
    }

    /// Before anything is sent: until it is known what became of it, nothing that was kept holds.
    pub(super) fn under_way(wanted: &Wanted) -> Self {
        let url = match &wanted.endpoint {
            Endpoint::Rest { url, .. } => Some(url.clone()),
            Endpoint::Socket => None,
        };
        Self { fingerprint: None, url, names: Vec::new(), since: Timestamp::now() }
    }

    /// How it stands, for who wanted this.
    pub(super) fn standing(&self, wanted: &Wanted) -> Standing {
        let capabilities = names::capabilities(&self.names);
        let lacking = wanted.capabilities.without(capabilities);
        Standing { since: Some(self.since), capabilities, lacking, failure: None }
    }

    /// Whether what is wanted was sent as it is, and Dojo still shows what it took then.
    pub(super) fn holds(&self, dojo: &Dojo, wanted: &Wanted, shown: &[Integration]) -> bool {
        let sent = self.fingerprint.as_deref() == Some(&*fingerprint::of(dojo, wanted));
        sent && shown
            .iter()
            .any(|shown| is_at(&wanted.endpoint, shown) && names::mean_the_same(&self.names, &shown.names))
    }

    /// Where Dojo still calls because of it, without credentials: what is sent to end that. None where Dojo shows
    /// nothing of it, or what somebody else registered since.
    pub(super) fn end(&self, way: Way, shown: &[Integration]) -> Option<Endpoint> {
        let endpoint = match way {
            Way::Rest => Endpoint::Rest { url: self.url.clone()?, credentials: None },
            Way::Socket => Endpoint::Socket,
        };
        shown.iter().any(|shown| is_at(&endpoint, shown) && !shown.names.is_empty()).then_some(endpoint)
    }
}

/// Whether an integration is at an endpoint, as far as Dojo shows it.
fn is_at(endpoint: &Endpoint, shown: &Integration) -> bool {
    match endpoint {
        Endpoint::Rest { url, credentials } => {
            shown.url.as_deref().is_some_and(|shown| is_same_place(shown, url))
                && credentials.as_ref().is_none_or(|(user, _)| shown.user.as_ref() == Some(user))
        }
        Endpoint::Socket => true,
    }
}

/// The names that Dojo has at an endpoint. Where it shows none that looks like ours, what it shows is ours: it answered
/// what was just sent.
pub(super) fn names_at(endpoint: &Endpoint, shown: Vec<Integration>) -> Vec<String> {
    let (ours, others): (Vec<_>, Vec<_>) = shown.into_iter().partition(|shown| is_at(endpoint, shown));
    let meant = if ours.is_empty() { others } else { ours };
    meant.into_iter().flat_map(|shown| shown.names).collect()
}

/// Reads what is kept. What cannot be read is as good as nothing: the list is sent once more.
pub(super) async fn read(shelf: &Shelf, way: Way) -> Result<Option<Record>, StoreError> {
    Ok(shelf.get(&key(way)).await?.and_then(|text| serde_json::from_slice(&text).ok()))
}

/// Keeps it.
pub(super) async fn keep(shelf: &Shelf, way: Way, record: &Record) -> Result<(), StoreError> {
    // Texts and a time: nothing that JSON cannot say.
    let text = serde_json::to_vec(record).unwrap_or_default();
    shelf.set(&key(way), text).await
}

/// Forgets it.
pub(super) async fn forget(shelf: &Shelf, way: Way) -> Result<(), StoreError> {
    shelf.delete(&key(way)).await
}

fn key(way: Way) -> String {
    format!("registration:{}", way.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epos::{Capability, CapabilitySet};
    use crate::venue::Secret;

    fn dojo() -> Dojo {
        Dojo {
            api_key: Secret::new("key"),
            software_house_id: "s".to_owned(),
            reseller_id: None,
            api_url: "https://api.dojo.tech".parse().unwrap(),
            rest: None,
            socket_url: None,
        }
    }

    fn wanted(password: &str) -> Wanted {
        let credentials = Some(("crown".to_owned(), Secret::new(password)));
        let capabilities = CapabilitySet::from_iter([Capability::GetOrderBillById]);
        Wanted { endpoint: Endpoint::Rest { url: "https://pos.example".to_owned(), credentials }, capabilities }
    }

    fn shown(url: &str, user: &str, names: &[&str]) -> Integration {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        Integration { url: Some(url.to_owned()), user: Some(user.to_owned()), names }
    }

    #[test]
    fn nothing_is_sent_where_dojo_shows_what_it_took_of_the_same_list() {
        let record = Record::of(&dojo(), &wanted("pw"), vec!["GetOrderBill".to_owned()]);
        let holds = |password, shown| record.holds(&dojo(), &wanted(password), &[shown]);
        assert!(holds("pw", shown("https://pos.example/", "crown", &["GetOrderBillById"])));
        assert!(
            !holds("new", shown("https://pos.example/", "crown", &["GetOrderBillById"])),
            "the password is another"
        );
        assert!(!holds("pw", shown("https://old.example/", "crown", &["GetOrderBillById"])));
        assert!(!holds("pw", shown("https://pos.example/", "anchor", &["GetOrderBillById"])));
        assert!(!holds("pw", shown("https://pos.example/", "crown", &[])));
        assert!(!record.holds(&dojo(), &wanted("pw"), &[]), "Dojo has forgotten it");
    }

    #[test]
    fn what_is_under_way_holds_nothing() {
        let record = Record::under_way(&wanted("pw"));
        let shown = shown("https://pos.example/", "crown", &[]);
        assert!(!record.holds(&dojo(), &wanted("pw"), &[shown]));
    }

    #[test]
    fn only_what_was_registered_from_here_is_ended() {
        let record = Record::of(&dojo(), &wanted("pw"), Vec::new());
        let ours = shown("https://pos.example/", "crown", &["ListAreas"]);
        let end = Endpoint::Rest { url: "https://pos.example".to_owned(), credentials: None };
        assert_eq!(record.end(Way::Rest, &[ours]), Some(end));
        assert_eq!(record.end(Way::Rest, &[shown("https://else.example", "crown", &["ListAreas"])]), None);
        assert_eq!(record.end(Way::Rest, &[shown("https://pos.example/", "crown", &[])]), None, "it has ended");
    }

    #[test]
    fn neither_key_nor_password_is_kept() {
        let record = Record::of(&dojo(), &wanted("hunter2"), vec!["GetOrderBill".to_owned()]);
        let text = serde_json::to_string(&record).unwrap();
        assert!(!text.contains("hunter2") && !text.contains("key"), "{text}");
        let read: Record = serde_json::from_str(&text).unwrap();
        assert!(read.holds(&dojo(), &wanted("hunter2"), &[shown("https://pos.example", "crown", &["GetOrderBill"])]));
    }
}
