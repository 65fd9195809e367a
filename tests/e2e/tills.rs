//! Payments at a till behind HTTP, through its three adapters: what reaches it, what the order shows then, and what is
//! answered where it does not take a payment.

use patio_tests::chance::Chance;
use patio_tests::client::{Answer, Client};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use patio_tests::till::{Kind, Line, Manner, Till, What};
use serde_json::json;
use std::time::Duration;

use crate::operations::pounds;

pub async fn till_and_host(kind: Kind, component: &str) -> (Till, RunningHost) {
    let manner = Manner { late_answer: Duration::from_secs(1), latest: Duration::from_secs(1) };
    let till = Till::start(kind, Chance::of(1), manner).await;
    till.order("o-1", 2000);
    let url = till.url();
    let toml = format!(
        "[venues.crown.settings]\nbase-url = \"{url}\"\n[venues.crown.allow]\nhttp = [\"{url}\"]\n\
         [venues.crown.limits]\ndeadline_ms = 1000\n"
    );
    let host = TestHost::new().adapter("till", component).venue_with("crown", "till", &toml).start().await;
    (till, host)
}

async fn pay(crown: &Client, intent: &str, pence: i64) -> Answer {
    let body = json!({"paymentIntentId": intent, "paidAmount": pounds(pence), "tipsAmount": pounds(100)});
    crown.post("/v1/orders/o-1/record-payment", &body).await
}

/// A payment reaches the till once, with all that it says; the order shows it as the till does. A till that is away has
/// none, and neither has one where that much is not due.
async fn check(kind: Kind, component: &str, shown_as: &str) {
    let (till, host) = till_and_host(kind, component).await;
    let crown = host.as_venue("crown");
    let order = pay(&crown, "pi_1", 1500).await.ok();
    assert_eq!(pay(&crown, "pi_1", 1500).await.ok(), order);
    let payment = json!({"paymentIntentId": shown_as, "paidAmount": pounds(1500), "tipsAmount": pounds(100)});
    assert_eq!(order["payments"], json!([payment]));
    pay(&crown, "pi_2", 600).await.error(409, "Conflict");
    till.be_open(false);
    pay(&crown, "pi_3", 500).await.error(503, "UnexpectedError");
    till.be_open(true);
    let line =
        Line { what: What::Paid, order: "o-1".to_owned(), intent: Some("pi_1".to_owned()), amount: 1500, tips: 100 };
    assert_eq!(till.book().lines(), [line]);
    assert!(till.take_cash("o-1", 500) && !till.take_cash("o-1", 1), "cash is taken up to the total");
    assert_eq!(crown.get("/v1/orders/o-1").await.ok()["payable"], false);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn till_keyed() {
    check(Kind::Keyed, guests::TILL_KEYED, "pi_1").await;
}

#[tokio::test(flavor = "multi_thread")]
pub async fn till_lookup() {
    check(Kind::Lookup, guests::TILL_LOOKUP, "pi_1").await;
}

#[tokio::test(flavor = "multi_thread")]
pub async fn till_none() {
    check(Kind::None, guests::TILL_NONE, "").await;
}
