//! Payments as a restaurant sees them: the demo adapter on one side, Dojo's API on the other, and the host between them.

use patio_host::epos::Timestamp;
use patio_host::ledger::{Decision, Ledger as _, SqliteLedger};
use patio_host::payments::decide::{DecideError, decide};
use patio_host::payments::summary;
use patio_tests::client::Client;
use patio_tests::dojo::{DojoServer, Intent};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use serde_json::{Value, json};

use crate::operations::{id, new_order, pounds};

struct Place {
    host: RunningHost,
    dojo: DojoServer,
    /// An order over 20 pounds.
    order: String,
}

impl Place {
    async fn open() -> Self {
        let dojo = DojoServer::start();
        let host =
            TestHost::new().adapter("demo", guests::DEMO).venue_with("crown", "demo", &dojo.toml()).start().await;
        let order = id(&host.as_venue("crown").post("/v1/orders", &new_order("d-1")).await.ok());
        Self { host, dojo, order }
    }

    fn crown(&self) -> Client {
        self.host.as_venue("crown")
    }

    async fn told(&self, event: &str, intent: &str, status: &str) {
        let body = json!({
            "id": event, "accountId": "acc_crown", "event": "payment_intent.status_updated",
            "createdAt": "2026-11-22T19:04:05.123Z",
            "data": {"paymentIntentId": intent, "paymentStatus": status, "captureMode": "Auto"},
        });
        assert_eq!(self.crown().post("/v1/events", &body).await.ok(), json!({}));
    }

    /// Waits until the order shows so much paid, in pence.
    async fn until_paid(&self, pence: i64) -> Value {
        until(&format!("{pence} is paid"), || async {
            let order = self.crown().get(&format!("/v1/orders/{}", self.order)).await.ok();
            (order["paidAmount"] == pounds(pence)).then_some(order)
        })
        .await
    }

    /// Waits until the ledger says that an intent stands there.
    async fn until_standing(&self, intent: &str, standing: &str) -> String {
        let ledger = SqliteLedger::open_read_only(&self.host.ledger()).unwrap();
        until(&format!("{intent} is {standing}"), || async {
            let stories = summary::show(&ledger, intent).await.unwrap();
            let story = stories.into_iter().next()?;
            (story.row.standing == standing).then(|| story.row.reason.unwrap_or_default())
        })
        .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_captured_event_puts_its_payment_on_the_bill() {
    let place = Place::open().await;
    place.dojo.put(Intent::captured("pi_1", 1500).order(&place.order).tips(200));
    place.told("evt_1", "pi_1", "Captured").await;
    let order = place.until_paid(1500).await;
    let payment = json!({"paymentIntentId": "pi_1", "paidAmount": pounds(1500), "tipsAmount": pounds(200)});
    assert_eq!(order["payments"], json!([payment]));
    place.until_standing("pi_1", "settled").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_and_a_request_are_one_payment() {
    let place = Place::open().await;
    place.dojo.put(Intent::captured("pi_1", 1500).order(&place.order));
    let path = format!("/v1/orders/{}/record-payment", place.order);
    let body = json!({"paymentIntentId": "pi_1", "paidAmount": pounds(1500)});
    let mut all = tokio::task::JoinSet::new();
    for number in 0..8 {
        let (crown, path, body) = (place.crown(), path.clone(), body.clone());
        all.spawn(async move { crown.post(&path, &body).await.ok()["paidAmount"].clone() });
        place.told(&format!("evt_{number}"), "pi_1", "Captured").await;
    }
    assert_eq!(all.join_all().await, vec![pounds(1500); 8]);
    place.until_standing("pi_1", "settled").await;
    assert_eq!(place.until_paid(1500).await["payments"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_dojo_gives_back_comes_off_the_bill() {
    let place = Place::open().await;
    place.dojo.put(Intent::captured("pi_1", 1500).order(&place.order));
    place.told("evt_1", "pi_1", "Captured").await;
    place.until_paid(1500).await;
    place.dojo.refund_elsewhere("pi_1", 500);
    place.told("evt_2", "pi_1", "Captured").await;
    place.until_paid(1000).await;
    place.dojo.refund_elsewhere("pi_1", 1000);
    place.told("evt_3", "pi_1", "Refunded").await;
    place.until_paid(0).await;
    place.until_standing("pi_1", "settled").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_without_a_bill_is_nobodys_concern() {
    let place = Place::open().await;
    place.dojo.put(Intent::captured("pi_1", 1500));
    place.told("evt_1", "pi_1", "Captured").await;
    place.until_standing("pi_1", "settled").await;
    place.until_paid(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_does_not_fit_the_bill_is_given_back_by_a_person() {
    let place = Place::open().await;
    place.dojo.put(Intent::captured("pi_1", 2500).order(&place.order).tips(100));
    place.told("evt_1", "pi_1", "Captured").await;
    let why = place.until_standing("pi_1", "attention").await;
    assert!(why.contains("0 GBP is paid of 2000 GBP, and 2500 GBP more is too much"), "{why}");
    let console = place.host.console().get("/attention").await;
    assert!(String::from_utf8_lossy(&console.body).contains("<td>pi_1</td>"));
    let listed: Value = serde_json::from_slice(&place.host.console().get("/attention.json").await.body).unwrap();
    assert_eq!(listed[0]["paymentIntentId"], "pi_1");

    // As `patio payments resolve` does it, beside the host.
    let beside = SqliteLedger::open_beside(&place.host.ledger()).unwrap();
    // The host reads the intent once more when the POS refused it: whoever decides meanwhile looks again, as Ann does.
    until("it is decided", || async {
        match decide(&beside, "pi_1", None, Decision::GiveBack, "Ann", Timestamp::now()).await {
            Err(DecideError::Overtaken(_)) => None,
            decided => Some(decided.unwrap()),
        }
    })
    .await;
    beside.close().await;
    place.until_standing("pi_1", "settled").await;
    let refunds = place.dojo.refunds();
    assert_eq!(refunds.len(), 1);
    assert_eq!(refunds[0].amount, 2600, "everything that was charged, tips included");
    // Its event is not sent to an adapter that never applied it.
    place.told("evt_2", "pi_1", "Refunded").await;
    place.until_standing("pi_1", "settled").await;
    place.until_paid(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_dojo_could_not_say_at_first_is_asked_again_after_a_restart() {
    let place = Place::open().await;
    place.dojo.put(Intent::captured("pi_1", 1500).order(&place.order));
    place.dojo.fail(patio_tests::dojo::Fault::Down);
    place.told("evt_1", "pi_1", "Captured").await;
    let Place { host, dojo, order } = place;
    let stopped = host.stop().await;
    dojo.heal();
    let place = Place { host: stopped.again().start().await, dojo, order };
    place.until_paid(1500).await;
    place.until_standing("pi_1", "settled").await;
}
