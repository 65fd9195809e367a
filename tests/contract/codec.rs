//! Replies of any shape are valid, and lose nothing on the way.

use crate::orders::order;
use patio_host::epos::{
    Breach, Capability, Event, Order, OrderFilter, Page, PageEnds, PageRequest, Reply, Request, check,
};
use patio_tests::specs::Spec;
use proptest::prelude::*;
use serde_json::{Value, json};

fn held(data: Vec<Order>, ends: PageEnds) -> (Page<Order>, Vec<Breach>) {
    let request = Request::SearchOrders { filter: OrderFilter::default(), page: PageRequest::default() };
    let mut reply = Reply::Orders(Page { data, ends });
    let mut dropped = Vec::new();
    check::hold(&request, &mut reply, &mut dropped).unwrap();
    let Reply::Orders(page) = reply else { panic!("a page stays a page") };
    (page, dropped)
}

fn json_of(reply: Reply) -> Value {
    serde_json::from_slice(&reply.into_rest().unwrap()).unwrap()
}

#[test]
fn every_order_that_passes_the_check_is_valid_over_rest() {
    let Some(spec) = Spec::rest() else { return };
    let (one, page_of) = (spec.schema("Order"), spec.schema("PagedOrdersResponse"));
    let ends = PageEnds { before: Some("b".to_owned()), after: None };
    proptest!(ProptestConfig::with_cases(512), |(orders in prop::collection::vec(order(), 0..4))| {
        let (page, dropped) = held(orders, ends.clone());
        prop_assert_eq!(dropped, vec![]);
        for order in &page.data {
            one.check(&json_of(Reply::Order(Box::new(order.clone()))));
        }
        page_of.check(&json_of(Reply::Orders(page)));
    });
}

#[test]
fn an_order_survives_the_way_to_json_and_back() {
    proptest!(ProptestConfig::with_cases(512), |(order in order())| {
        let (page, _) = held(vec![order], PageEnds::default());
        let order = page.data.into_iter().next().unwrap();
        let json = Reply::Order(Box::new(order.clone())).into_rest().unwrap();
        prop_assert_eq!(serde_json::from_slice::<Order>(&json).unwrap(), order);
    });
}

#[test]
fn an_order_is_written_byte_for_byte_as_serde_json_does() {
    proptest!(ProptestConfig::with_cases(512), |(order in order())| {
        let (page, _) = held(vec![order], PageEnds::default());
        let mut order = page.data.into_iter().next().unwrap();
        order.payments.iter_mut().for_each(|payment| _ = payment.payment_intent_id.get_or_insert_default());
        let expected = serde_json::to_string(&order).unwrap();
        let written = Reply::Order(Box::new(order)).into_rest().unwrap();
        prop_assert_eq!(String::from_utf8(written).unwrap(), expected);
    });
}

#[test]
fn money_that_did_not_come_through_dojo_has_an_empty_intent_over_rest() {
    let order: Order = serde_json::from_value(json!({
        "id": "1", "status": "Accepted", "details": {"orderType": "DineIn", "dineIn": {}},
        "payments": [{"paidAmount": {"value": 100, "currencyCode": "GBP"}}],
    }))
    .unwrap();
    let json = json_of(Reply::Order(Box::new(order)));
    assert_eq!(json["payments"][0]["paymentIntentId"], "");
    assert_eq!(json["items"], json!([]));
    assert_eq!(json["payable"], false);
    assert_eq!(json.get("discounts"), None, "empty optional lists are left out");
}

#[test]
fn an_event_is_read_exactly_where_the_specification_takes_it() {
    let Some(spec) = Spec::socket() else { return };
    let schema = spec.schema("Event");
    let good = json!({
        "id": "evt_1", "accountId": "acc_1", "event": "payment_intent.created", "createdAt": "2022-02-01T13:07:41.8667859Z",
        "data": {"paymentIntentId": "pi_1", "paymentStatus": "Created", "captureMode": "Auto"},
    });
    let mut cases = vec![good.clone()];
    for status in ["Created", "Authorized", "Captured", "Reversed", "Refunded", "Canceled", "Lost", ""] {
        let mut case = good.clone();
        case["data"]["paymentStatus"] = json!(status);
        cases.push(case);
    }
    for (pointer, value) in [("/event", json!("payment_intent.status_updated")), ("/data/captureMode", json!("Manual"))]
    {
        let mut case = good.clone();
        *case.pointer_mut(pointer).unwrap() = value;
        cases.push(case);
    }
    for pointer in ["/id", "/accountId", "/event", "/createdAt", "/data", "/data/paymentIntentId", "/data/captureMode"]
    {
        for wrong in [Value::Null, json!(1), json!([]), json!({}), json!("nonsense")] {
            let mut case = good.clone();
            *case.pointer_mut(pointer).unwrap() = wrong;
            cases.push(case);
        }
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let mut case = good.clone();
        case.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
        cases.push(case);
    }
    for case in cases {
        let read = Request::from_rest(Capability::PaymentIntentCreated, &[], case.to_string().as_bytes());
        // The file leaves `event`, `paymentStatus` and `captureMode` some freedom that no card machine uses: what we read is
        // valid, and what it calls invalid we do not read.
        if let Ok(request) = &read {
            schema.check(&case);
            let Request::HandleEvent(event) = request else { panic!("an event stays an event") };
            schema.check(&serde_json::to_value::<&Event>(event).unwrap());
        }
        if !schema.accepts(&case) {
            assert!(read.is_err(), "{case}");
        }
    }
}
