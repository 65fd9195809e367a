//! Ten thousand requests at once on one host: each is answered once, under its own id, out of its own venue.

use super::{connections, hundred, in_flight, sockets};
use crate::socket::quick;
use patio_host::transport::socket::Settings;
use patio_tests::guests;
use patio_tests::host::{RunningHost, until};
use patio_tests::peer::{Peer, Said};
use patio_tests::socket::{Connection, SocketServer, error};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::watch;

/// Requests on each connection.
const REQUESTS: usize = 100;
/// Every so many asks the venue's own till, and the others the adapter alone.
const SEARCHES: usize = 20;

/// A call of each venue at once (an eighth of the places is kept for what writes), and none that waits too long, on a
/// machine of any speed.
const WIDE: &str = "max_concurrent_calls = 115\nqueue_length = 10000\nqueue_wait_ms = 60000";
/// All requests of a venue may wait.
const PATIENT: &str = "limits.calls_waiting = 100\nlimits.deadline_ms = 60000\n";

/// The tills of all venues: each knows its own name, and says nothing before all may speak.
struct Tills {
    peer: Peer,
    asked: Arc<AtomicUsize>,
    speak: watch::Sender<bool>,
}

// === impl Tills ===

impl Tills {
    fn start() -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let (speak, may_speak) = watch::channel(false);
        let counted = Arc::clone(&asked);
        let peer = Peer::start(move |received| {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut may_speak = may_speak.clone();
            async move {
                may_speak.wait_for(|speak| *speak).await.ok()?;
                Some(Said::new(200, received.path))
            }
        });
        Self { peer, asked, speak }
    }

    /// A venue whose adapter asks its own till, for one call at a time.
    fn toml(&self, venue: &str) -> String {
        let url = self.peer.url();
        format!("settings.url = \"{url}/{venue}\"\nallow.http = [\"{url}\"]\nlimits.calls_at_once = 1\n")
    }

    async fn until_asked(&self, times: usize) {
        until(&format!("{times} tills are asked"), || async {
            (self.asked.load(Ordering::SeqCst) == times).then_some(())
        })
        .await;
    }
}

/// Sends one request of a venue, whose id says of whom it is and which.
async fn send(connection: &mut Connection, venue: &str, number: usize) {
    let id = json!(format!("{venue}-{number}"));
    if number.is_multiple_of(SEARCHES) {
        connection.request(id, "SearchOrdersV1", json!({})).await;
    } else {
        connection.request(id, "GetOrderByIdV1", json!({"orderId": format!("o-{venue}-{number}")})).await;
    }
}

/// The number of the request that a reply is to. What it holds is of its venue.
fn number_of(reply: &Value, venue: &str) -> usize {
    let id = reply["id"].as_str().unwrap();
    let number = id.strip_prefix(&format!("{venue}-")).unwrap_or_else(|| panic!("not {venue}'s: {reply}"));
    let number = number.parse::<usize>().unwrap();
    if reply.get("result").is_none() {
        assert!(!error(reply, "UnexpectedError").is_empty(), "{reply}");
    } else if number.is_multiple_of(SEARCHES) {
        assert_eq!(reply["result"]["data"][0]["note"], format!("/{venue}"), "{reply}");
    } else {
        assert_eq!(reply["result"]["id"], format!("o-{id}"), "{reply}");
    }
    number
}

/// Sends all requests of all venues. The first of each is held by its till, and the others wait behind it.
async fn send_all(tills: &Tills, connections: &mut BTreeMap<String, Connection>) {
    for (venue, connection) in &mut *connections {
        send(connection, venue, 0).await;
    }
    tills.until_asked(connections.len()).await;
    for (venue, connection) in &mut *connections {
        for number in 1..REQUESTS {
            send(connection, venue, number).await;
        }
    }
}

