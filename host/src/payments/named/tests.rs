//! Payments that come with an order, and deposits.

use super::*;
use crate::epos::PaymentSafety::Lookup;
use crate::epos::{PaymentStatus, Request};
use crate::ledger::suite::key;
use crate::ledger::{Ledger as _, Outcome};
use crate::payments::world::{World, failed, records};

/// An order over 20 pounds that is paid by two payments, one of them in cash.
fn new_order(intent: &str) -> NewOrder {
    let order = format!(
        r#"{{"dojoOrderId":"o1","details":{{"orderType":"DineIn","dineIn":{{"tableId":"1"}}}},"items":[],
            "totalAmount":{{"value":2000,"currencyCode":"GBP"}},"payments":[
                {{"paymentIntentId":"{intent}","paidAmount":{{"value":1500,"currencyCode":"GBP"}}}},
                {{"paymentIntentId":"","paidAmount":{{"value":500,"currencyCode":"GBP"}}}}]}}"#
    );
    let request = Request::from_rest(crate::epos::Capability::CreateOrder, &[], order.as_bytes()).unwrap();
    let Request::CreateOrder(order) = request else { unreachable!() };
    *order
}

async fn create(host: &World, intent: &str, said: Outcome) -> Result<Result<Order, Failed>, CreateError> {
    let made = async {
        // The point of sale sees the order when its payments are on the disk.
        assert_eq!(host.facts(&format!("crown/{intent}")).await.last(), Some(&"attempt"));
        failed(said).map(|()| host.made())
    };
    let crown = "crown".parse().unwrap();
    host.payments.create_order(&crown, &new_order(intent), "{}", &TraceId::random(), made, Clone::clone).await
}

#[tokio::test]
async fn payments_that_come_with_an_order_are_in_the_ledger_before_it_is_made() {
    let host = World::start(records(Lookup)).await;
    create(&host, "pi_1", Outcome::Applied).await.unwrap().unwrap();
    assert_eq!(host.facts("crown/pi_1").await, ["named", "attempt", "outcome"]);
    host.until("crown/pi_1", "settled").await;
    // Its event changes nothing.
    host.dojo_says("pi_1", PaymentStatus::Captured, None, 1500, 0);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), [""; 0]);
}

#[tokio::test]
async fn the_payments_of_an_order_that_is_not_made_are_declined() {
    let host = World::start(records(Lookup)).await;
    let refused = Outcome::Refused("no such dish".to_owned());
    let answer = create(&host, "pi_1", refused).await.unwrap().unwrap_err();
    assert_eq!(answer.answer, Declined::Conflict("no such dish".to_owned()));
    host.until("crown/pi_1", "open in 600 s").await;
    // The same order again: Dojo has given the money back.
    let crown = "crown".parse().unwrap();
    let never = async { panic!("the order is made") };
    let (order, trace_id) = (new_order("pi_1"), TraceId::random());
    let again = host.payments.create_order::<Failed>(&crown, &order, "{}", &trace_id, never, Clone::clone);
    assert!(matches!(again.await, Err(CreateError::Declined { .. })));
}

#[tokio::test]
async fn the_payments_of_an_order_of_which_nothing_is_known_are_a_persons() {
    let host = World::start(records(Lookup)).await;
    create(&host, "pi_1", Outcome::Unknown("no answer".to_owned())).await.unwrap().unwrap_err();
    host.until_heard("the payment was declined, so Dojo gives the money back").await;
}

#[tokio::test]
async fn a_deposit_is_written_down_and_left_alone() {
    let host = World::start(records(Lookup)).await;
    let crown = "crown".parse().unwrap();
    host.payments.deposit(&crown, "p1", &["pi_1".to_owned()], &TraceId::random()).await.unwrap();
    host.until("crown/pi_1", "settled").await;
    host.order("T1", 3000);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1500, 0);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.disk.history(&key("crown/pi_1")).await.unwrap().len(), 2);
    assert!(host.calls().is_empty() && host.heard.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_order_with_a_payment_that_was_told_with_other_content_is_not_made() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 3000);
    host.record("crown/pi_1", "T1", 900).await.unwrap();
    let (crown, order, trace_id) = ("crown".parse().unwrap(), new_order("pi_1"), TraceId::random());
    host.record("crown/pi_1", "T1", 800).await.unwrap_err();
    let never = async { panic!("the order is made") };
    let answer = host.payments.create_order::<Failed>(&crown, &order, "{}", &trace_id, never, Clone::clone).await;
    assert!(matches!(answer, Err(CreateError::Declined { declined: Declined::Conflict(_), .. })), "{answer:?}");
    host.until_heard("mismatch: ").await;
}
