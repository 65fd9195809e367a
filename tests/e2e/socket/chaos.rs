//! A hundred venues on one host, a server that goes away, and a line that is lost a thousand times.

mod crowd;
mod outage;
mod reconnects;

use patio_host::transport::socket::Settings;
use patio_tests::host::{RunningHost, TestHost};
use patio_tests::socket::{KEY, SocketServer, toml};
use serde_json::Value;
use std::collections::BTreeMap;

/// As many as the issue asks for.
const VENUES: usize = 100;

/// Their ids.
fn names() -> impl Iterator<Item = String> {
    (0..VENUES).map(|number| format!("v{number:03}"))
}

/// The venues' host to be. Each has its own account and its own key, which is `sk_` and its id; all dial one URL.
fn hundred(url: &str, settings: Settings, component: &str, more: impl Fn(&str) -> String) -> TestHost {
    let host = TestHost::new().sockets(settings).adapter("till", component);
    names().fold(host, |host, id| {
        let toml = toml(url).replace(KEY, &format!("sk_{id}")) + &more(&id);
        host.venue_with(&id, "till", &toml)
    })
}

/// The venue whose key a handshake came with.
fn venue_of(authorization: &str) -> String {
    authorization.strip_prefix("Basic sk_").unwrap_or_else(|| panic!("a venue's key: {authorization}")).to_owned()
}

/// The venues' connections, one of each.
async fn connections(dojo: &SocketServer) -> BTreeMap<String, patio_tests::socket::Connection> {
    let mut found = BTreeMap::new();
    while found.len() < VENUES {
        let connection = dojo.connection().await;
        let venue = venue_of(&connection.headers["authorization"]);
        assert!(found.insert(venue.clone(), connection).is_none(), "{venue} has a second connection");
    }
    found
}

/// What `/ready` says of the venues' sockets.
async fn sockets(host: &RunningHost) -> Vec<Value> {
    let page = host.console().get("/ready").await.json();
    page["venues"].as_array().unwrap().iter().map(|venue| venue["socket"].clone()).collect()
}

/// Requests of all venues that are not answered.
async fn in_flight(host: &RunningHost) -> u64 {
    sockets(host).await.iter().map(|socket| socket["requestsInFlight"].as_u64().unwrap()).sum()
}
