//! What is to be registered for a venue. Pure.

use crate::dojo::{Endpoint, Way};
use crate::epos::{Capability, CapabilitySet};
use crate::venue::Venue;
use url::Url;

/// What a venue's registration is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Wanted {
    pub(super) endpoint: Endpoint,
    pub(super) capabilities: CapabilitySet,
}

// === impl Wanted ===

impl Wanted {
    /// For one way, where the venue is served on it and known to Dojo. `offered` is what its adapter exports, less what
    /// the venue switched off.
    pub(super) fn of(venue: &Venue, way: Way, offered: CapabilitySet) -> Option<Self> {
        let dojo = venue.dojo.as_ref()?;
        let endpoint = match way {
            Way::Rest => {
                let rest = dojo.rest.as_ref()?;
                let credentials = Some((venue.id.to_string(), rest.password.clone()));
                Endpoint::Rest { url: written(&rest.url), credentials }
            }
            Way::Socket => {
                dojo.socket_url.as_ref()?;
                Endpoint::Socket
            }
        };
        // The host itself wants to know how payments stand, whatever the adapter takes: it reads the intents.
        let own = CapabilitySet::from_iter([Capability::PaymentIntentStatusUpdated]);
        Some(Self { endpoint, capabilities: offered.union(own) })
    }
}

/// A URL as it is sent: Dojo puts `/v1/orders` behind it, and two slashes in a row would be another path.
fn written(url: &Url) -> String {
    let text = url.as_str();
    if url.path() == "/" { text.trim_end_matches('/').to_owned() } else { text.to_owned() }
}

/// Whether two URLs are the same place, however they are written.
pub(super) fn is_same_place(one: &str, other: &str) -> bool {
    let plain = |text: &str| {
        Url::parse(text).map_or_else(|_| text.to_owned(), |url| url.as_str().trim_end_matches('/').to_owned())
    };
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use std::path::Path;

    fn venue(lines: &str) -> std::sync::Arc<Venue> {
        let toml = format!(
            "[venues.crown]\nadapter = \"demo\"\naccount_id = \"acc_1\"\npasswords = [{{ value = \"first\" }}, {{ value = \"second\" }}]\n{lines}"
        );
        let (config, _) = Config::parse(&toml, Path::new("."), []).unwrap();
        config.venues.values().next().unwrap().clone()
    }

    const DOJO: &str = "[venues.crown.dojo]\napi_key = { value = \"k\" }\nsoftware_house_id = \"s\"\n";

    fn offered() -> CapabilitySet {
        CapabilitySet::from_iter([Capability::SearchOrders, Capability::GetOrderById])
    }

    #[test]
    fn what_is_offered_is_wanted_and_the_hosts_own_events_besides() {
        let venue = venue(&format!("{DOJO}rest_url = \"https://pos.example\"\n"));
        let wanted = Wanted::of(&venue, Way::Rest, offered()).unwrap();
        let names: Vec<_> = wanted.capabilities.iter().map(Capability::name).collect();
        assert_eq!(names, ["SearchOrders", "GetOrderById", "HandleEvent:payment_intent.status_updated"]);
        let Endpoint::Rest { url, credentials: Some((user, password)) } = wanted.endpoint else { panic!() };
        assert_eq!((url.as_str(), user.as_str(), password.expose()), ("https://pos.example", "crown", "first"));
        assert_eq!(Wanted::of(&venue, Way::Socket, offered()), None);
    }

    #[test]
    fn each_way_is_wanted_where_the_venue_is_served_on_it() {
        let dialing = venue(&format!("{DOJO}transports = [\"websocket\"]\n"));
        assert_eq!(Wanted::of(&dialing, Way::Rest, offered()), None);
        assert_eq!(Wanted::of(&dialing, Way::Socket, offered()).unwrap().endpoint, Endpoint::Socket);
        let unknown = venue("");
        assert_eq!(Way::ALL.map(|way| Wanted::of(&unknown, way, offered())), [None, None]);
    }

    #[test]
    fn a_url_is_sent_so_that_a_path_can_stand_behind_it() {
        let check = |url: &str, expected: &str| assert_eq!(written(&Url::parse(url).unwrap()), expected);
        check("https://pos.example", "https://pos.example");
        check("https://pos.example/", "https://pos.example");
        check("https://pos.example/patio", "https://pos.example/patio");
        check("https://pos.example/patio/", "https://pos.example/patio/");
    }

    #[test]
    fn how_a_url_is_written_is_no_difference() {
        assert!(is_same_place("https://pos.example", "https://POS.example:443/"));
        assert!(is_same_place("https://pos.example/patio/", "https://pos.example/patio"));
        assert!(!is_same_place("https://pos.example", "http://pos.example"));
        assert!(!is_same_place("https://pos.example/a", "https://pos.example/b"));
        assert!(is_same_place("no url", "no url"));
    }
}
