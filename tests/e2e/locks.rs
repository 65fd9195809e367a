//! Locks, through the demo adapter: at most one on each order, of whoever came first, for as long as it lasts.

use patio_tests::client::{Answer, Client};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use serde_json::{Value, json};

use crate::operations::{id, new_order, pounds};

/// Nobody who reads this will see it.
const FAR: &str = "2099-01-01T00:00:00Z";
/// Past, so that what it holds is stale from the start, and no test waits for a lock to end.
const PAST: &str = "2020-01-01T00:00:00Z";

async fn demo() -> RunningHost {
    TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await
}

/// A new order of 20.00 pounds.
async fn entered(crown: &Client, dojo_id: &str) -> String {
    id(&crown.post("/v1/orders", &new_order(dojo_id)).await.ok())
}

async fn lock(crown: &Client, order: &str, lock: &str, expiry: &str) -> Answer {
    crown.post(&format!("/v1/orders/{order}/lock"), &json!({"lockId": lock, "expiry": expiry})).await
}

async fn unlock(crown: &Client, order: &str, lock: &str) -> Answer {
    crown.delete(&format!("/v1/orders/{order}/locks/{lock}")).await
}

async fn extend(crown: &Client, order: &str, lock: &str, expiry: &str) -> Answer {
    crown.put(&format!("/v1/orders/{order}/locks/{lock}"), &json!({"expiry": expiry})).await
}

