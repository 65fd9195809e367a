//! What is stored.

use super::*;
use crate::epos::{CaptureMode, PaymentIntent, PaymentSafety, PaymentStatus, UpdateStatus};
use expect_test::expect;

fn money(value: i64) -> Money {
    Money { value, currency_code: crate::epos::Currency::new("GBP").unwrap() }
}

/// One fact of every kind, with every field.
pub(crate) fn samples() -> Vec<Fact> {
    let event = r#"{"id":"evt_1","accountId":"acc_1","event":"payment_intent.status_updated","createdAt":"2026-11-22T19:04:05Z","data":{"paymentIntentId":"pi_1","paymentStatus":"Captured","captureMode":"Auto"}}"#;
    let requester = Requester { waiter_id: Some("w1".to_owned()), ..Requester::default() };
    let attempt = Attempt {
        step: UpdateStatus::Captured,
        refunded: Some(money(100)),
        number: 1,
        payment_safety: Some(PaymentSafety::Keyed),
        via: Some(Via::RecordPayment),
        order_id: Some("T1".to_owned()),
        paid_amount: Some(money(1200)),
        before: Some(Before { paid: money(0), total: Some(money(3000)), lock: Some("l1".to_owned()) }),
        trace_id: "t3".to_owned(),
    };
    let bare = Attempt {
        refunded: None,
        payment_safety: None,
        via: None,
        order_id: None,
        paid_amount: None,
        before: None,
        ..attempt.clone()
    };
    let reading = Reading {
        status: PaymentStatus::Captured,
        capture_mode: CaptureMode::Auto,
        charged: money(1300),
        intent: PaymentIntent {
            order_id: Some("T1".to_owned()),
            paid_amount: money(1200),
            tips_amount: Some(money(100)),
            service_charge_amount: Some(money(50)),
            cashback_amount: Some(money(20)),
            refunded_amount: Some(money(10)),
            waiter_id: Some("w1".to_owned()),
            metadata: vec![("a".to_owned(), "b".to_owned())],
        },
    };
    let text = || "why".to_owned();
    let ends = |outcome| Fact::Outcome { attempt: Seq(7), outcome };
    vec![
        Fact::Event {
            event: serde_json::from_str(event).unwrap(),
            requester: requester.clone(),
            trace_id: "t1".into(),
        },
        Fact::Record {
            order_id: "T1".to_owned(),
            payment: OrderPayment {
                payment_intent_id: "pi_1".to_owned(),
                paid_amount: money(1200),
                tips_amount: Some(money(100)),
                lock_id: Some("l1".to_owned()),
            },
            requester,
            trace_id: "t2".to_owned(),
        },
        Fact::Named {
            by: NamedBy::CreateOrder { dojo_order_id: "o1".to_owned() },
            paid_amount: Some(money(1200)),
            trace_id: "t2".to_owned(),
        },
        Fact::Named {
            by: NamedBy::PartyDeposit { party_id: "p1".to_owned() },
            paid_amount: None,
            trace_id: "t2".to_owned(),
        },
        Fact::Named { by: NamedBy::Reconciliation, paid_amount: None, trace_id: "t2".to_owned() },
        Fact::Reading(Box::new(reading)),
        Fact::ReadingFailed { reason: text(), gone: true },
        Fact::Attempt(attempt),
        Fact::Attempt(bare),
        ends(Outcome::Applied),
        ends(Outcome::Later(text())),
        ends(Outcome::Unknown(text())),
        ends(Outcome::Refused(text())),
        ends(Outcome::NotSent(text())),
        Fact::Look { found: Found::Present { proof: text() }, conclusive: true },
        Fact::Look { found: Found::Absent { paid: money(0), total: Some(money(3000)) }, conclusive: false },
        Fact::Look { found: Found::Unreadable { reason: text() }, conclusive: false },
        Fact::Answered(Answer::Declined(Declined::Conflict(text()))),
        Fact::Answered(Answer::Assumed),
        Fact::Decided { decision: Decision::GiveBack, by: "Ann".to_owned() },
        Fact::GivenBack { amount: Some(money(1300)), failure: None },
        Fact::GivenBack { amount: None, failure: Some(text()) },
    ]
}

