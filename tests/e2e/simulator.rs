//! The simulator's card machine at a real host: visits are paid, whatever goes wrong, and violations are found.

use crate::socket::quick;
use patio_simulator::fault::Asked;
use patio_simulator::machine::{CardMachine, Tells, Trouble};
use patio_simulator::replay::Replay;
use patio_simulator::terminal;
use patio_simulator::transcript::Kind;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use patio_tests::peer::{Peer, Said};
use patio_tests::simulated::{ACCOUNT, Simulated, play};
use serde_json::{Value, json};

/// Finds the table, splits the bill three ways with a tip, pays, and sees it paid.
const VISIT: &str = r#"
    name = "Three friends split the bill"
    [[step]]
    do = "orders"
    at_least = 3
    [[step]]
    do = "choose"
    order = "1001"
    [[step]]
    do = "lock"
    [[step]]
    do = "bill"
    [[step]]
    do = "decline"
    [[step]]
    do = "split"
    ways = 3
    tip = 100
    [[step]]
    do = "expect"
    due = 0
    payable = false
    [[step]]
    do = "unlock"
"#;

const ALL_WAYS: [Tells; 3] = [Tells::Record, Tells::Events, Tells::Both];

/// The transports over which the card machine asks.
#[derive(Clone, Copy, Debug)]
enum Over {
    Rest,
    Socket,
}

async fn host(simulated: &Simulated) -> RunningHost {
    let host = TestHost::new().adapter("demo", guests::DEMO).sockets(quick());
    host.venue_with("crown", "demo", &simulated.toml()).start().await
}

fn machine(simulated: &Simulated, host: &RunningHost, over: Over, tells: Tells) -> CardMachine {
    match over {
        Over::Rest => simulated.machine_at(host, tells),
        Over::Socket => simulated.socket_machine(tells),
    }
}

/// What the demo's order shows after the visit.
async fn shown(host: &RunningHost) -> Value {
    host.as_venue("crown").get("/v1/orders/1001").await.ok()
}

