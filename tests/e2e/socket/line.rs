//! A line that is lost is dialed again, however it was lost; what a person must look at is said once.

use super::{crown, crown_with, quick, socket_of, until_socket};
use patio_host::transport::socket::Settings;
use patio_tests::guests;
use patio_tests::host::{TestHost, until};
use patio_tests::socket::{KEY, SocketServer, Welcome};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::Message;

const AN_HOUR: Duration = Duration::from_secs(3600);

/// A host whose venue is met in a way from the start.
async fn met(welcome: Welcome, settings: Settings) -> (SocketServer, patio_tests::host::RunningHost) {
    let dojo = SocketServer::start().await;
    dojo.welcome(welcome);
    let host = TestHost::new().sockets(settings).adapter("demo", guests::DEMO);
    let host = host.venue_with("crown", "demo", &dojo.toml()).start().await;
    (dojo, host)
}

async fn until_dialed(dojo: &SocketServer, times: usize) {
    until(&format!("it was dialed {times} times"), || async { (dojo.dialed() >= times).then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_credentials_are_shown_once_and_tried_again_after_their_own_pause() {
    for status in [401, 403] {
        // Only the pause after refused credentials ends.
        let settings = Settings { shortest_pause: AN_HOUR, longest_pause: AN_HOUR, ..quick() };
        let (dojo, host) = met(Welcome::Refuse(status), settings).await;
        until_dialed(&dojo, 4).await;
        let socket = socket_of(&host, "crown").await;
        assert_eq!(socket["state"], "refused");
        assert!(socket["lastError"].as_str().unwrap().contains(&status.to_string()), "{socket}");
        let failures = host.failures();
        assert_eq!(failures.len(), 1, "{failures:?}");
        let start = format!("venue \"crown\" cannot connect to {}: the credentials were refused: {status}", dojo.url());
        assert!(failures[0].starts_with(&start), "{}", failures[0]);
        let hint = "hint: look at api_key and software_house_id of [venues.crown.dojo]";
        assert!(failures[0].ends_with(hint) && !failures[0].contains(KEY), "{}", failures[0]);
        dojo.welcome(Welcome::Accept);
        let mut connection = dojo.connection().await;
        connection.ask("ListAreasV1", json!({})).await;
        until_socket(&host, "state", json!("connected")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_credentials_are_not_tried_again_as_soon_as_other_failures_are() {
    let settings = Settings { refused_pause: AN_HOUR, ..quick() };
    let (dojo, host) = met(Welcome::Refuse(401), settings).await;
    host.until_told("the credentials were refused").await;
    // Another venue of the same patience is refused in another way, and dials again and again meanwhile.
    let (other, _host) = met(Welcome::Refuse(503), Settings { refused_pause: AN_HOUR, ..quick() }).await;
    until_dialed(&other, 10).await;
    assert_eq!(dojo.dialed(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_whose_key_is_changed_dials_at_once() {
    let (dojo, mut host) = met(Welcome::Refuse(401), Settings { refused_pause: AN_HOUR, ..quick() }).await;
    host.until_told("the credentials were refused").await;
    dojo.welcome(Welcome::Accept);
    host.set_venue("crown", "demo", &dojo.toml().replace(KEY, "sk_sandbox_right"));
    assert_eq!(dojo.connection().await.headers["authorization"], "Basic sk_sandbox_right");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_else_meets_the_host_is_told_once_and_dialed_again() {
    for (welcome, part) in [
        (Welcome::Refuse(503), "it answered 503 Service Unavailable"),
        (Welcome::Refuse(302), "it answered 302 Found"),
        (Welcome::Refuse(200), "it answered 200 OK"),
        (Welcome::Nonsense, "it speaks no WebSocket"),
        (Welcome::Silence, "it did not answer within 100ms"),
    ] {
        let mut settings = quick();
        if welcome == Welcome::Silence {
            settings.dial_timeout = Duration::from_millis(100);
        }
        let (dojo, host) = met(welcome, settings).await;
        until_dialed(&dojo, 4).await;
        let told: Vec<_> = host.told().into_iter().filter(|text| text.contains("cannot connect to")).collect();
        assert_eq!(told.len(), 1, "{welcome:?}: {told:?}");
        assert!(told[0].contains(part), "{welcome:?}: {told:?}");
        assert_eq!(host.failures(), [""; 0], "it is no mistake of the operator");
        dojo.welcome(Welcome::Accept);
        dojo.connection().await.ask("ListAreasV1", json!({})).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_where_nobody_listens_is_dialed_until_somebody_does() {
    let dojo = SocketServer::start().await;
    let (url, toml) = (dojo.url(), dojo.toml());
    drop(dojo);
    let host = TestHost::new().sockets(quick()).adapter("demo", guests::DEMO).venue_with("crown", "demo", &toml);
    let host = host.start().await;
    let told = host.until_told("cannot connect to").await;
    assert!(told.starts_with(&format!("venue \"crown\" cannot connect to {url}: ")), "{told}");
    until_socket(&host, "state", json!("connecting")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_closed_or_dropped_is_made_again() {
    let (dojo, host, connection) = crown(guests::DEMO, "").await;
    drop(connection);
    host.until_told("venue \"crown\" lost its connection to").await;
    let connection = dojo.connection().await;
    connection.close().await;
    host.until_told("the other side closed it").await;
    dojo.connection().await.ask("ListAreasV1", json!({})).await;
    until_socket(&host, "reconnects", json!(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_comes_and_goes_fills_no_log_until_it_stays() {
    let settings = Settings { steady_after: Duration::from_secs(2), ..quick() };
    let (dojo, host, connection) = crown_with(settings, guests::DEMO, "").await;
    drop(connection);
    for _ in 0..8 {
        drop(dojo.connection().await);
    }
    let mut connection = dojo.connection().await;
    connection.ask("ListAreasV1", json!({})).await;
    let count = |part: &str| host.told().iter().filter(|text| text.contains(part)).count();
    assert_eq!((count("is connected to"), count("lost its connection")), (3, 3), "{:?}", host.told());
    host.until_told("the connection stays up now").await;
    drop(connection);
    until("the loss of a good connection is told", || async { (count("lost its connection") == 4).then_some(()) })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_peer_is_dead() {
    let settings = Settings { dead_after: Duration::from_millis(200), ..quick() };
    // Without pings, nothing comes at all.
    let (dojo, host, _connection) = crown_with(Settings { ping_every: AN_HOUR, ..settings }, guests::DEMO, "").await;
    host.until_told("nothing came for 200ms").await;
    dojo.connection().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_does_not_answer_pings_is_dead() {
    let (ping_every, dead_after) = (Duration::from_millis(20), Duration::from_millis(300));
    let settings = Settings { ping_every, dead_after, ..quick() };
    // Its library answers pings only while the test reads.
    let (dojo, host, _connection) = crown_with(settings, guests::DEMO, "").await;
    host.until_told("nothing came for 300ms").await;
    dojo.connection().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_answers_pings_is_alive_without_a_request() {
    let (ping_every, dead_after) = (Duration::from_millis(20), Duration::from_millis(2000));
    let settings = Settings { ping_every, dead_after, ..quick() };
    let (dojo, host, mut connection) = crown_with(settings, guests::DEMO, "").await;
    let started = Instant::now();
    while started.elapsed() < dead_after * 2 {
        assert!(matches!(connection.next().await, Some(Ok(Message::Ping(_)))), "{:?}", host.told());
    }
    connection.ask("ListAreasV1", json!({})).await;
    assert_eq!(dojo.dialed(), 1);
    assert!(!host.told().iter().any(|text| text.contains("lost its connection")), "{:?}", host.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pauses_begin_anew_after_a_connection_that_stayed_up() {
    let (ping_every, steady_after) = (Duration::from_millis(20), Duration::from_millis(1));
    let settings = Settings { shortest_pause: Duration::from_millis(1), longest_pause: AN_HOUR, ..quick() };
    let settings = Settings { ping_every, steady_after, ..settings };
    let (dojo, host, mut connection) = crown_with(settings, guests::DEMO, "").await;
    // Doubled so often, a pause would be as long as a quarter of an hour.
    for _ in 0..20 {
        for _ in 0..2 {
            assert!(matches!(connection.next().await, Some(Ok(Message::Ping(_)))), "{:?}", host.told());
        }
        drop(connection);
        connection = dojo.connection().await;
    }
    until_socket(&host, "reconnects", json!(20)).await;
}
