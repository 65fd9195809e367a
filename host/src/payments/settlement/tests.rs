//! Settlement, with a real ledger in a file, points of sale that do as they are told, and a clock that stands still.

use super::*;
use crate::epos::PaymentSafety::{self, Keyed, Lookup};
use crate::epos::PaymentStatus;
use crate::ledger::{Decision, Filter, Outcome, SqliteLedger};
use crate::payments::decide::decide;
use crate::payments::world::{
    Luck, PATIENCE, World, applied_unknown, later_outcome, not_sent, records, refused, takes_events, unknown,
};
use futures_util::FutureExt;

#[tokio::test]
async fn an_event_is_delivered_and_settled() {
    let host = World::start(takes_events(Lookup)).await;
    let received = host.receive("crown/pi_1", "Captured").await;
    assert!(!received.duplicate);
    host.until("crown/pi_1", "settled").await;
    host.receive("crown/pi_1", "Refunded").await;
    host.until_called(2).await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1", "crown/pi_1 Refunded 1"]);
}

#[tokio::test]
async fn the_same_event_a_hundred_times_at_once_is_delivered_once() {
    let host = Arc::new(World::start(takes_events(Lookup)).await);
    let events: Vec<_> = (0..100)
        .map(|_| {
            let host = Arc::clone(&host);
            tokio::spawn(async move { host.receive("crown/pi_1", "Captured").await })
        })
        .collect();
    let mut first = 0;
    for event in events {
        first += usize::from(!event.await.unwrap().duplicate);
    }
    host.until("crown/pi_1", "settled").await;
    assert_eq!(first, 1);
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
    assert_eq!(host.disk.history(&crate::ledger::suite::key("crown/pi_1")).await.unwrap().len(), 102);
}

#[tokio::test]
async fn what_was_taken_in_and_not_delivered_is_delivered_after_a_restart() {
    let host = World::start(takes_events(Lookup)).await;
    host.payments.stop(PATIENCE).await;
    for name in ["crown/pi_1", "crown/pi_2", "anchor/pi_3"] {
        host.receive(name, "Captured").await;
    }
    assert_eq!(host.calls(), [""; 0]);
    let host = host.crash_and_restart().await;
    for name in ["crown/pi_1", "crown/pi_2", "anchor/pi_3"] {
        host.until(name, "settled").await;
    }
    assert_eq!(host.calls().len(), 3);
}