/// Nothing is left, every venue is as it was, and answers what is asked now, and nothing else.
async fn until_quiet(dojo: &SocketServer, host: &RunningHost, connections: &mut BTreeMap<String, Connection>) {
    until("nothing is in flight", || async { (in_flight(host).await == 0).then_some(()) }).await;
    for (venue, connection) in &mut *connections {
        assert_eq!(connection.ask("GetOrderByIdV1", json!({"orderId": venue})).await["id"], venue.as_str());
    }
    let metrics = host.console().get("/metrics").await;
    assert!(String::from_utf8_lossy(&metrics.body).contains("patio_adapter_calls_running 0\n"));
    assert!(sockets(host).await.iter().all(|socket| socket["state"] == "connected" && socket["reconnects"] == 0));
    assert_eq!(dojo.dialed(), connections.len());
    assert_eq!(host.failures(), [""; 0]);
}

async fn is_live_and_ready(host: &RunningHost) {
    assert_eq!(host.console().get("/live").await.status, 200);
    let page = host.console().get("/ready").await;
    assert_eq!((page.status.as_u16(), &page.json()["ready"]), (200, &json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_requests_in_flight_are_each_answered_once_and_by_their_own_venue() {
    let (dojo, tills) = (SocketServer::start().await, Tills::start());
    let settings = Settings { requests_at_once: REQUESTS, ..quick() };
    let host = hundred(&dojo.url(), settings, guests::CALLS_HTTP, |venue| tills.toml(venue) + PATIENT)
        .server(WIDE)
        .start()
        .await;
    let mut connections = connections(&dojo).await;
    send_all(&tills, &mut connections).await;
    let all = u64::try_from(connections.len() * REQUESTS).unwrap();
    until("all requests are in flight", || async { (in_flight(&host).await == all).then_some(()) }).await;
    is_live_and_ready(&host).await;
    tills.speak.send_replace(true);
    for (venue, connection) in &mut connections {
        let mut answered = BTreeSet::new();
        for _ in 0..REQUESTS {
            let reply = connection.reply().await;
            assert!(reply.get("result").is_some(), "{reply}");
            assert!(answered.insert(number_of(&reply, venue)), "answered twice: {reply}");
        }
        assert_eq!(answered, BTreeSet::from_iter(0..REQUESTS));
    }
    until_quiet(&dojo, &host, &mut connections).await;
}

/// Of each venue's requests, as many as `waiting` are kept until the tills speak, and the others refused meanwhile.
async fn check_refusals(limits: &str, waiting: usize) {
    let (dojo, tills) = (SocketServer::start().await, Tills::start());
    let host = hundred(&dojo.url(), quick(), guests::CALLS_HTTP, |venue| tills.toml(venue) + limits)
        .server(WIDE)
        .start()
        .await;
    let mut connections = connections(&dojo).await;
    send_all(&tills, &mut connections).await;
    let mut refused = BTreeMap::new();
    for (venue, connection) in &mut connections {
        let mut numbers = BTreeSet::new();
        for _ in waiting..REQUESTS {
            let reply = connection.reply().await;
            assert!(reply.get("error").is_some(), "{reply}");
            assert!(numbers.insert(number_of(&reply, venue)), "answered twice: {reply}");
        }
        refused.insert(venue.clone(), numbers);
    }
    let all = u64::try_from(connections.len() * waiting).unwrap();
    until("the others are in flight", || async { (in_flight(&host).await == all).then_some(()) }).await;
    is_live_and_ready(&host).await;
    tills.speak.send_replace(true);
    for (venue, connection) in &mut connections {
        let mut answered = refused.remove(venue).unwrap();
        for _ in 0..waiting {
            let reply = connection.reply().await;
            assert!(reply.get("result").is_some(), "{reply}");
            assert!(answered.insert(number_of(&reply, venue)), "answered twice: {reply}");
        }
        assert_eq!(answered, BTreeSet::from_iter(0..REQUESTS));
    }
    until_quiet(&dojo, &host, &mut connections).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_more_than_a_connection_may_have_in_flight_is_refused_and_the_rest_is_answered() {
    check_refusals(PATIENT, Settings::default().requests_at_once).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_more_than_a_venues_queue_takes_is_refused_and_the_rest_is_answered() {
    // One call runs, and as many wait as the limit says.
    check_refusals("limits.calls_waiting = 10\nlimits.deadline_ms = 60000\n", 11).await;
}