// What is stored is read for as long as there are payments: a change of these texts is a migration.
#[test]
fn a_fact_is_stored_as_one_line_of_json() {
    let mut lines = String::new();
    for fact in samples() {
        let text = serde_json::to_string(&fact).unwrap();
        assert_eq!(serde_json::from_str::<Fact>(&text).unwrap(), fact);
        assert!(text.starts_with(&format!(r#"{{"kind":"{}""#, fact.kind())), "{text}");
        lines.push_str(&text);
        lines.push('\n');
    }
    expect![[r#"
        {"kind":"event","event":{"id":"evt_1","accountId":"acc_1","event":"payment_intent.status_updated","createdAt":"2026-11-22T19:04:05.000Z","data":{"paymentIntentId":"pi_1","paymentStatus":"Captured","captureMode":"Auto"}},"requester":{"waiterId":"w1"},"traceId":"t1"}
        {"kind":"record","orderId":"T1","payment":{"paymentIntentId":"pi_1","paidAmount":{"value":1200,"currencyCode":"GBP"},"tipsAmount":{"value":100,"currencyCode":"GBP"},"lockId":"l1"},"requester":{"waiterId":"w1"},"traceId":"t2"}
        {"kind":"named","by":{"by":"create-order","dojoOrderId":"o1"},"paidAmount":{"value":1200,"currencyCode":"GBP"},"traceId":"t2"}
        {"kind":"named","by":{"by":"party-deposit","partyId":"p1"},"traceId":"t2"}
        {"kind":"named","by":{"by":"reconciliation"},"traceId":"t2"}
        {"kind":"reading","status":"Captured","captureMode":"Auto","charged":{"value":1300,"currencyCode":"GBP"},"intent":{"orderId":"T1","paidAmount":{"value":1200,"currencyCode":"GBP"},"tipsAmount":{"value":100,"currencyCode":"GBP"},"serviceChargeAmount":{"value":50,"currencyCode":"GBP"},"cashbackAmount":{"value":20,"currencyCode":"GBP"},"refundedAmount":{"value":10,"currencyCode":"GBP"},"waiterId":"w1","metadata":[["a","b"]]}}
        {"kind":"reading-failed","reason":"why","gone":true}
        {"kind":"attempt","step":"Captured","refunded":{"value":100,"currencyCode":"GBP"},"number":1,"paymentSafety":"keyed","via":"record-payment","orderId":"T1","paidAmount":{"value":1200,"currencyCode":"GBP"},"before":{"paid":{"value":0,"currencyCode":"GBP"},"total":{"value":3000,"currencyCode":"GBP"},"lock":"l1"},"traceId":"t3"}
        {"kind":"attempt","step":"Captured","number":1,"traceId":"t3"}
        {"kind":"outcome","attempt":7,"outcome":"applied"}
        {"kind":"outcome","attempt":7,"outcome":"later","reason":"why"}
        {"kind":"outcome","attempt":7,"outcome":"unknown","reason":"why"}
        {"kind":"outcome","attempt":7,"outcome":"refused","reason":"why"}
        {"kind":"outcome","attempt":7,"outcome":"not-sent","reason":"why"}
        {"kind":"look","found":{"found":"present","proof":"why"},"conclusive":true}
        {"kind":"look","found":{"found":"absent","paid":{"value":0,"currencyCode":"GBP"},"total":{"value":3000,"currencyCode":"GBP"}},"conclusive":false}
        {"kind":"look","found":{"found":"unreadable","reason":"why"},"conclusive":false}
        {"kind":"answered","answer":"declined","error":"conflict","text":"why"}
        {"kind":"answered","answer":"assumed"}
        {"kind":"decided","decision":"give-back","by":"Ann"}
        {"kind":"given-back","amount":{"value":1300,"currencyCode":"GBP"}}
        {"kind":"given-back","failure":"why"}
    "#]].assert_eq(&lines);
}

#[test]
fn what_an_older_host_wrote_is_read() {
    let attempt = r#"{"kind":"attempt","step":"Captured","number":1,"paymentSafety":"keyed","traceId":"t2"}"#;
    assert!(matches!(serde_json::from_str(attempt), Ok(Fact::Attempt(Attempt { via: None, before: None, .. }))));
}

#[test]
fn the_same_content_says_the_same_and_other_content_does_not() {
    let facts = samples();
    let (event, record) = (&facts[0], &facts[1]);
    assert_eq!(event.says().unwrap(), "event Captured evt_1");
    assert_eq!(record.says().unwrap(), "record 1200 GBP 100 GBP on T1");
    let Fact::Event { mut event, requester, trace_id } = event.clone() else { unreachable!() };
    event.id = "evt_2".to_owned();
    let captured = Fact::Event { event: event.clone(), requester: requester.clone(), trace_id: trace_id.clone() };
    // It may be another partial refund.
    assert_eq!(captured.says().unwrap(), "event Captured evt_2");
    event.data.payment_status = PaymentStatus::Refunded;
    assert_eq!(Fact::Event { event, requester, trace_id }.says().unwrap(), "event Refunded");
    for fact in facts.iter().filter(|fact| !matches!(fact.kind(), "event" | "record" | "named")) {
        assert_eq!(fact.says(), None);
    }
}
