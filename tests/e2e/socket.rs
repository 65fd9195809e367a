//! WebSocket: the host dials Dojo for a venue, and serves there what it serves over REST.

mod chaos;
mod drain;
mod frames;
mod line;
mod money;
mod tls;

use patio_host::epos::capability::{Interface, TABLE};
use patio_host::transport::socket::Settings;
use patio_tests::evening::{Evening, Question};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use patio_tests::operations::method;
use patio_tests::socket::{Connection, KEY, SocketServer};
use serde_json::{Value, json};
use std::time::Duration;

/// Sockets that dial again at once: a test does not wait.
pub(crate) fn quick() -> Settings {
    let pause = Duration::from_millis(20);
    Settings { shortest_pause: pause, longest_pause: pause, refused_pause: pause, ..Settings::default() }
}

/// The venue `crown`, whose adapter is asked over a socket.
async fn crown(component: &str, toml: &str) -> (SocketServer, RunningHost, Connection) {
    crown_with(quick(), component, toml).await
}

async fn crown_with(settings: Settings, component: &str, toml: &str) -> (SocketServer, RunningHost, Connection) {
    let dojo = SocketServer::start().await;
    let toml = format!("{}{toml}", dojo.toml());
    let host =
        TestHost::new().sockets(settings).adapter("till", component).venue_with("crown", "till", &toml).start().await;
    let connection = dojo.connection().await;
    (dojo, host, connection)
}

/// What `/ready` says of the venue's socket.
async fn socket_of(host: &RunningHost, venue: &str) -> Value {
    let page = host.console().get("/ready").await.json();
    let venues = page["venues"].as_array().unwrap();
    venues.iter().find(|it| it["id"] == venue).unwrap()["socket"].clone()
}

