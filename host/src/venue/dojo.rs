//! How a venue is known to Dojo: without it there are no payment intents, no registration and no socket.

use super::secret::Secret;
use url::Url;

/// `[venues.x.dojo]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dojo {
    /// The key of Dojo's API, sent as it is.
    pub api_key: Secret,
    /// Who made the point of sale.
    pub software_house_id: String,
    /// Who sold it.
    pub reseller_id: Option<String>,
    /// Dojo's API.
    pub api_url: Url,
    /// Where Dojo calls this host, where the venue is served over REST.
    pub rest: Option<RestRegistration>,
    /// What this host dials, where the venue is served over WebSocket.
    pub socket_url: Option<Url>,
}

/// What Dojo needs to call the venue over REST; the user name is the venue's id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RestRegistration {
    /// Where Dojo reaches this host.
    pub url: Url,
    /// The first of the venue's passwords. Dojo never shows it, so it is sent with every registration: the one place
    /// where the text of a password stays in memory.
    pub password: Secret,
}
