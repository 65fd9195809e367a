//! A limit that lets the call go on is counted; what is left in memory is nobody's; and a call that nobody waits for any
//! more leaves its place.

use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

async fn host_of(component: &str, toml: &str) -> RunningHost {
    TestHost::new().adapter("guest", component).venue_with("crown", "guest", toml).start().await
}

async fn metrics(host: &RunningHost) -> String {
    String::from_utf8_lossy(&host.console().get("/metrics").await.body).into_owned()
}

/// How often the venue's adapter hit a limit.
async fn hits(host: &RunningHost, limit: &str) -> u64 {
    let line = format!(r#"patio_adapter_limits_total{{venue="crown",adapter="guest",limit="{limit}"}} "#);
    metrics(host).await.lines().find_map(|text| text.strip_prefix(&line)?.parse().ok()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn log_lines_that_are_swallowed_are_counted() {
    let toml = "limits.log_lines = 10\nlimits.cpu_ms = 5000\nsettings.lines = \"50\"";
    let host = host_of(guests::LOG_FLOOD, toml).await;
    host.as_venue("crown").post("/v1/orders/search", &json!({})).await.ok();
    assert_eq!(hits(&host, "log_lines").await, 90, "of a hundred, ten are logged");

    let host =
        host_of(guests::LOG_FLOOD, "limits.log_bytes = 200\nlimits.cpu_ms = 5000\nsettings.lines = \"50\"").await;
    host.as_venue("crown").post("/v1/orders/search", &json!({})).await.ok();
    assert!(hits(&host, "log_bytes").await > 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_store_refuses_is_counted() {
    for (limit, toml) in [
        ("store_keys", "limits.store_keys = 5"),
        ("store_value_bytes", "limits.store_value_bytes = 4000"),
        ("store_bytes", "limits.store_bytes = 4200\nlimits.store_value_bytes = 4096"),
    ] {
        let toml = format!("{toml}\nsettings.values = \"10\"\nlimits.deadline_ms = 30000\nlimits.cpu_ms = 5000");
        let host = host_of(guests::STORE_FLOOD, &toml).await;
        host.as_venue("crown").post("/v1/orders/search", &json!({})).await.ok();
        assert_eq!(hits(&host, limit).await, 1, "{limit}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_ends_a_call_is_counted_by_its_name() {
    let host = host_of(guests::ENDLESS_LOOP, "limits.cpu_ms = 50").await;
    host.as_venue("crown").post("/v1/orders/search", &json!({})).await.error(500, "UnexpectedError");
    assert_eq!(hits(&host, "cpu").await, 1);
    let spent = metrics(&host).await;
    let line = r#"patio_adapter_cpu_seconds_total{venue="crown",adapter="guest"} "#;
    let spent: f64 = spent.lines().find_map(|text| text.strip_prefix(line)?.parse().ok()).unwrap();
    assert!(spent >= 0.05, "{spent} s");
}

#[tokio::test(flavor = "multi_thread")]
pub async fn header_flood() {
    let toml = "allow.http = [\"http://127.0.0.1:9\"]";
    let host = host_of(guests::HEADER_FLOOD, toml).await;
    host.as_venue("crown").post("/v1/orders/search", &json!({})).await.error(500, "UnexpectedError");
    let told = host.until_told("failed in SearchOrders").await;
    assert!(told.ends_with("it put more than 32768 bytes into header fields (limits.http_fields_bytes)"), "{told}");
    assert_eq!(hits(&host, "http_fields_bytes").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn huge_texts() {
    let host = host_of(guests::HUGE_TEXTS, "").await;
    let crown = host.as_venue("crown");
    let found = crown.post("/v1/orders/search", &json!({})).await.ok();
    let ids: Vec<_> = found["data"].as_array().unwrap().iter().map(|order| order["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["fine"]);
    let told = host.until_told("which are not shown").await;
    let expected = "adapter \"guest\" of venue \"crown\" answered a search with 3 orders that break the contract, which \
                    are not shown: order \"named\".displayName: is 1000000 bytes long, 1024 are allowed";
    assert_eq!(told, expected);
    let message = crown.get("/v1/orders/1").await.error(409, "Conflict");
    assert!(message.len() <= 1024, "a sentence, not megabytes");
}

#[tokio::test(flavor = "multi_thread")]
pub async fn canary() {
    let host = TestHost::new()
        .server("max_adapter_memory_mib = 16\nmax_concurrent_calls = 1")
        .adapter("guest", guests::CANARY)
        .venue_with("crown", "guest", "limits.memory_mib = 16")
        .venue_with("anchor", "guest", "limits.memory_mib = 16")
        .start()
        .await;
    for venue in ["crown", "anchor"].into_iter().cycle().take(10) {
        let order = host.as_venue(venue).get("/v1/orders/1").await.ok();
        let found = order["displayName"].as_str().unwrap();
        let taken = found.strip_prefix("0 of ").unwrap_or_else(|| panic!("another call's memory was seen: {found}"));
        assert!(taken.parse::<usize>().unwrap() >= 8 << 20, "it looked at most of the slot: {taken}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reused_instance_never_serves_another_venue() {
    let toml = "instances = \"reuse\"";
    let host = TestHost::new()
        .adapter("guest", guests::KEEPS_MEMORY)
        .venue_with("crown", "guest", toml)
        .venue_with("anchor", "guest", toml)
        .start()
        .await;
    for calls in 0..5 {
        for venue in ["crown", "anchor"] {
            let order = host.as_venue(venue).get("/v1/orders/1").await.ok();
            let bytes = if calls == 0 { 0 } else { 1 << 20 };
            assert_eq!(order["displayName"], format!("{calls} calls, {bytes} bytes"), "{venue} sees its own calls");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hangs_up_while_the_adapter_waits_leaves_no_place_taken() {
    const TIMES: usize = 300;
    let toml =
        "limits.deadline_ms = 60000\nsettings.delay-ms = \"60000\"\nlimits.calls_at_once = 2\nlimits.calls_waiting = 2";
    let host = TestHost::new()
        .server("max_concurrent_calls = 2\nqueue_length = 2")
        .adapter("guest", guests::SLOW)
        .venue_with("crown", "guest", toml)
        .start()
        .await;
    let crown = host.as_venue("crown");
    let authorization = crown.authorization().unwrap();
    let request = format!(
        "POST /v1/orders/search HTTP/1.1\r\nhost: x\r\nauthorization: {authorization}\r\n\
         content-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    for _ in 0..TIMES {
        let mut connection = TcpStream::connect(host.address()).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
    }
    until("nothing runs", || async { metrics(&host).await.contains("patio_adapter_calls_running 0\n").then_some(()) })
        .await;
    crown.get("/v1/orders/1").await.ok();
    assert_eq!(host.failures(), [""; 0]);
}