/// Waits until `/ready` says so of the venue's socket.
async fn until_socket(host: &RunningHost, key: &str, value: Value) {
    until(&format!("the socket's {key} is {value}"), || async {
        (socket_of(host, "crown").await[key] == value).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_handshake_carries_the_venues_credentials_as_they_are() {
    let (_dojo, _host, connection) = crown(guests::DEMO, "").await;
    assert_eq!(connection.path, "/epos");
    assert_eq!(connection.headers["authorization"], format!("Basic {KEY}"));
    assert_eq!(connection.headers["software-house-id"], "sh_1");
    assert_eq!(connection.headers["reseller-id"], "re_1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_that_is_served_over_rest_alone_dials_nobody() {
    let dojo = SocketServer::start().await;
    let both = dojo.toml();
    let rest = both.replace("[\"websocket\"]", "[\"rest\"]") + "dojo.rest_url = \"http://127.0.0.1:9\"\n";
    let host = TestHost::new().adapter("demo", guests::DEMO).venue_with("anchor", "demo", &rest);
    let host = host.venue_with("crown", "demo", &both.replace("re_1", "re_2")).start().await;
    assert_eq!(dojo.connection().await.headers["reseller-id"], "re_2");
    assert_eq!(dojo.dialed(), 1);
    assert_eq!(socket_of(&host, "anchor").await, Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_capability_has_the_same_outcome_over_both_transports() {
    let (_dojo, over_socket, mut connection) = crown(guests::DEMO, "").await;
    let over_rest = TestHost::new().adapter("till", guests::DEMO).venue("crown", "till").start().await;
    // Two restaurants in which the same happens in the same order.
    let mut there = Evening::new(over_socket.as_venue("crown"));
    let mut here = Evening::new(over_rest.as_venue("crown"));
    for row in TABLE {
        let result = connection.ask(row.socket_method, there.params(row).await).await;
        let Question { parameters, body } = here.question(method(row.verb), row.paths[0]).await;
        let path = parameters
            .iter()
            .fold(row.paths[0].to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
        let body = body.map_or_else(String::new, |body| body.to_string());
        let answer = over_rest.as_venue("crown").call(method(row.verb), &path, body).await;
        assert_eq!(answer.status, 200, "{}", row.name);
        let expected = if answer.body.is_empty() { json!({}) } else { over_the_socket(answer.json()) };
        assert_eq!(without_clock(result), without_clock(expected), "{}", row.name);
    }
    assert_eq!(over_socket.failures(), [""; 0]);
}

/// Two restaurants make the same order a moment apart.
fn without_clock(value: Value) -> Value {
    match value {
        Value::Array(list) => list.into_iter().map(without_clock).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| match name.as_str() {
                "createdAt" | "updatedAt" => (name, Value::Null),
                _ => (name, without_clock(value)),
            });
            Value::Object(fields.collect())
        }
        other => other,
    }
}

/// What the files spell differently: a bill's code, and a payment without an intent.
fn over_the_socket(rest: Value) -> Value {
    match rest {
        Value::Array(list) => list.into_iter().map(over_the_socket).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(name, value)| name != "paymentIntentId" || value != "");
            let renamed = fields.map(|(name, value)| {
                let name = match name.as_str() {
                    "showQr" => "showQR".to_owned(),
                    "showUrl" => "showURL".to_owned(),
                    _ => name,
                };
                (name, over_the_socket(value))
            });
            Value::Object(renamed.collect())
        }
        other => other,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_offered_or_no_event_is_refused_alike_over_both_transports() {
    let (_dojo, host, mut connection) = crown(guests::ORDERS_ONLY, "").await;
    let crown = host.as_venue("crown");
    for row in TABLE.iter().filter(|row| row.interface != Interface::Orders) {
        let over_rest = crown.call(method(row.verb), row.paths[0], "[]").await;
        // On that path, a body says which of two capabilities is meant.
        if row.name == "CreateOrder" {
            continue;
        }
        let reply = connection.call(row.socket_method, json!([])).await;
        for field in ["errorType", "debugMessage"] {
            assert_eq!(reply["error"][field], over_rest.json()[field], "{}", row.name);
            assert!(reply["error"][field].is_string(), "{}: {reply}", row.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_waiter_of_the_headers_filters_where_the_venue_wants_it() {
    let (_dojo, _host, mut connection) = crown(guests::DEMO, "filter_by_waiter_header = true\n").await;
    let search = async |connection: &mut Connection, params: Value| {
        connection.ask("SearchOrdersV1", params).await["data"].as_array().unwrap().len()
    };
    let all = search(&mut connection, json!({})).await;
    assert!(all > 0);
    assert_eq!(search(&mut connection, json!({"headers": {"waiterId": "nobody"}})).await, 0);
    assert_eq!(search(&mut connection, json!({"headers": {"waiterId": ""}})).await, all);
    let message = connection.fail("SearchOrdersV1", json!({"headers": {"waiterId": "a\tb"}}), "InvalidRequest").await;
    assert_eq!(message, "headers.waiterId: must not hold control characters");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_sees_how_a_socket_stands_and_never_its_key() {
    let (dojo, host, mut connection) =
        crown(guests::SLOW, "settings.delay-ms = \"60000\"\nlimits.deadline_ms = 60000\n").await;
    let told = host.until_told("is connected to").await;
    assert_eq!(told, format!("venue \"crown\" is connected to {}", dojo.url()));
    connection.request(json!("1"), "SearchOrdersV1", json!({})).await;
    until_socket(&host, "requestsInFlight", json!(1)).await;
    let socket = socket_of(&host, "crown").await;
    assert_eq!((&socket["state"], &socket["url"]), (&json!("connected"), &json!(dojo.url())));
    assert!(socket["since"].as_str().unwrap().starts_with("20"), "{socket}");
    assert_eq!((&socket["reconnects"], &socket["lastError"]), (&json!(0), &Value::Null));
    drop(connection);
    let mut connection = dojo.connection().await;
    until_socket(&host, "reconnects", json!(1)).await;
    let socket = socket_of(&host, "crown").await;
    assert_eq!((&socket["state"], &socket["requestsInFlight"]), (&json!("connected"), &json!(0)));
    assert!(socket["lastError"].is_string(), "{socket}");
    connection.fail("ListAreasV1", json!({}), "NotFound").await;
    connection.fail("StealV1", json!({}), "NotFound").await;
    let metrics = String::from_utf8(host.console().get("/metrics").await.body.to_vec()).unwrap();
    for line in [
        r#"patio_requests_total{capability="ListAreas",transport="websocket",outcome="not_provided"} 1"#,
        r#"patio_requests_total{capability="none",transport="websocket",outcome="unknown_method"} 1"#,
        r#"patio_socket_connected{venue="crown"} 1"#,
        r#"patio_socket_reconnects_total{venue="crown"} 1"#,
        r#"patio_socket_refused_total{venue="crown",kind="method"} 1"#,
    ] {
        assert!(metrics.contains(line), "no {line:?} in\n{metrics}");
    }
    let page = String::from_utf8(host.console().get("/ready").await.body.to_vec()).unwrap();
    assert!(!page.contains(KEY) && !metrics.contains(KEY) && !host.told().join("\n").contains(KEY));
}
