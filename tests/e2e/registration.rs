//! Registration at Dojo: what a venue offers is what Dojo calls, and it is told when that changes and at no other time.

use patio_host::epos::capability::TABLE;
use patio_tests::client::Answer;
use patio_tests::dojo::{DojoServer, Fault, KEY};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use patio_tests::peer::{Peer, Said};
use serde_json::{Value, json};
use std::fs;

const GET: &str = "GET /epos/integrations/rest";
const PUT: &str = "PUT /epos/integrations/rest";
const EVENTS: &str = "HandleEvent:payment_intent.status_updated";

/// Nobody listens there.
const NO_SOCKET: &str = "dojo.socket_url = \"ws://127.0.0.1:9\"";

async fn start(dojo: &DojoServer, component: &str) -> RunningHost {
    TestHost::new().adapter("till", component).venue_with("crown", "till", &dojo.toml()).start().await
}

/// The names that are registered, in Dojo's order.
fn names(dojo: &DojoServer, kind: &str) -> Vec<String> {
    let integration = dojo.registered(kind).unwrap_or_default();
    let capabilities = integration["capabilities"].as_array().cloned().unwrap_or_default();
    capabilities.iter().map(|capability| capability["name"].as_str().unwrap().to_owned()).collect()
}

async fn until_registered(dojo: &DojoServer, kind: &str, expected: &[&str]) {
    until(&format!("{expected:?} are registered"), async || (names(dojo, kind) == expected).then_some(())).await;
}

