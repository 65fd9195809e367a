//! What an adapter does wrong harms its own call: it is stopped, the card machine gets an EPOSError, the operator reads
//! which adapter of which venue did what, and the next call works, of this venue and of another.

use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use serde_json::{Value, json};

/// Every guest has a test of its name.
macro_rules! is_tested {
    ($name:ident) => {
        #[expect(unused_imports, reason = "it only has to be there")]
        use self::$name as _;
    };
}
patio_tests::foreach_guest!(is_tested);

/// A host where the venue `crown` has the adapter of a case, and the venue `anchor` the demo.
async fn host_of(case: &str, component: &str, toml: &str) -> RunningHost {
    TestHost::new()
        .adapter(case, component)
        .adapter("demo", guests::DEMO)
        .venue_with("crown", case, toml)
        .venue("anchor", "demo")
        .start()
        .await
}

async fn search(host: &RunningHost) -> patio_tests::client::Answer {
    host.as_venue("crown").post("/v1/orders/search", &json!({})).await
}

async fn get(host: &RunningHost, id: &str) -> patio_tests::client::Answer {
    host.as_venue("crown").get(&format!("/v1/orders/{id}")).await
}

/// The search fails as the adapter's fault, the operator is told, and nothing else is harmed.
async fn check_fault(case: &str, component: &str, toml: &str, status: u16, told: &str) {
    let host = host_of(case, component, toml).await;
    let message = search(&host).await.error(status, "UnexpectedError");
    for secret in ["wasm", "limit", "trap", "exit", "breaks"] {
        assert!(!message.contains(secret), "the card machine is not told {secret:?}: {message}");
    }
    let expected = format!("adapter {case:?} of venue \"crown\" failed in SearchOrders: {told}");
    let text = host.until_told("failed in SearchOrders").await;
    assert!(text.starts_with(&expected), "{text:?} does not begin with {expected:?}");
    // The next call of the same venue, and one of another, are as if nothing had been.
    get(&host, "1").await.ok();
    host.as_venue("anchor").post("/v1/orders/search", &json!({})).await.ok();
}

