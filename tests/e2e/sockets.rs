//! TCP connections are opened to the addresses that are granted, and nothing else is done with sockets.

use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that answers with what it was told, in capitals; or never.
struct Database {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    ended: Arc<AtomicUsize>,
}

impl Database {
    async fn start(answers: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let ended = Arc::new(AtomicUsize::new(0));
        let (made, over) = (Arc::clone(&connections), Arc::clone(&ended));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                made.fetch_add(1, Ordering::Relaxed);
                let over = Arc::clone(&over);
                tokio::spawn(async move {
                    let mut text = String::new();
                    stream.read_to_string(&mut text).await.unwrap();
                    over.fetch_add(1, Ordering::Relaxed);
                    if answers {
                        stream.write_all(text.to_uppercase().as_bytes()).await.unwrap();
                    } else {
                        std::future::pending::<()>().await;
                    }
                });
            }
        });
        Self { address, connections, ended }
    }

    fn grant(&self) -> String {
        format!("allow.tcp = [\"{}\"]", self.address)
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

async fn host(script: &[String], toml: &str) -> RunningHost {
    let toml = format!("settings.script = {}\n{toml}", json!(script.join("\n")));
    TestHost::new().adapter("till", guests::USES_SOCKETS).venue_with("crown", "till", &toml).start().await
}

/// What comes of a line, and what the operator is told of it.
async fn run(line: &str, toml: &str) -> (String, Vec<String>) {
    let host = host(&[line.to_owned()], toml).await;
    let found = host.as_venue("crown").post("/v1/orders/search", &json!({})).await.ok();
    let found = found["data"][0]["note"].as_str().unwrap();
    let told = host.told().into_iter().filter_map(|text| text.strip_prefix(WHOSE).map(str::to_owned)).collect();
    (found.split_once(": ").unwrap().1.to_owned(), told)
}

const WHOSE: &str = "adapter \"till\" of venue \"crown\" ";

#[track_caller]
fn check_refused((found, told): (String, Vec<String>), expected: &str) {
    assert!(found.starts_with("refused, "), "{found}");
    assert_eq!(told, [expected]);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn uses_sockets() {
    let database = Database::start(true).await;
    let (found, told) = run(&format!("talk {} select", database.address), &database.grant()).await;
    assert_eq!((found.as_str(), told.len()), ("SELECT", 0), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_grant_no_connection_is_opened() {
    let database = Database::start(true).await;
    check_refused(
        run(&format!("talk {} select", database.address), "").await,
        "may not open TCP connections; hint: add its address, as in \"192.168.1.20:3306\", to [venues.crown.allow] tcp",
    );
    assert_eq!(database.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_address_or_port_is_refused_with_the_line_that_would_allow_it() {
    let (granted, other) = (Database::start(true).await, Database::start(true).await);
    let port = granted.address.port();
    for address in [
        other.address.to_string(),
        format!("127.0.0.2:{port}"),
        format!("[::1]:{port}"),
        format!("169.254.169.254:{port}"),
    ] {
        check_refused(
            run(&format!("talk {address} select"), &granted.grant()).await,
            &format!("may not connect to {address}; hint: add \"{address}\" to [venues.crown.allow] tcp"),
        );
    }
    assert_eq!((granted.connections(), other.connections()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ipv4_address_in_ipv6_is_no_way_around() {
    let database = Database::start(true).await;
    let mapped = format!("[::ffff:127.0.0.1]:{}", database.address.port());
    let (found, _) = run(&format!("talk {mapped} select"), &database.grant()).await;
    assert!(found.starts_with("refused, "), "WASI knows no such address: {found}");
    // Written so in the configuration, it is the address that it stands for.
    let (found, _) = run(&format!("talk {} select", database.address), &format!("allow.tcp = [\"{mapped}\"]")).await;
    assert_eq!(found, "SELECT");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_listens() {
    let grant = Database::start(true).await.grant();
    for address in ["127.0.0.1:0", "127.0.0.1:8090", "0.0.0.0:8090", "[::1]:0"] {
        check_refused(
            run(&format!("listen {address}"), &grant).await,
            &format!("may not bind to {address}: a connection leaves from a port that the system chooses"),
        );
    }
    // Bound as for a connection, and still not to be listened on.
    check_refused(run("listen 0.0.0.0:0", &grant).await, "may not listen: connections are only opened");
}

#[tokio::test(flavor = "multi_thread")]
async fn udp_and_looking_up_names_are_never_granted() {
    let grant = Database::start(true).await.grant();
    check_refused(
        run("udp 0.0.0.0:0", &grant).await,
        "may not use UDP; hint: it is never granted: a database is reached over TCP",
    );
    for name in ["localhost", "4111111111111111.evil.example"] {
        let shown = if name == "localhost" { name } else { "************1111.evil.example" };
        check_refused(
            run(&format!("resolve {name}"), &grant).await,
            &format!(
                "may not look up \"{shown}\"; hint: let it connect to the IP address that [venues.crown.allow] tcp grants"
            ),
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_opens_no_more_connections_than_the_limit() {
    let database = Database::start(true).await;
    let toml = format!("limits.tcp_connections = 3\n{}", database.grant());
    assert_eq!(run(&format!("many {} 3", database.address), &toml).await.0, "3");
    let host = host(&[format!("many {} 4", database.address)], &toml).await;
    host.as_venue("crown").post("/v1/orders/search", &json!({})).await.ok();
    let told = host.until_told("TCP connections").await;
    assert_eq!(
        told,
        format!("{WHOSE}opened more than 3 TCP connections in one call, which limits.tcp_connections allows")
    );
    let metrics = host.console().get("/metrics").await;
    let counted = "patio_adapter_limits_total{venue=\"crown\",adapter=\"till\",limit=\"tcp_connections\"} 1\n";
    assert!(String::from_utf8_lossy(&metrics.body).contains(counted));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_answers_is_waited_for_until_the_deadline() {
    let database = Database::start(false).await;
    let toml = format!("limits.deadline_ms = 300\n{}", database.grant());
    let host = host(&[format!("talk {} select", database.address)], &toml).await;
    host.as_venue("crown").post("/v1/orders/search", &json!({})).await.error(504, "UnexpectedError");
    assert_eq!(database.connections(), 1);
    host.as_venue("crown").get("/v1/orders/1").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_end_with_the_call() {
    let database = Database::start(true).await;
    let host = host(&[format!("many {} 4", database.address)], &database.grant()).await;
    let crown = host.as_venue("crown");
    for _ in 0..5 {
        crown.post("/v1/orders/search", &json!({})).await.ok();
    }
    let ended = || async { (database.ended.load(Ordering::Relaxed) == 20).then_some(()) };
    until("the database saw the end of all", ended).await;
    assert_eq!(database.connections(), 20);
}