async fn pay(crown: &Client, order: &str, intent: &str, pence: i64, lock: Option<&str>) -> Answer {
    let mut body = json!({"paymentIntentId": intent, "paidAmount": pounds(pence)});
    if let Some(lock) = lock {
        body["lockId"] = json!(lock);
    }
    crown.post(&format!("/v1/orders/{order}/record-payment"), &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_lock_again_is_the_same_lock_and_another_is_a_conflict() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let first = lock(&crown, "1001", "lock-1", FAR).await.ok();
    assert_eq!(first["id"], "1001");
    assert_eq!(lock(&crown, "1001", "lock-1", FAR).await.ok(), first);
    let message = lock(&crown, "1001", "lock-2", FAR).await.error(409, "Conflict");
    assert!(!message.contains("lock-1"), "whoever knows the id holds the lock: {message}");
    lock(&crown, "1003", "lock-2", FAR).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_locks_at_once_one_holds() {
    let host = demo().await;
    let mut all = tokio::task::JoinSet::new();
    for number in 0..16 {
        let crown = host.as_venue("crown");
        all.spawn(async move { lock(&crown, "1001", &format!("lock-{number}"), FAR).await.status.as_u16() });
    }
    let mut statuses = all.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![200], vec![409; 15]].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_order_can_be_read_but_not_cancelled() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let order = entered(&crown, "d-1").await;
    lock(&crown, &order, "lock-1", FAR).await.ok();
    crown.get(&format!("/v1/orders/{order}")).await.ok();
    crown.get(&format!("/v1/orders/{order}/bill")).await.ok();
    crown.delete(&format!("/v1/orders/{order}")).await.error(409, "Conflict");
    unlock(&crown, &order, "lock-1").await.ok();
    assert_eq!(crown.delete(&format!("/v1/orders/{order}")).await.ok()["status"], "Canceled");
    lock(&crown, &order, "lock-1", FAR).await.error(409, "Conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_holds_the_lock_pays() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let order = entered(&crown, "d-1").await;
    lock(&crown, &order, "lock-1", FAR).await.ok();
    // What was declined is given back: it is another payment that comes with the right lock.
    pay(&crown, &order, "pi_0", 500, Some("lock-2")).await.error(409, "Conflict");
    pay(&crown, &order, "pi_0", 500, Some("lock-1")).await.error(409, "Conflict");
    let paid = pay(&crown, &order, "pi_1", 500, Some("lock-1")).await.ok();
    assert_eq!(paid["paidAmount"], pounds(500));
    unlock(&crown, &order, "lock-1").await.ok();
    // With a lock that is gone: recorded as far as it is due.
    pay(&crown, &order, "pi_2", 500, Some("lock-1")).await.ok();
    pay(&crown, &order, "pi_3", 1001, Some("lock-1")).await.error(409, "Conflict");
    pay(&crown, &order, "pi_4", 1000, Some("lock-1")).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_without_a_lock_is_recorded_as_far_as_it_is_due() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    for held in [false, true] {
        let order = entered(&crown, &format!("d-{held}")).await;
        if held {
            lock(&crown, &order, "lock-1", FAR).await.ok();
        }
        pay(&crown, &order, &format!("pi_{held}_1"), 2001, None).await.error(409, "Conflict");
        pay(&crown, &order, &format!("pi_{held}_2"), 2000, None).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn past_its_expiry_a_lock_holds_nobody_up() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let order = entered(&crown, "d-1").await;
    lock(&crown, &order, "lock-1", PAST).await.ok();
    pay(&crown, &order, "pi_1", 500, Some("lock-2")).await.ok();
    lock(&crown, &order, "lock-2", FAR).await.ok();
    pay(&crown, &order, "pi_2", 500, Some("lock-1")).await.error(409, "Conflict");
    pay(&crown, &order, "pi_3", 500, Some("lock-2")).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_lock_that_holds_is_extended() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let order = entered(&crown, "d-1").await;
    extend(&crown, &order, "lock-1", FAR).await.error(404, "NotFound");
    extend(&crown, "nothing", "lock-1", FAR).await.error(404, "NotFound");
    lock(&crown, &order, "lock-1", FAR).await.ok();
    assert_eq!(extend(&crown, &order, "lock-1", "2098-01-01T00:00:00+01:00").await.ok(), json!({}));
    extend(&crown, &order, "lock-2", FAR).await.error(404, "NotFound");
    // Its expiry is what was set last: the lock is stale from then on, and what is stale is not extended.
    assert_eq!(extend(&crown, &order, "lock-1", PAST).await.ok(), json!({}));
    extend(&crown, &order, "lock-1", FAR).await.error(404, "NotFound");
    lock(&crown, &order, "lock-2", FAR).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_is_gone_is_given_back_with_the_order() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let order = entered(&crown, "d-1").await;
    lock(&crown, &order, "lock-1", FAR).await.ok();
    let first = unlock(&crown, &order, "lock-1").await.ok();
    assert_eq!(first["id"], json!(order));
    assert_eq!(unlock(&crown, &order, "lock-1").await.ok(), first);
    unlock(&crown, "nothing", "lock-1").await.error(404, "NotFound");
    lock(&crown, &order, "lock-2", FAR).await.ok();
    // Somebody else's lock is not given back.
    unlock(&crown, &order, "lock-1").await.ok();
    lock(&crown, &order, "lock-3", FAR).await.error(409, "Conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_a_lock_is_told_to_who_comes_second() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let body = json!({"lockId": "lock-1", "expiry": FAR}).to_string();
    let request = http::Request::builder()
        .method("POST")
        .uri("/v1/orders/1001/lock")
        .header("content-type", "application/json")
        .header("waiter-id", "anna");
    crown.send(request, body).await.ok();
    let message = lock(&crown, "1001", "lock-2", FAR).await.error(409, "Conflict");
    assert!(message.contains("anna"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_outlives_the_host() {
    let host = demo().await;
    lock(&host.as_venue("crown"), "1001", "lock-1", FAR).await.ok();
    let host = host.stop().await.again().start().await;
    let crown = host.as_venue("crown");
    lock(&crown, "1001", "lock-2", FAR).await.error(409, "Conflict");
    lock(&crown, "1001", "lock-1", FAR).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venues_lock_is_no_other_venues_business() {
    let host =
        TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").venue("anchor", "demo").start().await;
    lock(&host.as_venue("crown"), "1001", "lock-1", FAR).await.ok();
    lock(&host.as_venue("anchor"), "1001", "lock-2", FAR).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_without_an_id_or_an_expiry_is_an_invalid_request() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let check = async |body: Value, part: &str| {
        let message = crown.post("/v1/orders/1001/lock", &body).await.error(400, "InvalidRequest");
        assert!(message.contains(part), "{body}: {message}");
    };
    check(json!({"expiry": FAR}), "lockId").await;
    check(json!({"lockId": "", "expiry": FAR}), "lockId: must not be empty").await;
    check(json!({"lockId": "lock-1"}), "expiry").await;
    check(json!({"lockId": "lock-1", "expiry": "soon"}), "expiry").await;
}
