//! Who may connect by WebSocket: the headers of the handshake are checked, and what is wrong with them is said.

use super::serve::{caller, header, header_violations};
use super::{Cloud, socket};
use crate::judge::Violation;
use crate::transcript::{Entry, Kind, Way};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// Where a point of sale connects.
pub const SOCKET_PATH: &str = "/epos";

/// Why a connection is refused.
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) why: String,
}

/// Whether a request wants to become a WebSocket.
pub(super) fn is_wanted<B>(request: &http::Request<B>) -> bool {
    request.uri().path() == SOCKET_PATH
        && header(request.headers(), "upgrade").is_some_and(|it| it.eq_ignore_ascii_case("websocket"))
}

/// Checks the handshake. The connection is served once it is upgraded; the answer is the key that accepts it.
pub(super) fn accept<B>(cloud: &Cloud, request: &mut http::Request<B>) -> Result<String, Refusal> {
    let mut violations = header_violations(request.headers(), false);
    let key = header(request.headers(), "sec-websocket-key").map(|key| derive_accept_key(key.as_bytes()));
    if key.is_none() {
        violations.push(Violation::at("header sec-websocket-key", "it is missing"));
    }
    cloud.shared.transcript.add(Entry {
        target: Some(format!("GET {SOCKET_PATH}")),
        violations: violations.clone(),
        ..Entry::new(Way::Socket, Kind::Note, "a point of sale connects")
    });
    let account = caller(cloud, request.headers())
        .cloned()
        .ok_or_else(|| Refusal { status: 401, why: "The API key is none of the simulator's accounts.".to_owned() })?;
    let bad = |violation: Option<&Violation>| Refusal {
        status: 400,
        why: violation.map_or_else(String::new, ToString::to_string),
    };
    let key = key.filter(|_| violations.is_empty()).ok_or_else(|| bad(violations.first()))?;
    let (cloud, upgraded) = (cloud.clone(), hyper::upgrade::on(request));
    tokio::spawn(async move {
        if let Ok(upgraded) = upgraded.await {
            socket::serve(&cloud, &account, upgraded).await;
        }
    });
    Ok(key)
}