#[tokio::test]
async fn a_retry_is_due_after_a_restart_when_it_was_due_before() {
    let host = World::start(takes_events(Lookup)).await;
    host.luck("crown", &[later_outcome(), later_outcome()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 4 s").await;
    let host = host.crash_and_restart().await;
    host.until("crown/pi_1", "open in 4 s").await;
    host.clock.advance(Duration::from_secs(5));
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1", "crown/pi_1 Captured 2", "crown/pi_1 Captured 3"]);
}

#[tokio::test]
async fn a_crash_during_a_call_leaves_it_unknown() {
    let host = World::start(takes_events(Lookup)).await;
    host.luck("crown", &[Luck::Hangs]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    let host = host.crash_and_restart().await;
    let reason = "the host stopped before it knew how the attempt ended";
    host.until("crown/pi_1", &format!("attention: unknown: Captured may or may not be on the POS: {reason}")).await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
}

#[tokio::test]
async fn a_crash_during_a_call_is_posted_again_where_the_pos_drops_the_second() {
    let host = World::start(takes_events(Keyed)).await;
    host.luck("crown", &[Luck::Hangs]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    let host = host.crash_and_restart().await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1", "crown/pi_1 Captured 2"]);
}

#[tokio::test]
async fn a_dead_pos_delays_no_other_venue() {
    let host = World::start(takes_events(Lookup)).await;
    host.luck("dead", &vec![Luck::Hangs; 50]);
    for n in 0..50 {
        host.receive(&format!("dead/pi_{n}"), "Captured").await;
    }
    for n in 0..50 {
        host.receive(&format!("crown/pi_{n}"), "Captured").await;
    }
    for n in 0..50 {
        host.until(&format!("crown/pi_{n}"), "settled").await;
    }
    let dead = host.calls().iter().filter(|call| call.starts_with("dead")).count();
    assert_eq!(dead, Limits::default().at_once_per_venue);
    host.tills.held.send_replace(false);
    for n in 0..50 {
        host.until(&format!("dead/pi_{n}"), "settled").await;
    }
}

#[tokio::test]
async fn an_event_is_on_the_disk_before_it_is_acknowledged_or_acted_upon() {
    let host = World::start(takes_events(Lookup)).await;
    host.disk.slow.send_replace(true);
    let mut receive = Box::pin(host.receive("crown/pi_1", "Captured"));
    for _ in 0..100 {
        assert!(receive.as_mut().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    assert_eq!(host.calls(), [""; 0]);
    host.disk.slow.send_replace(false);
    let received = receive.await;
    let beside = SqliteLedger::open_read_only(&host.folder.path().join("patio.db")).unwrap();
    let history = beside.history(&crate::ledger::suite::key("crown/pi_1")).await.unwrap();
    assert_eq!(history[0].seq, received.seq);
}

#[tokio::test]
async fn an_event_whose_sender_went_away_is_delivered_all_the_same() {
    let host = World::start(takes_events(Lookup)).await;
    host.disk.slow.send_replace(true);
    assert!(Box::pin(host.receive("crown/pi_1", "Captured")).now_or_never().is_none());
    host.disk.slow.send_replace(false);
    host.until("crown/pi_1", "settled").await;
}

#[tokio::test]
async fn what_cannot_be_written_is_neither_acknowledged_nor_delivered() {
    let host = World::start(takes_events(Lookup)).await;
    host.disk.full.send_replace(true);
    let error = host.try_receive("crown/pi_1", "Captured").await.unwrap_err();
    assert_eq!(error.to_string(), "the ledger is unavailable: database or disk is full");
    host.disk.full.send_replace(false);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
}

#[tokio::test]
async fn nothing_is_sent_that_is_not_written_before() {
    let host = World::start(takes_events(Lookup)).await;
    host.luck("crown", &[Luck::AppliedAndTheDiskFills]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    // What is known is kept, and written as soon as it can be.
    host.clock.advance(Duration::from_secs(60));
    tokio::task::yield_now().await;
    assert!(matches!(host.row("crown/pi_1").await.unwrap().standing, Standing::Open { .. }));
    host.disk.full.send_replace(false);
    host.clock.advance(Duration::from_secs(60));
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
}

#[tokio::test]
async fn a_retry_comes_when_it_is_due_and_not_before() {
    let host = World::start(takes_events(Lookup)).await;
    host.luck("crown", &[later_outcome(), later_outcome(), later_outcome()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 4 s").await;
    host.clock.advance(Duration::from_secs(3));
    host.until("crown/pi_1", "open in 1 s").await;
    assert_eq!(host.calls().len(), 2);
    host.clock.advance(Duration::from_secs(2));
    host.until_called(3).await;
    host.until("crown/pi_1", "open in 34 s").await;
    host.clock.advance(Duration::from_secs(40));
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls().last().unwrap(), "crown/pi_1 Captured 4");
}

#[tokio::test]
async fn a_venue_that_is_back_is_not_kept_waiting() {
    let host = World::start(takes_events(Lookup)).await;
    host.luck("crown", &vec![not_sent(); 9]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 4 s").await;
    host.luck("crown", &[]);
    host.payments.hurry(&"crown".parse().unwrap());
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls().last().unwrap(), "crown/pi_1 Captured 1");
}

#[tokio::test]
async fn what_may_be_applied_is_not_posted_again_while_no_adapter_says_that_it_may() {
    let host = World::start(takes_events(Keyed)).await;
    host.luck("crown", &[unknown(), unknown()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 4 s").await;
    host.terms(|terms| terms.safety = None);
    host.clock.advance(Duration::from_secs(5));
    host.until("crown/pi_1", "open in 34 s").await;
    assert_eq!(host.calls().len(), 2);
    host.terms(|terms| terms.safety = Some(Keyed));
    host.payments.hurry(&"crown".parse().unwrap());
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls().last().unwrap(), "crown/pi_1 Captured 3");
}

#[tokio::test]
async fn what_arrives_during_a_call_is_seen_after_it() {
    let host = World::start(takes_events(Lookup)).await;
    host.luck("crown", &[Luck::Hangs]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    host.receive("crown/pi_1", "Refunded").await;
    host.tills.held.send_replace(false);
    host.until_called(2).await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1", "crown/pi_1 Refunded 1"]);
}

#[tokio::test]
async fn a_late_event_is_recorded_and_settled_without_a_call() {
    let host = World::start(takes_events(Lookup)).await;
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert!(!host.receive("crown/pi_1", "Authorized").await.duplicate);
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
}

#[tokio::test]
async fn stopping_finishes_what_runs_and_starts_nothing_more() {
    let host = Arc::new(World::start(takes_events(Lookup)).await);
    host.luck("crown", &[Luck::Hangs]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    let mut stop = Box::pin(host.payments.stop(PATIENCE));
    assert!(stop.as_mut().now_or_never().is_none());
    host.receive("crown/pi_2", "Captured").await;
    host.tills.held.send_replace(false);
    stop.await;
    host.until("crown/pi_1", "settled").await;
    host.until("crown/pi_2", "open in 0 s").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
}

#[tokio::test]
async fn an_intent_that_memory_does_not_know_is_found() {
    let host = World::start(takes_events(Lookup)).await;
    let draft = crate::ledger::suite::event("crown/pi_1", "Captured", 0);
    host.disk.append(Draft { at: host.clock.now(), ..draft }).await.unwrap();
    host.until("crown/pi_1", "open in 0 s").await;
    host.clock.advance(SWEEP * 2);
    host.until("crown/pi_1", "settled").await;
}

#[tokio::test]
async fn the_projection_says_what_the_log_says() {
    let host = World::start(takes_events(Lookup)).await;
    host.luck(
        "crown",
        &[Luck::Is { applied: true, said: Outcome::Applied }, unknown(), later_outcome(), later_outcome()],
    );
    for (name, end) in [
        ("crown/settled", "settled"),
        ("crown/unknown", "attention: unknown: Captured may or may not be on the POS: no answer"),
    ] {
        host.receive(name, "Captured").await;
        host.until(name, end).await;
        host.clock.advance(Duration::from_secs(7));
    }
    host.receive("crown/waits", "Captured").await;
    host.until_called(4).await;
    host.receive("crown/news", "Created").await;
    host.until("crown/news", "settled").await;
    host.receive("crown/news", "Created").await;
    host.payments.stop(PATIENCE).await;
    host.receive("crown/settled", "Refunded").await;
    let by_name = async || {
        let mut rows = host.disk.list(&Filter::default()).await.unwrap();
        rows.sort_by(|one, other| one.key.cmp(&other.key));
        rows
    };
    let before = by_name().await;
    let terms = |_: &VenueId| takes_events(Lookup);
    assert_eq!(crate::payments::rebuild::rebuild(&*host.disk, terms).await.unwrap(), 4);
    assert_eq!(by_name().await, before);
}

#[tokio::test]
async fn a_defect_during_a_call_leaves_it_unknown() {
    let host = World::start(takes_events(Lookup)).await;
    host.luck("crown", &[Luck::Panics]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    host.until("crown/pi_1", "open in 0 s").await;
    host.clock.advance(LEDGER_RETRY * 2);
    let reason = "the host stopped before it knew how the attempt ended";
    host.until("crown/pi_1", &format!("attention: unknown: Captured may or may not be on the POS: {reason}")).await;
}

#[tokio::test]
async fn an_adapters_reason_is_cut_and_holds_no_line_break() {
    let host = World::start(takes_events(Lookup)).await;
    let reason = format!("one\ntwo {}", "x".repeat(1_000));
    host.luck("crown", &[Luck::Is { applied: false, said: Outcome::Refused(reason) }]);
    host.receive("crown/pi_1", "Captured").await;
    let expected = format!("attention: refused: the POS does not take Captured: one two {}", "x".repeat(492));
    host.until("crown/pi_1", &expected).await;
}

#[tokio::test]
async fn a_payment_that_needs_a_person_is_said_once_and_again_after_a_restart() {
    let host = World::start(takes_events(Lookup)).await;
    host.luck("crown", &[unknown()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "attention: unknown: Captured may or may not be on the POS: no answer").await;
    host.receive("crown/pi_1", "Captured").await;
    host.receive_as("crown/pi_1", "Captured", "evt_9").await.unwrap();
    host.until("crown/pi_1", "attention: unknown: Captured may or may not be on the POS: no answer").await;
    let said = "pi_1 of venue crown: unknown: Captured may or may not be on the POS: no answer";
    assert_eq!(*host.heard.0.lock().unwrap(), [said]);
    let host = host.crash_and_restart().await;
    assert_eq!(*host.heard.0.lock().unwrap(), [said, said]);
}

#[tokio::test]
async fn a_captured_event_is_read_at_dojo_and_recorded_on_its_order() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 3000);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 record T1 1"]);
    assert_eq!(host.paid("T1"), [1200]);
    assert_eq!(host.facts("crown/pi_1").await, ["event", "reading", "attempt", "outcome"]);
    assert_eq!(host.row("crown/pi_1").await.unwrap().order_id.as_deref(), Some("T1"));
}

#[tokio::test]
async fn one_function_applies_a_payment() {
    let host = World::start(records(Lookup)).await;
    host.terms(|terms| terms.records = false);
    host.order("T1", 3000);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
    assert_eq!(host.paid("T1"), [1200]);
}

#[tokio::test]
async fn a_sale_without_an_order_is_unrelated() {
    let host = World::start(records(Lookup)).await;
    host.dojo_says("pi_1", PaymentStatus::Captured, None, 1200, 0);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), [""; 0]);
    assert!(host.heard.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_payment_waits_for_dojo_and_is_then_recorded() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 3000);
    *host.dojo.is_down.lock().unwrap() = true;
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 4 s").await;
    *host.dojo.is_down.lock().unwrap() = false;
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.clock.advance(Duration::from_secs(5));
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.paid("T1"), [1200]);
}

#[tokio::test]
async fn before_a_retry_the_intent_is_read_again_and_what_dojo_says_now_decides() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 3000);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.luck("crown", &vec![later_outcome(); 3]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 4 s").await;
    host.dojo_says("pi_1", PaymentStatus::Reversed, Some("T1"), 1200, 0);
    host.clock.advance(Duration::from_secs(5));
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.paid("T1"), [0; 0]);
    assert_eq!(host.calls().len(), 2);
}

#[tokio::test]
async fn partial_refunds_are_handed_over_each_once_with_what_was_handed_over_before() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 3000);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    for (id, refunded) in [("evt_2", 200), ("evt_3", 500), ("evt_4", 500)] {
        host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, refunded);
        assert!(!host.receive_as("crown/pi_1", "Captured", id).await.unwrap().duplicate);
        host.until("crown/pi_1", "settled").await;
    }
    host.dojo_says("pi_1", PaymentStatus::Refunded, Some("T1"), 1200, 1200);
    host.receive("crown/pi_1", "Refunded").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(
        host.calls(),
        [
            "crown/pi_1 record T1 1",
            "crown/pi_1 PartlyRefunded 1 200 refunded",
            "crown/pi_1 PartlyRefunded 1 500 refunded 200 before",
            "crown/pi_1 Refunded 1 1200 refunded 500 before",
        ]
    );
}

#[tokio::test]
async fn what_the_adapter_cannot_undo_is_a_persons() {
    let host = World::start(records(Lookup)).await;
    host.terms(|terms| terms.takes_events = false);
    host.order("T1", 3000);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    host.dojo_says("pi_1", PaymentStatus::Refunded, Some("T1"), 1200, 1200);
    host.receive("crown/pi_1", "Refunded").await;
    let why = "undo: Dojo says Refunded, the payment is on the POS, and its adapter takes no events: take it off there";
    host.until("crown/pi_1", &format!("attention: {why}")).await;
    let crown = "crown".parse().unwrap();
    decide(&*host.disk, "pi_1", Some(&crown), Decision::Applied, "Ann", host.clock.now()).await.unwrap();
    host.clock.advance(SWEEP);
    host.until("crown/pi_1", "settled").await;
}

#[tokio::test]
async fn a_payment_that_came_through_though_the_pos_did_not_answer_is_found_on_its_order() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 3000);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.luck("crown", &[applied_unknown()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.paid("T1"), [1200]);
    assert_eq!(host.calls().len(), 1);
}

#[tokio::test]
async fn a_payment_that_did_not_come_through_is_posted_again_once_the_pos_had_its_time() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 3000);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.luck("crown", &[unknown()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 60 s").await;
    assert_eq!(host.calls().len(), 1);
    host.clock.advance(Duration::from_secs(61));
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.paid("T1"), [1200]);
    assert_eq!(host.calls().len(), 2);
}

#[tokio::test]
async fn a_pos_that_applies_late_is_not_told_twice() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 3000);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.luck("crown", &[unknown()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 60 s").await;
    // Here it comes, a little before its time is over.
    let payment = crate::epos::OrderPayment {
        payment_intent_id: "pi_1".to_owned(),
        paid_amount: crate::payments::world::gbp(1200),
        tips_amount: None,
        lock_id: None,
    };
    host.tills.apply_late("T1", &payment);
    host.clock.advance(Duration::from_secs(61));
    host.until("crown/pi_1", "settled").await;
    assert_eq!((host.paid("T1"), host.calls().len()), (vec![1200], 1));
}

#[tokio::test]
async fn without_keys_and_look_up_an_unknown_payment_is_a_persons_with_the_numbers() {
    let host = World::start(records(PaymentSafety::None)).await;
    host.order("T1", 2400);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.luck("crown", &[unknown()]);
    // The other half, in cash, while the POS does not answer: the sum looks as if the payment had come through.
    host.receive("crown/pi_1", "Captured").await;
    let why = "unknown: Captured may or may not be on the POS: no answer; the payment is 1200 GBP; before, 0 GBP was \
               paid; a look at the order: it is not among the payments, which are 0 GBP of 2400 GBP";
    host.until("crown/pi_1", &format!("attention: {why}")).await;
    host.clock.advance(Duration::from_hours(100));
    host.until("crown/pi_1", &format!("attention: {why}")).await;
    assert_eq!(host.calls().len(), 1);
}

#[tokio::test]
async fn what_a_person_decides_is_done() {
    let crown = "crown".parse().unwrap();
    for (decision, paid, calls) in
        [(Decision::Applied, vec![], 1), (Decision::Post, vec![1200], 2), (Decision::GiveBack, vec![], 1)]
    {
        let host = World::start(records(PaymentSafety::None)).await;
        host.order("T1", 2400);
        host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
        host.luck("crown", &[unknown()]);
        host.receive("crown/pi_1", "Captured").await;
        while !matches!(host.row("crown/pi_1").await.unwrap().standing, Standing::Attention { due: None, .. }) {
            tokio::task::yield_now().await;
        }
        let reads = *host.dojo.reads.lock().unwrap();
        decide(&*host.disk, "pi_1", Some(&crown), decision, " Ann\n", host.clock.now()).await.unwrap();
        host.clock.advance(SWEEP);
        host.until("crown/pi_1", "settled").await;
        assert_eq!((host.paid("T1"), host.calls().len()), (paid, calls), "{decision:?}");
        // What Dojo says now decides.
        assert!(*host.dojo.reads.lock().unwrap() > reads, "{decision:?}");
        if decision == Decision::GiveBack {
            // The event that follows is not sent to an adapter that never applied it.
            host.receive("crown/pi_1", "Refunded").await;
            host.until("crown/pi_1", "settled").await;
            assert_eq!(host.calls().len(), 1);
        }
    }
}

#[tokio::test]
async fn a_refund_that_dojo_refuses_stays_on_the_list() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 2400);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.luck("crown", &[refused()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "attention: refused: the POS does not take Captured: no").await;
    *host.dojo.refuses_refunds.lock().unwrap() = true;
    let give_back = async || {
        decide(&*host.disk, "pi_1", None, Decision::GiveBack, "Ann", host.clock.now()).await.unwrap();
        host.clock.advance(SWEEP);
    };
    give_back().await;
    host.until("crown/pi_1", "attention: give-back: Dojo did not give the money back: Dojo says no").await;
    *host.dojo.refuses_refunds.lock().unwrap() = false;
    give_back().await;
    host.until("crown/pi_1", "settled").await;
}