/// The file is not taken up, with its reason, and its venue is not ready; another venue is.
async fn check_refused(case: &str, component: &str, told: &str) {
    let host = host_of(case, component, "").await;
    let text = host.until_told("was not taken up").await;
    assert!(text.contains(told), "{text}");
    let message = search(&host).await.error(503, "UnexpectedError");
    assert!(!message.contains(host.folder().to_str().unwrap()), "no path of the file system: {message}");
    host.as_venue("anchor").post("/v1/orders/search", &json!({})).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_loop() {
    let told = "it used more than 100 ms of CPU time (limits.cpu_ms)";
    check_fault("endless_loop", guests::ENDLESS_LOOP, "limits.cpu_ms = 100", 500, told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_ends_at_the_deadline_where_that_is_sooner() {
    let toml = "limits.cpu_ms = 1000\nlimits.deadline_ms = 1000";
    let host = host_of("endless_loop", guests::ENDLESS_LOOP, toml).await;
    let status = search(&host).await.status.as_u16();
    assert!([500, 504].contains(&status), "stopped by one of them: {status}");
    get(&host, "1").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn bulk_memory() {
    let told = "it used more than 100 ms of CPU time (limits.cpu_ms)";
    check_fault("bulk_memory", guests::BULK_MEMORY, "limits.cpu_ms = 100", 500, told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_growth() {
    let told = "it asked for more than 16 MiB of memory (limits.memory_mib)";
    check_fault("memory_growth", guests::MEMORY_GROWTH, "limits.memory_mib = 16", 500, told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_recursion() {
    let told = "its calls nest deeper than 1024 KiB of stack allow";
    check_fault("deep_recursion", guests::DEEP_RECURSION, "", 500, told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn panic() {
    check_fault("panic", guests::PANIC, "", 500, "it trapped: wasm `unreachable` instruction executed, in ").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_zero() {
    check_fault("exit_zero", guests::EXIT_ZERO, "", 500, "it called exit(0) instead of answering").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn huge_reply() {
    let toml = "limits.reply_bytes = 1048576\nsettings.bytes = \"2097152\"";
    let told = "it handed over more than 1048576 bytes at once (limits.reply_bytes)";
    check_fault("huge_reply", guests::HUGE_REPLY, toml, 500, told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow() {
    let toml = "limits.deadline_ms = 300\nlimits.cpu_ms = 300\nsettings.delay-ms = \"20000\"";
    check_fault("slow", guests::SLOW, toml, 504, "it did not answer within 300 ms (limits.deadline_ms)").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_orders() {
    let told = "its answer breaks the contract: orders: 101 orders, but the limit is 100";
    check_fault("too_many_orders", guests::TOO_MANY_ORDERS, "", 500, told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_money() {
    let host = host_of("bad_money", guests::BAD_MONEY, "").await;
    let found = search(&host).await.ok();
    assert_eq!(ids(&found), ["good"], "one bad order does not hide the others");
    let told = host.until_told("which are not shown").await;
    assert!(told.starts_with("adapter \"bad_money\" of venue \"crown\" answered a search with 2 orders"), "{told}");
    assert!(told.contains(r#"orders[0].totalAmount.currencyCode: "POUNDS" is no ISO 4217 code"#), "{told}");
    get(&host, "bad").await.error(500, "UnexpectedError");
    get(&host, "negative").await.error(500, "UnexpectedError");
    get(&host, "fine").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_time() {
    let host = host_of("bad_time", guests::BAD_TIME, "").await;
    assert_eq!(ids(&search(&host).await.ok()), ["good"]);
    let told = host.until_told("which are not shown").await;
    assert!(told.contains(r#"orders[0].createdAt: "yesterday" is no RFC 3339 instant"#), "{told}");
    get(&host, "bad").await.error(500, "UnexpectedError");
}

#[tokio::test(flavor = "multi_thread")]
async fn lies_about_id() {
    let host = host_of("lies_about_id", guests::LIES_ABOUT_ID, "").await;
    get(&host, "7").await.error(500, "UnexpectedError");
    let told = host.until_told("failed in GetOrderById").await;
    assert!(told.contains(r#"id: "7" was asked for"#), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_strings() {
    let host = host_of("odd_strings", guests::ODD_STRINGS, "").await;
    let found = search(&host).await.ok();
    let name = |index: usize| found["data"][index]["displayName"].as_str().unwrap();
    assert_eq!(name(0), "🍔🍟 𝔗𝔞𝔟𝔩𝔢 👩‍👩‍👧");
    assert_eq!(name(1), "Table\0 4\u{1}\u{7f}");
    assert_eq!(name(2), "\u{202e}4 elbaT שולחן");
    assert_eq!(name(3).len(), 200);
    let told = host.until_told("a card machine shows the first 24 characters").await;
    assert!(told.starts_with("adapter \"odd_strings\" of venue \"crown\" names order "), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn log_flood() {
    let host = host_of("log_flood", guests::LOG_FLOOD, "limits.log_lines = 10\nlimits.cpu_ms = 5000").await;
    search(&host).await.ok();
    let told = host.until_told("the rest is dropped").await;
    assert!(told.starts_with("adapter \"log_flood\" of venue \"crown\" logged more than 10 lines"), "{told}");
    let times = host.told().iter().filter(|text| text.contains("the rest is dropped")).count();
    assert_eq!(times, 1, "once per call");
}

#[tokio::test(flavor = "multi_thread")]
async fn store_flood() {
    let toml = "limits.store_keys = 5\nsettings.values = \"10\"\nlimits.deadline_ms = 30000\nlimits.cpu_ms = 5000";
    let host = host_of("store_flood", guests::STORE_FLOOD, toml).await;
    let order = &search(&host).await.ok()["data"][0];
    assert_eq!(order["displayName"], "5");
    let refusal = order["note"].as_str().unwrap();
    assert!(refusal.contains("store_keys"), "it says which limit: {refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keeps_memory() {
    let host = host_of("keeps_memory", guests::KEEPS_MEMORY, "").await;
    for _ in 0..20 {
        let order = get(&host, "1").await.ok();
        assert_eq!(order["displayName"], "0 calls, 0 bytes", "no call sees another's memory");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reused_instance_is_retired_after_its_calls_and_after_a_fault() {
    let toml = "instances = \"reuse\"\nlimits.reuse_calls = 3";
    let host = host_of("keeps_memory", guests::KEEPS_MEMORY, toml).await;
    let mut seen = Vec::new();
    for _ in 0..7 {
        let name = get(&host, "1").await.ok()["displayName"].as_str().unwrap().to_owned();
        seen.push(name.split(' ').next().unwrap().to_owned());
    }
    assert_eq!(seen, ["0", "1", "2", "0", "1", "2", "0"]);

    let toml = "instances = \"reuse\"";
    let host = host_of("panic", guests::PANIC, toml).await;
    get(&host, "1").await.ok();
    search(&host).await.error(500, "UnexpectedError");
    get(&host, "1").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn env_probe() {
    let host = host_of("env_probe", guests::ENV_PROBE, "").await;
    let found = search(&host).await.ok();
    let note = found["data"][0]["note"].as_str().unwrap();
    assert!(note.contains("environment: 0\n") && note.contains("arguments: 0\n"), "{note}");
    assert!(!note.contains("allowed"), "nothing is reached that was not granted:\n{note}");
    assert_eq!(note.matches("refused").count(), 7, "{note}");
}

#[tokio::test(flavor = "multi_thread")]
async fn needs_setting() {
    let host = host_of("needs_setting", guests::NEEDS_SETTING, "").await;
    search(&host).await.error(503, "UnexpectedError");
    let ready = host.console().get("/ready").await;
    assert_eq!(ready.status, 503);
    let text = String::from_utf8_lossy(&ready.body).into_owned();
    assert!(text.contains(r#"the setting \"api-token\" is missing (the key of the till's API)"#), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_import() {
    let told = "it wants an import that is not lent: component imports instance `acme:pos/till@1.0.0`";
    check_refused("unknown_import", guests::UNKNOWN_IMPORT, told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_shape() {
    check_refused("wrong_shape", guests::WRONG_SHAPE, "its export patio:epos/orders does not fit the contract").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_export() {
    let told = "it exports patio:epos/teleport@0.1.0, which this version of Patio does not know";
    check_refused("unknown_export", guests::UNKNOWN_EXPORT, told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_about() {
    check_refused("no_about", guests::NO_ABOUT, "it exports no patio:epos/about@0.1.0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_only() {
    let host = host_of("orders_only", guests::ORDERS_ONLY, "").await;
    search(&host).await.ok();
    let message = host.as_venue("crown").post("/v1/events", &crate::events::event("pi_1", "Captured", "crown")).await;
    let message = message.error(404, "NotFound");
    assert!(message.contains("HandleEvent:payment_intent.status_updated"), "{message}");
}

// These are what other files are about.
pub use crate::breaches::breaches;
pub use crate::breaker::breaks;
pub use crate::changes::tells_changes;
pub use crate::echo::echo;
pub use crate::events::{payments_lookup, payments_none, payments_script};
pub use crate::exports::{bookings_only, locks_only, places_only};
pub use crate::files::{raw_files, uses_files};
pub use crate::hang_up::slow_writes;
pub use crate::limits::{canary, header_flood, huge_texts};
pub use crate::outgoing::{breaks_off_upload, calls_http};
pub use crate::recording::wide_awake;
pub use crate::reload::{new_version, old_version};
pub use crate::sockets::uses_sockets;
pub use crate::tills::{till_keyed, till_lookup, till_none};
pub use crate::wishes::{asks_little, asks_more, hostile_words};

fn ids(page: &Value) -> Vec<&str> {
    page["data"].as_array().unwrap().iter().map(|order| order["id"].as_str().unwrap()).collect()
}