/// What was sent, in order.
fn sent(dojo: &DojoServer) -> Vec<Value> {
    let puts = dojo.exchanges().into_iter().filter(|exchange| exchange.asked.request() == PUT);
    puts.map(|exchange| serde_json::from_str(&exchange.asked.body).unwrap()).collect()
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

/// The first venue's registrations, as the operator sees them.
async fn shown(host: &RunningHost) -> Value {
    host.console().get("/ready").await.json()["venues"][0]["registrations"].clone()
}

async fn until_counted(host: &RunningHost, transport: &str, outcome: &str, times: u32) {
    let labels = format!(r#"venue="crown",transport="{transport}",outcome="{outcome}""#);
    let line = format!("patio_registrations_total{{{labels}}} {times}\n");
    until(&line, async || text(&host.console().get("/metrics").await).contains(&line).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_is_registered_with_everything_that_it_offers() {
    let dojo = DojoServer::start();
    let host = start(&dojo, guests::DEMO).await;
    let all: Vec<_> = TABLE.iter().map(|row| row.name).collect();
    until_registered(&dojo, "rest", &all).await;
    let [sent] = &sent(&dojo)[..] else { panic!("it was sent more than once") };
    assert_eq!(sent["url"], "http://127.0.0.1:9");
    let basic = json!({"username": "crown", "password": "crown-secret"});
    assert_eq!(sent["auth"], json!({"authType": "basic", "basic": basic}));
    assert_eq!(sent["capabilities"][0], json!({"name": "SearchOrders", "version": "v1"}));
    host.until_told("venue \"crown\" is registered at Dojo (rest) with 23 capabilities").await;
    let shown = shown(&host).await;
    assert_eq!((&shown[0]["transport"], &shown[0]["capabilities"]), (&json!("rest"), &json!(all)));
    assert!(shown[0]["since"].is_string() && shown[1].is_null(), "{shown}");
    let metrics = text(&host.console().get("/metrics").await);
    assert!(metrics.contains(r#"patio_registered{venue="crown",transport="rest"} 1"#), "{metrics}");
    assert!(dojo.registered("ws").is_none(), "it is not served over WebSocket");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_wants_to_know_of_payments_whatever_the_adapter_takes() {
    let dojo = DojoServer::start();
    let off = format!("disabled_capabilities = [\"{EVENTS}\", \"GetOrderById\"]\n{}", dojo.toml());
    let _host = TestHost::new().adapter("till", guests::ORDERS_ONLY).venue_with("crown", "till", &off).start().await;
    until_registered(&dojo, "rest", &["SearchOrders", EVENTS]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_where_nothing_changed() {
    let dojo = DojoServer::start();
    let host = start(&dojo, guests::ORDERS_ONLY).await;
    until_counted(&host, "rest", "registered", 1).await;
    let since = shown(&host).await[0]["since"].clone();
    let host = host.stop().await.again().start().await;
    until_counted(&host, "rest", "unchanged", 1).await;
    assert_eq!((dojo.asked(GET), dojo.asked(PUT)), (2, 1));
    assert_eq!(shown(&host).await[0]["since"], since);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_registered_is_replaced_at_the_next_start() {
    let dojo = DojoServer::start();
    let host = start(&dojo, guests::ORDERS_ONLY).await;
    until_counted(&host, "rest", "registered", 1).await;
    let stopped = host.stop().await;
    dojo.set_registered("rest", None);
    let _host = stopped.again().start().await;
    until_registered(&dojo, "rest", &["SearchOrders", "GetOrderById", EVENTS]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_of_the_adapter_registers_what_it_exports() {
    let dojo = DojoServer::start();
    let host = start(&dojo, guests::ORDERS_ONLY).await;
    until_registered(&dojo, "rest", &["SearchOrders", "GetOrderById", EVENTS]).await;
    host.drop_adapter("till", guests::LOCKS_ONLY);
    let locks = ["SearchOrders", "GetOrderById", EVENTS, "CreateOrderLock", "DeleteOrderLock"];
    until_registered(&dojo, "rest", &locks).await;
    assert_eq!(dojo.asked(PUT), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_venue_switches_off_is_registered_no_more() {
    let dojo = DojoServer::start();
    let mut host = start(&dojo, guests::ORDERS_ONLY).await;
    until_registered(&dojo, "rest", &["SearchOrders", "GetOrderById", EVENTS]).await;
    host.set_venue("crown", "till", &format!("disabled_capabilities = [\"SearchOrders\"]\n{}", dojo.toml()));
    until_registered(&dojo, "rest", &["GetOrderById", EVENTS]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_first_password_is_registered() {
    let dojo = DojoServer::start();
    let host = start(&dojo, guests::ORDERS_ONLY).await;
    until_counted(&host, "rest", "registered", 1).await;
    let config = fs::read_to_string(host.folder().join("patio.toml")).unwrap();
    let rotated =
        config.replace("[{ value = \"crown-secret\" }]", "[{ value = \"new-one\" }, { value = \"crown-secret\" }]");
    assert_ne!(rotated, config);
    host.write_config(&rotated);
    until_counted(&host, "rest", "registered", 2).await;
    let passwords: Vec<_> = sent(&dojo).iter().map(|sent| sent["auth"]["basic"]["password"].clone()).collect();
    assert_eq!(passwords, ["crown-secret", "new-one"]);
    // The old one is retired: Dojo has the new one already.
    host.write_config(&config.replace("crown-secret", "new-one"));
    until_counted(&host, "rest", "unchanged", 1).await;
    assert_eq!(dojo.asked(PUT), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_dojo_does_not_take_are_replaced_by_older_ones() {
    let new_names: Vec<_> = TABLE.iter().filter(|row| !row.legacy_names.is_empty()).map(|row| row.name).collect();
    assert_eq!(new_names.len(), 4);
    let expected: Vec<_> = TABLE.iter().map(|row| *row.legacy_names.first().unwrap_or(&row.name)).collect();
    // Left out silently, or refused with the whole list.
    for strict in [false, true] {
        let dojo = DojoServer::start();
        dojo.know_not(&new_names, strict);
        let host = start(&dojo, guests::DEMO).await;
        host.until_told("is registered at Dojo (rest) with 23 capabilities").await;
        assert_eq!(
            (names(&dojo, "rest"), dojo.asked(PUT)),
            (expected.iter().map(|name| (*name).to_owned()).collect(), 2)
        );
        assert!(shown(&host).await[0]["lacking"].is_null());
        // They are the same capabilities: nothing changed.
        let host = host.stop().await.again().start().await;
        until_counted(&host, "rest", "unchanged", 1).await;
        assert_eq!(dojo.asked(PUT), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_dojo_does_not_take_under_any_name_is_said() {
    let dojo = DojoServer::start();
    dojo.know_not(&["GetOrderById"], false);
    let host = start(&dojo, guests::ORDERS_ONLY).await;
    host.until_told("is registered at Dojo (rest) with 2 capabilities; Dojo did not take GetOrderById").await;
    let shown = shown(&host).await;
    assert_eq!(
        (&shown[0]["capabilities"], &shown[0]["lacking"]),
        (&json!(["SearchOrders", EVENTS]), &json!(["GetOrderById"]))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adapter_that_is_not_loaded_takes_no_venue_off_the_card_machines() {
    let [dojo, clock] = [DojoServer::start(), DojoServer::start()];
    let mut host = TestHost::new()
        .adapter("other", guests::ORDERS_ONLY)
        .venue_with("anchor", "other", &clock.toml())
        .venue_with("crown", "till", &dojo.toml())
        .start()
        .await;
    // Whenever the neighbour is registered, the venue's turn was, too.
    until_registered(&clock, "rest", &["SearchOrders", "GetOrderById", EVENTS]).await;
    assert_eq!((dojo.asked(GET), dojo.asked(PUT)), (0, 0));
    host.drop_adapter("till", guests::ORDERS_ONLY);
    until_registered(&dojo, "rest", &["SearchOrders", "GetOrderById", EVENTS]).await;
    fs::remove_file(host.adapter_path("till")).unwrap();
    host.until_told("is gone: the adapter is retired").await;
    host.set_venue("anchor", "other", &format!("disabled_capabilities = [\"SearchOrders\"]\n{}", clock.toml()));
    until_registered(&clock, "rest", &["GetOrderById", EVENTS]).await;
    assert_eq!((names(&dojo, "rest").len(), dojo.asked(PUT)), (3, 1));
}

/// Fails, is shown, serves, and is registered once nothing fails any more.
async fn check_failure(part: &str, fault: Fault, reason: &str) {
    let dojo = DojoServer::start();
    dojo.fail_at(part, fault);
    let host = start(&dojo, guests::ORDERS_ONLY).await;
    let told = host.until_told("venue \"crown\" is not registered at Dojo (rest) as it should be").await;
    assert!(told.contains(reason), "{told}");
    host.as_venue("crown").get("/v1/orders/1").await.ok();
    assert_eq!(host.console().get("/ready").await.status, 200, "the venue is served");
    let failure = shown(&host).await[0]["failure"].clone();
    assert!(failure["reason"].as_str().unwrap().contains(reason) && failure["at"].is_string(), "{failure}");
    let metrics = text(&host.console().get("/metrics").await);
    assert!(metrics.contains(r#"patio_registered{venue="crown",transport="rest"} 0"#), "{metrics}");
    until_counted(&host, "rest", "failed", 2).await;
    let times = host.told().iter().filter(|told| told.contains("is not registered")).count();
    assert_eq!(times, 1, "it is told once");
    dojo.heal();
    until_registered(&dojo, "rest", &["SearchOrders", "GetOrderById", EVENTS]).await;
    host.until_told("venue \"crown\" is registered at Dojo (rest) with 3 capabilities").await;
    assert!(shown(&host).await[0]["failure"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_shown_and_tried_again_and_the_venue_is_served() {
    check_failure("PUT /epos", Fault::Status(400), "refused it with 400: Something went wrong").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dojo_that_stumbles_is_asked_again() {
    check_failure("PUT /epos", Fault::Status(500), "answered 500 Internal Server Error").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dojo_that_has_too_much_to_do_is_asked_again() {
    check_failure("PUT /epos", Fault::TooMany(Some("1")), "wants no request").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_compared_is_not_sent_blindly_and_asked_for_again() {
    check_failure("GET /epos", Fault::Garbage, "cannot be read").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_said_and_tried_again_when_somebody_writes_another() {
    let dojo = DojoServer::start();
    let wrong = dojo.toml().replace(KEY, "sk_sandbox_wrong_0815");
    let mut host =
        TestHost::new().adapter("till", guests::ORDERS_ONLY).venue_with("crown", "till", &wrong).start().await;
    let told = host.until_told("is not registered at Dojo (rest) as it should be").await;
    assert!(told.contains("Dojo does not accept the venue's api_key: 401 Unauthorized"), "{told}");
    assert!(!told.contains("sk_sandbox_wrong_0815"), "{told}");
    host.as_venue("crown").get("/v1/orders/1").await.ok();
    host.set_venue("crown", "till", &dojo.toml());
    until_registered(&dojo, "rest", &["SearchOrders", "GetOrderById", EVENTS]).await;
    let keys = dojo.exchanges().into_iter().filter(|it| it.asked.path.starts_with("/epos"));
    let wrong = keys.filter(|it| it.asked.headers["authorization"].contains("wrong")).count();
    assert_eq!(wrong, 1, "not before five minutes are over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_that_changes_over_is_registered_the_new_way_and_called_the_old_one_no_more() {
    let dojo = DojoServer::start();
    let mut host = start(&dojo, guests::ORDERS_ONLY).await;
    let names = ["SearchOrders", "GetOrderById", EVENTS];
    until_registered(&dojo, "rest", &names).await;
    let both = format!("dojo.transports = [\"rest\", \"websocket\"]\n{NO_SOCKET}\n{}", dojo.toml());
    host.set_venue("crown", "till", &both);
    until_registered(&dojo, "ws", &names).await;
    assert_eq!(dojo.asked(PUT), 1, "REST stays as it is");
    host.set_venue("crown", "till", &format!("dojo.transports = [\"websocket\"]\n{NO_SOCKET}\n{}", dojo.toml()));
    host.until_told("venue \"crown\" is not called by Dojo (rest) any more").await;
    until_registered(&dojo, "rest", &[]).await;
    until_registered(&dojo, "ws", &names).await;
    let shown = shown(&host).await;
    assert_eq!((&shown[0]["transport"], &shown[1]), (&json!("websocket"), &Value::Null), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_registered_is_not_ended() {
    let dojo = DojoServer::start();
    let mut host = start(&dojo, guests::ORDERS_ONLY).await;
    until_counted(&host, "rest", "registered", 1).await;
    let mut theirs = dojo.registered("rest").unwrap();
    theirs["url"] = "https://another-host.example".into();
    dojo.set_registered("rest", Some(theirs.clone()));
    host.set_venue("crown", "till", &format!("dojo.transports = [\"websocket\"]\n{NO_SOCKET}\n{}", dojo.toml()));
    host.until_told("venue \"crown\" is not called by Dojo (rest) any more").await;
    assert_eq!((dojo.registered("rest"), dojo.asked(PUT)), (Some(theirs), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_password_nor_key_is_shown_though_dojo_repeats_them() {
    // What there is to see first is nothing; then the request is repeated as the reason why it is refused.
    let dojo = Peer::start(async |asked| {
        let whole = format!("{} {}", asked.headers["authorization"], asked.body);
        Some(match asked.method.as_str() {
            "GET" => Said::new(200, "[]"),
            _ => Said::new(400, json!({"title": "No.", "detail": whole}).to_string()),
        })
    });
    let toml = format!(
        "dojo.api_key = {{ value = \"{KEY}\" }}\ndojo.software_house_id = \"s\"\n\
         dojo.rest_url = \"http://127.0.0.1:9\"\ndojo.api_url = \"{}\"\n",
        dojo.url()
    );
    let host = TestHost::new().adapter("till", guests::ORDERS_ONLY).venue_with("crown", "till", &toml).start().await;
    let told = host.until_told("is not registered at Dojo (rest) as it should be").await;
    assert_eq!(told.matches("[redacted]").count(), 2, "{told}");
    let pages = [text(&host.console().get("/ready").await), text(&host.console().get("/metrics").await)];
    let stopped = host.stop().await;
    let store = fs::read(stopped.folder().join("patio.db.store")).unwrap();
    for text in pages.into_iter().chain([told, String::from_utf8_lossy(&store).into_owned()]) {
        assert!(!text.contains("crown-secret") && !text.contains(KEY), "{text}");
    }
}