#[tokio::test]
async fn only_what_waits_for_a_person_is_decided_and_by_somebody() {
    let host = World::start(takes_events(Lookup)).await;
    let decided = async |by: &str| {
        let decided = decide(&*host.disk, "pi_1", None, Decision::Post, by, host.clock.now()).await;
        decided.unwrap_err().to_string()
    };
    assert_eq!(decided("Ann").await, "the ledger has no payment intent \"pi_1\"");
    assert_eq!(decided(" ").await, "who decides must be named");
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(decided("Ann").await, "pi_1 of venue crown does not wait for a person: it is settled");
    host.receive("anchor/pi_1", "Captured").await;
    assert!(decided("Ann").await.starts_with("\"pi_1\" is a payment intent of several venues: "));
}

#[tokio::test]
async fn one_orders_payments_are_made_one_at_a_time() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 3000);
    for intent in ["pi_1", "pi_2"] {
        host.dojo_says(intent, PaymentStatus::Captured, Some("T1"), 1000, 0);
    }
    host.luck("crown", &[Luck::Hangs]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    host.receive("crown/pi_2", "Captured").await;
    while host.facts("crown/pi_2").await.len() < 2 {
        tokio::task::yield_now().await;
    }
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(host.calls().len(), 1);
    host.tills.held.send_replace(false);
    host.until("crown/pi_1", "settled").await;
    host.until("crown/pi_2", "settled").await;
    assert_eq!(host.paid("T1"), [1000, 1000]);
}

