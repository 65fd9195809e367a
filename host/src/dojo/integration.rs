//! How Dojo reaches a venue: the integrations that are registered at its account.
//!
//! The file knows GET and PUT of each list, and no DELETE: what is registered can be replaced and never removed.

use super::exchange::Ask;
use super::{DojoClient, DojoError};
use crate::venue::Secret;
use http::{HeaderMap, Method};
use serde::Deserialize;
use serde_json::{Value, json};

/// The version of every capability that this host serves.
const CAPABILITY_VERSION: &str = "v1";

/// A way from Dojo to a venue. Each has a registration of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Way {
    /// Dojo calls the host.
    Rest,
    /// The host dials.
    Socket,
}

/// Where Dojo finds a venue, as it is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Endpoint {
    /// Dojo calls this URL.
    Rest {
        /// What the paths of the EPOS Data API are put behind.
        url: String,
        /// User name and password; none where Dojo shall not call.
        credentials: Option<(String, Secret)>,
    },
    /// The connection that the venue opens.
    Socket,
}

/// A registered integration, as far as Dojo shows it: the password it never does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Integration {
    /// Of REST alone.
    pub url: Option<String>,
    /// Of REST alone.
    pub user: Option<String>,
    /// The names of its capabilities, as Dojo has them.
    pub names: Vec<String>,
}

/// `RestIntegrationResponse` and `WsIntegrationResponse` of the file, in one, less what is not used: an answer is not
/// refused for that.
#[derive(Deserialize)]
struct Shown {
    url: Option<String>,
    // The file's schemas say `auth`, one of its examples `restAuth`.
    #[serde(alias = "restAuth")]
    auth: Option<ShownAuth>,
    capabilities: Vec<ShownCapability>,
}

#[derive(Deserialize)]
struct ShownAuth {
    basic: Option<ShownBasic>,
}

#[derive(Deserialize)]
struct ShownBasic {
    username: String,
}

#[derive(Deserialize)]
struct ShownCapability {
    name: String,
}

// === impl Way ===

impl Way {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Rest, Self::Socket];

    /// Its name in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Socket => "websocket",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Socket => "ws",
        }
    }
}

// === impl Endpoint ===

impl Endpoint {
    /// Which way it is on.
    pub const fn way(&self) -> Way {
        match self {
            Self::Rest { .. } => Way::Rest,
            Self::Socket => Way::Socket,
        }
    }

    fn to_json(&self, names: &[&str]) -> Value {
        let capabilities: Vec<_> =
            names.iter().map(|name| json!({"name": name, "version": CAPABILITY_VERSION})).collect();
        match self {
            Self::Rest { url, credentials } => {
                let auth = match credentials {
                    Some((user, password)) => {
                        let basic = json!({"username": user, "password": password.expose()});
                        json!({"authType": "basic", "basic": basic})
                    }
                    None => json!({"authType": "basic"}),
                };
                json!({"capabilities": capabilities, "url": url, "auth": auth})
            }
            Self::Socket => json!({"capabilities": capabilities}),
        }
    }
}

// === impl Integration ===

impl From<Shown> for Integration {
    fn from(shown: Shown) -> Self {
        let user = shown.auth.and_then(|auth| auth.basic).map(|basic| basic.username);
        let names = shown.capabilities.into_iter().map(|capability| capability.name).collect();
        Self { url: shown.url, user, names }
    }
}

fn read(body: &[u8]) -> Result<Vec<Integration>, DojoError> {
    let shown: Vec<Shown> =
        serde_json::from_slice(body).map_err(|error| DojoError::Unreadable(format!("bad JSON: {error}")))?;
    Ok(shown.into_iter().map(Integration::from).collect())
}

// === impl DojoClient ===

impl DojoClient {
    /// What is registered at the account.
    ///
    /// # Errors
    /// Why it was not read.
    pub async fn integrations(&self, way: Way) -> Result<Vec<Integration>, DojoError> {
        let body = match self.exchange.send(&self.ask_for(Method::GET, way, None)).await {
            Ok(body) => body,
            // An account that has none yet may be told of either way: the file does not say.
            Err(DojoError::Refused { status: 404, .. }) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        read(&body)
    }

    /// Registers a venue in the place of what was registered before, with all its capabilities: Dojo routes no other.
    /// Returns what is registered now, which may lack a name that Dojo does not know.
    ///
    /// The same again is the same registration: it may be made again, and dropped.
    ///
    /// # Errors
    /// Why it is not known to have been made.
    pub async fn register(&self, endpoint: &Endpoint, names: &[&str]) -> Result<Vec<Integration>, DojoError> {
        let body = endpoint.to_json(names).to_string();
        read(&self.exchange.send(&self.ask_for(Method::PUT, endpoint.way(), Some(body))).await?)
    }

    fn ask_for(&self, method: Method, way: Way, body: Option<String>) -> Ask<'static> {
        let url = self.url(&["epos", "integrations", way.path()]);
        Ask { method, url, intent: None, headers: HeaderMap::new(), body: body.map(Into::into) }
    }
}