/// Three payments, each once, that come to the total, and a tip of one pound each.
#[track_caller]
fn check_paid(order: &Value) {
    assert_eq!(order["paidAmount"], order["totalAmount"], "{order:#}");
    assert_eq!(order["tipsAmount"]["value"], 300);
    assert_eq!(order["payments"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_paid_whichever_way_the_host_is_asked_and_told() {
    for (over, tells) in [Over::Rest, Over::Socket].into_iter().flat_map(|over| ALL_WAYS.map(|tells| (over, tells))) {
        let simulated = Simulated::start().await;
        let host = host(&simulated).await;
        let said = play(VISIT, &mut machine(&simulated, &host, over, tells)).await;
        assert!(said.iter().any(|line| line == "share 3 of 3"), "{said:?}");
        check_paid(&shown(&host).await);
        assert_eq!(simulated.violations(), [""; 0], "{over:?} {tells:?}");
    }
}

async fn check_visits(over: Over, tells: Tells) {
    let faults = [
        "duplicate-events",
        "reordered-events",
        "lost-replies",
        "slow-replies=2",
        "dropped-connections",
        "malformed-frames",
    ];
    for fault in faults {
        let simulated = Simulated::with(&[fault], None).await;
        let host = host(&simulated).await;
        play(VISIT, &mut machine(&simulated, &host, over, tells)).await;
        check_paid(&shown(&host).await);
        assert_eq!(simulated.violations(), [""; 0], "{over:?} {tells:?} {fault}");
        let notes = simulated.transcript.entries().iter().filter(|entry| entry.kind == Kind::Note).count();
        let on_events = fault.ends_with("events");
        assert!(on_events || notes > 0, "{over:?} {tells:?} {fault}: nothing went wrong");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_over_rest_a_visit_that_is_recorded_is_paid_once() {
    check_visits(Over::Rest, Tells::Record).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_over_rest_a_visit_that_is_told_by_events_is_paid_once() {
    check_visits(Over::Rest, Tells::Events).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_over_rest_a_visit_that_is_told_both_ways_is_paid_once() {
    check_visits(Over::Rest, Tells::Both).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_over_the_socket_a_visit_that_is_recorded_is_paid_once() {
    check_visits(Over::Socket, Tells::Record).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_over_the_socket_a_visit_that_is_told_by_events_is_paid_once() {
    check_visits(Over::Socket, Tells::Events).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_over_the_socket_a_visit_that_is_told_both_ways_is_paid_once() {
    check_visits(Over::Socket, Tells::Both).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_to_come_twice_or_late_does() {
    let events = async |fault: &str| {
        let simulated = Simulated::with(&[fault], None).await;
        let host = host(&simulated).await;
        let mut machine = simulated.machine_at(&host, Tells::Events);
        machine.list().await.unwrap();
        machine.choose("1001").await.unwrap();
        machine.pay(Some(100), 0).await.unwrap();
        let entries = simulated.transcript.entries();
        let sent = entries.iter().filter(|entry| entry.what == "HandleEvent" && entry.kind == Kind::Request);
        let status = |body: &Value| body["data"]["paymentStatus"].as_str().unwrap().to_owned();
        sent.map(|entry| status(entry.body.as_ref().unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(events("duplicate-events").await, ["Created", "Created", "Captured", "Captured"]);
    assert_eq!(events("reordered-events").await, ["Captured", "Created"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_back_is_taken_off_the_bill() {
    let simulated = Simulated::start().await;
    let host = host(&simulated).await;
    let mut machine = simulated.machine_at(&host, Tells::Both);
    machine.list().await.unwrap();
    machine.choose("1001").await.unwrap();
    let payment = machine.pay(Some(500), 50).await.unwrap();
    let refunded = machine.refund(None).await.unwrap();
    assert_eq!(refunded.refunded, 550);
    assert_eq!(simulated.cloud.intent(&payment.intent).unwrap()["status"], "Refunded");
    let paid = async || shown(&host).await["paidAmount"]["value"].as_i64();
    until("the bill is due again", || async { (paid().await == Some(0)).then_some(()) }).await;
    assert_eq!(machine.refund(None).await, Err(Trouble::NothingToRefund));
    assert_eq!(simulated.violations(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_can_hold_the_card_machine() {
    let simulated = Simulated::start().await;
    let host = host(&simulated).await;
    let mut machine = simulated.machine_at(&host, Tells::Record);
    let typed = "orders\nchoose 1001\nlock\npay 5.00 tip 0.50\npay 100000\ndance\nsplit 2\nlook\nquit\nlock\n";
    let mut said = Vec::new();
    let failed = terminal::run(&mut machine, typed.as_bytes(), &mut |line| said.push(line.to_owned())).await.unwrap();
    assert_eq!(failed, 2, "{said:?}");
    assert!(said.contains(&"paid GBP 5.00 and a tip of GBP 0.50, and the order shows it".to_owned()), "{said:?}");
    assert!(said.last().unwrap().ends_with("GBP 0.00 due"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transcript_is_said_again_and_answered_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("visit.jsonl");
    let simulated = Simulated::with(&[], Some(&file)).await;
    play(VISIT, &mut simulated.machine_at(&host(&simulated).await, Tells::Both)).await;
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), simulated.transcript.entries().len());

    let replay: Replay = text.parse().unwrap();
    let simulated = Simulated::start().await;
    let host = host(&simulated).await;
    let line = simulated.line_to(&format!("http://{}", host.address()));
    let mut said = Vec::new();
    let others = replay.play(&line, &simulated.cloud, ACCOUNT, &mut |line| said.push(line.to_owned())).await;
    assert_eq!(others, 0, "{}", said.join("\n"));
    check_paid(&shown(&host).await);

    // A point of sale that never heard of the orders answers otherwise.
    let simulated = Simulated::start().await;
    let nobody = Peer::start(|_| async { Some(json_said(404, &json!({"errorType": "NotFound"}))) });
    let mut said = Vec::new();
    let line = simulated.line_to(&nobody.url());
    let others = replay.play(&line, &simulated.cloud, ACCOUNT, &mut |line| said.push(line.to_owned())).await;
    assert!(others > 0 && said[0].contains("it was done, and now it is refused with NotFound"), "{said:?}");
}

fn json_said(status: u16, body: &Value) -> Said {
    Said::new(status, body.to_string()).with("content-type", "application/json")
}

/// An order of ten pounds, as a point of sale would show it.
fn ten_pounds() -> Value {
    json!({
        "id": "1", "status": "New", "details": {"orderType": "DineIn", "dineIn": {}}, "payable": true,
        "totalAmount": {"value": 1000, "currencyCode": "GBP"}, "items": [], "payments": [],
    })
}

/// A card machine at a point of sale that shows this order, and answers a payment with that.
fn at(simulated: &Simulated, order: &Value, recorded: &Said) -> (Peer, CardMachine) {
    let (order, recorded) = (order.clone(), recorded.clone());
    let peer = Peer::start(move |received| {
        let said = match received.path.as_str() {
            "/v1/orders/search" => json_said(200, &json!({"data": [order]})),
            path if path.ends_with("/record-payment") => recorded.clone(),
            "/v1/events" => json_said(200, &json!({})),
            _ => json_said(200, &order),
        };
        async move { Some(said) }
    });
    let machine = simulated.machine(simulated.line_to(&peer.url()), Tells::Record);
    (peer, machine)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_is_refused_is_given_back() {
    let simulated = Simulated::start().await;
    let conflict = json_said(409, &json!({"errorType": "Conflict", "debugMessage": "too late"}));
    let (_peer, mut machine) = at(&simulated, &ten_pounds(), &conflict);
    machine.list().await.unwrap();
    machine.choose("1").await.unwrap();
    let trouble = machine.pay(None, 100).await.unwrap_err();
    assert_eq!(trouble.to_string(), "RecordOrderPaymentById was refused: Conflict: too late");
    let entries = simulated.transcript.entries();
    let last = entries.iter().rfind(|entry| entry.kind == Kind::Intent).unwrap().body.clone().unwrap();
    assert_eq!((&last["status"], &last["refundedAmount"]), (&json!("Refunded"), &json!(1100)));
    assert_eq!(simulated.violations(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_is_shown_twice_is_found() {
    let simulated = Simulated::start().await;
    let pay = r#"
        [[step]]
        do = "orders"
        [[step]]
        do = "choose"
        order = "1"
        [[step]]
        do = "pay"
    "#;
    let taken = std::sync::Arc::new(std::sync::Mutex::new(Vec::<Value>::new()));
    let peer = Peer::start(move |received| {
        let mut taken = taken.lock().unwrap();
        if received.path.ends_with("/record-payment") {
            let payment: Value = serde_json::from_str(&received.body).unwrap();
            taken.extend([payment.clone(), payment]);
        }
        let mut order = ten_pounds();
        order["payments"] = json!(*taken);
        let said = if received.path.ends_with("/search") { json!({"data": [order]}) } else { order };
        async move { Some(json_said(200, &said)) }
    });
    let mut machine = simulated.machine(simulated.line_to(&peer.url()), Tells::Record);
    let scenario: patio_simulator::scenario::Scenario = pay.parse().unwrap();
    let failed = scenario.play(&mut machine, &mut |_| ()).await.unwrap_err();
    assert!(failed.why.contains("was taken once, and the order shows it 2 times"), "{failed}");
    assert_eq!(failed.step, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_breaks_the_contract_is_found_with_its_place() {
    let simulated = Simulated::start().await;
    let mut order = ten_pounds();
    order["items"] =
        json!([{"name": "Pie", "plu": "p", "quantity": "two", "amountPerItem": {"value": 1, "currencyCode": "GBP"}}]);
    let (_peer, mut machine) = at(&simulated, &order, &json_said(200, &order));
    machine.list().await.unwrap();
    let expected = r#"SearchOrders $.data[0].items[0].quantity: "two" is not of type "integer""#;
    assert_eq!(simulated.violations(), [expected]);
    assert_eq!(simulated.transcript.violations(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_that_is_no_epos_error_is_a_violation() {
    let simulated = Simulated::start().await;
    let html = Peer::start(|_| async { Some(Said::new(500, "<html>").with("content-type", "text/html")) });
    let trouble = simulated.machine(simulated.line_to(&html.url()), Tells::Record).list().await.unwrap_err();
    assert!(matches!(trouble, Trouble::Silence { .. }), "{trouble}");
    let violations = simulated.violations();
    assert!(violations[0].ends_with("header content-type: it is not application/json"), "{violations:?}");
    assert!(violations[1].contains("$: the answer, of status 500, is no JSON"), "{violations:?}");

    let simulated = Simulated::start().await;
    let vague = Peer::start(|_| async { Some(json_said(404, &json!({"errorType": "Missing"}))) });
    simulated.machine(simulated.line_to(&vague.url()), Tells::Record).list().await.unwrap_err();
    assert!(simulated.violations()[0].starts_with("SearchOrders $.errorType: \"Missing\" is not one of"));
}

#[test]
fn a_fault_that_does_not_exist_is_refused_with_those_that_do() {
    let refused = |text: &str| text.parse::<Asked>().unwrap_err();
    assert!(refused("chaos").starts_with("there is no fault \"chaos\": write one of duplicate-events, "));
    assert_eq!(refused("lost-replies=0"), "\"0\" is no count: write lost-replies=3 for every third");
}