#[tokio::test]
async fn an_unknown_payment_holds_up_its_orders_next_one_until_it_is_a_persons() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 3000);
    for intent in ["pi_1", "pi_2"] {
        host.dojo_says(intent, PaymentStatus::Captured, Some("T1"), 1000, 0);
    }
    host.luck("crown", &[unknown()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 60 s").await;
    host.receive("crown/pi_2", "Captured").await;
    while host.facts("crown/pi_2").await.len() < 2 {
        tokio::task::yield_now().await;
    }
    host.clock.advance(Duration::from_secs(30));
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(host.calls().len(), 1);
    host.clock.advance(Duration::from_secs(31));
    host.until("crown/pi_1", "settled").await;
    host.clock.advance(Duration::from_secs(2));
    host.until("crown/pi_2", "settled").await;
    assert_eq!(host.paid("T1"), [1000, 1000]);

    // The same where nobody but a person will ever know.
    let host = World::start(records(PaymentSafety::None)).await;
    host.order("T1", 3000);
    for intent in ["pi_1", "pi_2"] {
        host.dojo_says(intent, PaymentStatus::Captured, Some("T1"), 1000, 0);
    }
    host.luck("crown", &[unknown()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    host.receive("crown/pi_2", "Captured").await;
    while !matches!(host.row("crown/pi_1").await.unwrap().standing, Standing::Attention { .. }) {
        tokio::task::yield_now().await;
    }
    host.clock.advance(Duration::from_secs(2));
    host.until("crown/pi_2", "settled").await;
}

#[tokio::test]
async fn a_payment_that_is_more_than_what_is_due_is_never_posted() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 1000);
    host.cash("T1", 500);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 600, 0);
    host.receive("crown/pi_1", "Captured").await;
    let why = "refused: the POS does not take Captured: 500 GBP is paid of 1000 GBP, and 600 GBP more is too much";
    host.until("crown/pi_1", &format!("attention: {why}")).await;
    assert_eq!(host.calls(), [""; 0]);
}

#[tokio::test]
async fn without_dojo_an_event_waits_for_the_request_that_has_the_amounts() {
    let host = World::start(records(Lookup)).await;
    host.terms(|terms| terms.reads_intents = false);
    host.order("T1", 3000);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 600 s").await;
    host.record("crown/pi_1", "T1", 1200).await.unwrap();
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.paid("T1"), [1200]);

    host.receive("crown/pi_2", "Captured").await;
    host.until("crown/pi_2", "open in 600 s").await;
    host.clock.advance(Duration::from_secs(601));
    host.until_heard("amounts: ").await;
}

#[tokio::test]
async fn a_captured_intent_that_no_event_told_is_taken_in() {
    let host = World::start(records(Lookup)).await;
    host.order("T1", 3000);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    let key = crate::ledger::suite::key("crown/pi_1");
    assert!(!host.payments.reconcile(&key, "Captured", "{}", &TraceId::random()).await.unwrap().duplicate);
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.paid("T1"), [1200]);
}
