//! RecordOrderPaymentById, with a real ledger in a file and points of sale that do as they are told.

use super::*;
use crate::epos::PaymentSafety::{Keyed, Lookup};
use crate::epos::PaymentStatus;
use crate::ledger::Ledger as _;
use crate::ledger::suite::key;
use crate::payments::Terms;
use crate::payments::clock::Clock as _;
use crate::payments::world::{Luck, PATIENCE, World, applied_unknown, gbp, later_outcome, records, refused, unknown};

/// An adapter that records payments, and no Dojo key.
fn alone(safety: PaymentSafety) -> Terms {
    Terms { reads_intents: false, ..records(safety) }
}

fn declined(answer: Result<Order, RecordError>) -> Declined {
    match answer.unwrap_err() {
        RecordError::Declined(declined) => declined,
        RecordError::Ledger(error) => panic!("{error}"),
    }
}

/// A host whose card machines wait so long, in milliseconds.
async fn host(terms: Terms, deadline_ms: u64) -> World {
    let host = World::start(terms).await;
    host.tills.manners.lock().unwrap().deadline = Duration::from_millis(deadline_ms);
    host.order("T1", 3000);
    host
}

#[tokio::test]
async fn a_payment_is_recorded_and_answered_with_the_order() {
    let host = host(alone(Lookup), 5_000).await;
    let order = host.record("crown/pi_1", "T1", 1200).await.unwrap();
    assert_eq!(order.paid_amount, Some(gbp(1200)));
    assert_eq!(host.calls(), ["crown/pi_1 record T1 1"]);
    assert_eq!(host.facts("crown/pi_1").await, ["record", "attempt", "outcome"]);
    host.until("crown/pi_1", "settled").await;
}

#[tokio::test]
async fn what_an_order_shows_before_is_written_with_the_attempt() {
    let host = host(alone(Lookup), 5_000).await;
    host.cash("T1", 500);
    host.record("crown/pi_1", "T1", 1200).await.unwrap();
    let history = host.disk.history(&key("crown/pi_1")).await.unwrap();
    let Fact::Attempt(attempt) = &history[1].fact else { panic!("{history:?}") };
    let before = attempt.before.as_ref().unwrap();
    assert_eq!((before.paid, before.total), (gbp(500), Some(gbp(3000))));
}

#[tokio::test]
async fn the_same_payment_again_is_answered_with_the_order_as_it_is_now() {
    let host = host(alone(Lookup), 5_000).await;
    host.record("crown/pi_1", "T1", 1200).await.unwrap();
    host.cash("T1", 300);
    let order = host.record("crown/pi_1", "T1", 1200).await.unwrap();
    assert_eq!(order.paid_amount, Some(gbp(1500)));
    assert_eq!(host.calls().len(), 1);
}

#[tokio::test]
async fn duplicates_at_once_are_one_payment() {
    let host = std::sync::Arc::new(host(alone(PaymentSafety::None), 20_000).await);
    let answers: Vec<_> = (0..20)
        .map(|_| {
            let host = std::sync::Arc::clone(&host);
            tokio::spawn(async move { host.record("crown/pi_1", "T1", 1200).await })
        })
        .collect();
    for answer in answers {
        assert_eq!(answer.await.unwrap().unwrap().paid_amount, Some(gbp(1200)));
    }
    assert_eq!((host.paid("T1"), host.calls().len()), (vec![1200], 1));
}

#[tokio::test]
async fn the_captured_event_of_a_recorded_payment_changes_nothing() {
    let host = host(records(Lookup), 5_000).await;
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.record("crown/pi_1", "T1", 1200).await.unwrap();
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.paid("T1"), [1200]);
}

#[tokio::test]
async fn a_captured_event_that_races_with_the_request_is_the_same_payment() {
    let host = std::sync::Arc::new(host(records(PaymentSafety::None), 20_000).await);
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.luck("crown", &[Luck::Hangs]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    let recording = {
        let host = std::sync::Arc::clone(&host);
        tokio::spawn(async move { host.record("crown/pi_1", "T1", 1200).await })
    };
    while !host.facts("crown/pi_1").await.contains(&"record") {
        tokio::task::yield_now().await;
    }
    host.tills.held.send_replace(false);
    assert_eq!(recording.await.unwrap().unwrap().paid_amount, Some(gbp(1200)));
    host.until("crown/pi_1", "settled").await;
    assert_eq!((host.paid("T1"), host.calls().len()), (vec![1200], 1));
}

#[tokio::test]
async fn a_payment_that_the_pos_refuses_is_declined_for_good() {
    let host = host(records(Lookup), 5_000).await;
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.luck("crown", &[refused()]);
    let first = declined(host.record("crown/pi_1", "T1", 1200).await);
    assert_eq!(first, Declined::Conflict("no".to_owned()));
    // The same again is answered with the same, and its Captured event does not apply it.
    assert_eq!(declined(host.record("crown/pi_1", "T1", 1200).await), first);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 600 s").await;
    assert_eq!(host.calls().len(), 1);
    // Dojo gives the money back.
    host.dojo_says("pi_1", PaymentStatus::Refunded, Some("T1"), 1200, 1200);
    host.clock.advance(Duration::from_secs(601));
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls().len(), 1);
}

#[tokio::test]
async fn a_declined_payment_that_dojo_keeps_is_a_persons_ten_minutes_later() {
    let host = host(records(Lookup), 5_000).await;
    host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
    host.luck("crown", &[refused()]);
    declined(host.record("crown/pi_1", "T1", 1200).await);
    host.until("crown/pi_1", "open in 600 s").await;
    host.clock.advance(Duration::from_secs(601));
    let why = "declined: the payment is not on the POS (conflict: no), and Dojo has not given the money back";
    host.until("crown/pi_1", &format!("attention: {why}")).await;
}

#[tokio::test]
async fn a_payment_that_is_more_than_what_is_due_is_a_conflict() {
    let host = host(alone(Lookup), 5_000).await;
    host.cash("T1", 2000);
    let answer = declined(host.record("crown/pi_1", "T1", 1200).await);
    let text = "2000 GBP is paid of 3000 GBP, and 1200 GBP more is too much";
    assert_eq!(answer, Declined::Conflict(text.to_owned()));
    assert_eq!(host.calls(), [""; 0]);
}

#[tokio::test]
async fn an_order_that_is_not_there_is_not_found() {
    let host = host(alone(Lookup), 5_000).await;
    let answer = declined(host.record("crown/pi_1", "T9", 1200).await);
    assert_eq!(answer, Declined::NotFound("no such order".to_owned()));
}

#[tokio::test]
async fn a_pos_that_cannot_be_reached_is_tried_again_within_the_call() {
    let host = host(alone(Lookup), 5_000).await;
    host.luck("crown", &[later_outcome(), later_outcome()]);
    host.record("crown/pi_1", "T1", 1200).await.unwrap();
    assert_eq!(host.calls().len(), 3);
    assert_eq!(host.paid("T1"), [1200]);
}

#[tokio::test]
async fn a_pos_that_stays_unreachable_is_declined_and_not_told_later() {
    let host = host(alone(Lookup), 300).await;
    host.luck("crown", &vec![later_outcome(); 99]);
    let answer = declined(host.record("crown/pi_1", "T1", 1200).await);
    assert_eq!(answer, Declined::Unavailable("the till is off".to_owned()));
    host.until("crown/pi_1", "settled").await;
    host.luck("crown", &[]);
    host.clock.advance(Duration::from_hours(1));
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.paid("T1"), [0; 0]);
}

#[tokio::test]
async fn the_same_payment_with_other_content_is_a_conflict_and_a_persons_at_once() {
    let host = host(alone(Lookup), 5_000).await;
    host.record("crown/pi_1", "T1", 1200).await.unwrap();
    let answer = declined(host.record("crown/pi_1", "T1", 900).await);
    let difference = "1200 GBP on order \"T1\" first, then 900 GBP on order \"T1\"";
    assert_eq!(answer, Declined::Conflict(format!("this payment was told with other content before: {difference}")));
    let why = format!("mismatch: the same payment was told with different content: {difference}");
    host.until("crown/pi_1", &format!("attention: {why}")).await;
    assert_eq!(host.paid("T1"), [1200]);
    // Dojo gives back a payment that the POS shows: what follows is applied.
    host.receive("crown/pi_1", "Refunded").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 record T1 1", "crown/pi_1 Refunded 1"]);
}

#[tokio::test]
async fn an_unknown_payment_that_the_order_shows_is_a_success() {
    let host = host(alone(Lookup), 5_000).await;
    host.luck("crown", &[applied_unknown()]);
    let order = host.record("crown/pi_1", "T1", 1200).await.unwrap();
    assert_eq!(order.paid_amount, Some(gbp(1200)));
    host.until("crown/pi_1", "settled").await;
    assert!(host.heard.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_unknown_payment_is_posted_again_where_the_pos_drops_the_second() {
    let host = host(alone(Keyed), 5_000).await;
    host.luck("crown", &[applied_unknown(), unknown()]);
    host.record("crown/pi_1", "T1", 1200).await.unwrap();
    assert_eq!(host.paid("T1"), [1200]);
    host.until("crown/pi_1", "settled").await;
}

#[tokio::test]
async fn a_payment_that_stays_unknown_is_a_success_and_a_persons_at_once() {
    let host = host(alone(PaymentSafety::None), 400).await;
    host.luck("crown", &[unknown()]);
    let order = host.record("crown/pi_1", "T1", 1200).await.unwrap();
    // The order as read before, with this payment.
    assert_eq!((order.paid_amount, order.payments.len(), order.payable), (Some(gbp(1200)), 1, true));
    assert_eq!(order.payments[0].payment_intent_id.as_deref(), Some("pi_1"));
    let why = "unknown: the card machine was told that the payment is recorded, and it may or may not be on the POS: \
               no answer; the payment is 1200 GBP; before, 0 GBP was paid; a look at the order: it is not among the \
               payments, which are 0 GBP of 3000 GBP";
    host.until("crown/pi_1", &format!("attention: {why}")).await;
}

#[tokio::test]
async fn an_assumed_payment_is_found_later_or_posted_again() {
    for luck in [applied_unknown(), unknown()] {
        let host = host(records(Lookup), 400).await;
        host.dojo_says("pi_1", PaymentStatus::Captured, Some("T1"), 1200, 0);
        host.luck("crown", &[luck]);
        *host.tills.lists.lock().unwrap() = false;
        host.record("crown/pi_1", "T1", 1200).await.unwrap();
        host.until_heard("").await;
        let is_there = !host.paid("T1").is_empty();
        *host.tills.lists.lock().unwrap() = true;
        if is_there {
            host.order("T1", 3000);
            host.tills.apply_late(
                "T1",
                &crate::epos::OrderPayment {
                    payment_intent_id: "pi_1".to_owned(),
                    paid_amount: gbp(1200),
                    tips_amount: None,
                    lock_id: None,
                },
            );
        }
        host.clock.advance(Duration::from_secs(61));
        host.until("crown/pi_1", "settled").await;
        assert_eq!(host.paid("T1"), [1200]);
    }
}

#[tokio::test]
async fn a_venue_may_choose_to_refuse_what_stays_unknown() {
    let host = host(records(PaymentSafety::None), 400).await;
    host.tills.manners.lock().unwrap().unknown = UnknownPayment::Refuse;
    host.luck("crown", &[applied_unknown()]);
    *host.tills.lists.lock().unwrap() = false;
    let answer = declined(host.record("crown/pi_1", "T1", 1200).await);
    assert_eq!(answer, Declined::Unexpected("it is not known whether the POS took the payment".to_owned()));
    host.until_heard("the payment was declined, so Dojo gives the money back").await;
}

#[tokio::test]
async fn a_payment_that_is_known_not_to_be_there_is_declined() {
    let host = host(alone(Lookup), 2_000).await;
    host.terms(|terms| terms.settle_after = Duration::ZERO);
    host.luck("crown", &[unknown()]);
    let answer = declined(host.record("crown/pi_1", "T1", 1200).await);
    assert_eq!(answer, Declined::Unexpected("the POS did not take the payment".to_owned()));
    host.until("crown/pi_1", "settled").await;
}

#[tokio::test]
async fn under_dojos_lock_the_numbers_prove_a_payment() {
    let host = host(alone(PaymentSafety::None), 400).await;
    let lock = crate::epos::Request::CreateLock {
        order_id: "T1".to_owned(),
        lock_id: "l1".to_owned(),
        expiry: later(host.clock.now(), Duration::from_secs(60)),
    };
    let crown = "crown".parse().unwrap();
    host.payments.done(&crown, &lock);
    host.luck("crown", &[applied_unknown(), applied_unknown()]);
    host.record("crown/pi_1", "T1", 1200).await.unwrap();
    host.until("crown/pi_1", "settled").await;
    // Without it they do not: an equal split in cash looks the same.
    let unlock = crate::epos::Request::DeleteLock { order_id: "T1".to_owned(), lock_id: "l1".to_owned() };
    host.payments.done(&crown, &unlock);
    host.record("crown/pi_2", "T1", 1200).await.unwrap();
    host.until_heard("").await;
}

#[tokio::test]
async fn a_request_that_the_host_did_not_live_to_answer_is_never_posted_by_itself() {
    let host = host(alone(PaymentSafety::None), 60_000).await;
    let crown: VenueId = "crown".parse().unwrap();
    // As a host leaves it that is killed before, and during, the call.
    for (intent, began) in [("pi_1", false), ("pi_2", true)] {
        let key = IntentKey::new(&crown, intent);
        let payment = OrderPayment {
            payment_intent_id: intent.to_owned(),
            paid_amount: gbp(1200),
            tips_amount: None,
            lock_id: None,
        };
        let fact = Fact::Record {
            order_id: "T1".to_owned(),
            payment,
            requester: Requester::default(),
            trace_id: "t".to_owned(),
        };
        let now = host.clock.now();
        let Appended::Written(seen) = host.disk.append(Draft::new(&key, now, fact, Then::Reopen)).await.unwrap() else {
            panic!()
        };
        if began {
            let attempt = Attempt { payment_safety: Some(PaymentSafety::None), ..crate::ledger::suite::captured() };
            let then = Then::OnlyAfter { seen: Some(seen), standing: Standing::Open { due: now } };
            host.disk.append(Draft::new(&key, now, Fact::Attempt(attempt), then)).await.unwrap();
        }
    }
    let host = host.crash_and_restart().await;
    let why = "interrupted: the host stopped before it answered a request to record the payment: the payment is not on \
               the POS";
    host.until("crown/pi_1", &format!("attention: {why}")).await;
    while !matches!(host.row("crown/pi_2").await.unwrap().standing, Standing::Attention { due: None, .. }) {
        tokio::task::yield_now().await;
    }
    assert_eq!(host.calls(), [""; 0]);
    // Dojo asks again: now somebody waits for the answer.
    host.tills.manners.lock().unwrap().deadline = Duration::from_millis(400);
    host.record("crown/pi_1", "T1", 1200).await.unwrap();
    host.until("crown/pi_1", "settled").await;
    host.record("crown/pi_2", "T1", 1200).await.unwrap();
    assert_eq!(host.calls(), ["crown/pi_1 record T1 1"]);
}

#[tokio::test]
async fn a_duplicate_that_finds_the_first_one_running_is_answered_in_time() {
    for unknown in [UnknownPayment::Accept, UnknownPayment::Refuse] {
        let host = std::sync::Arc::new(host(alone(Lookup), 60_000).await);
        host.luck("crown", &[Luck::Hangs]);
        let first = {
            let host = std::sync::Arc::clone(&host);
            tokio::spawn(async move { host.record("crown/pi_1", "T1", 1200).await })
        };
        host.until_called(1).await;
        *host.tills.manners.lock().unwrap() = Manners { deadline: Duration::from_millis(200), unknown };
        let second = host.record("crown/pi_1", "T1", 1200).await;
        host.tills.held.send_replace(false);
        assert_eq!(first.await.unwrap().unwrap().paid_amount, Some(gbp(1200)));
        assert_eq!(host.paid("T1"), [1200]);
        match unknown {
            UnknownPayment::Accept => {
                assert_eq!(second.unwrap().paid_amount, Some(gbp(1200)));
                host.until("crown/pi_1", "settled").await;
            }
            UnknownPayment::Refuse => {
                assert!(matches!(declined(second), Declined::Unexpected(_)));
                host.until_heard("Dojo may have given the money back").await;
            }
        }
    }
}

#[tokio::test]
async fn a_duplicate_hears_the_error_that_the_first_one_ends_with_meanwhile() {
    let host = std::sync::Arc::new(host(alone(Lookup), 60_000).await);
    host.luck("crown", &[Luck::HangsAndIsRefused]);
    let record = || {
        let host = std::sync::Arc::clone(&host);
        tokio::spawn(async move { host.record("crown/pi_1", "T1", 1200).await })
    };
    let first = record();
    host.until_called(1).await;
    // The second gives up waiting, and reads the order to answer with it.
    let reads = *host.tills.reads.borrow();
    host.tills.reads_answered.send_replace(reads);
    host.tills.manners.lock().unwrap().deadline = Duration::from_secs(2);
    let second = record();
    host.tills.reads.subscribe().wait_for(|now| *now > reads).await.unwrap();
    host.tills.held.send_replace(false);
    let first = declined(first.await.unwrap());
    host.tills.reads_answered.send_replace(usize::MAX);
    assert_eq!(declined(second.await.unwrap()), first);
    assert_eq!(first, Declined::Conflict("no".to_owned()));
    host.until("crown/pi_1", "settled").await;
}

#[tokio::test]
async fn a_request_that_is_being_answered_is_not_called_interrupted() {
    let host = host(alone(Lookup), 60_000).await;
    let key = key("crown/pi_1");
    let inner = &host.payments.inner;
    let asking = Asking::begin(inner, &key);
    let payment =
        OrderPayment { payment_intent_id: "pi_1".to_owned(), paid_amount: gbp(1200), tips_amount: None, lock_id: None };
    let (order_id, trace_id) = ("T1".to_owned(), "t".to_owned());
    let fact = Fact::Record { order_id, payment, requester: Requester::default(), trace_id };
    host.disk.append(Draft::new(&key, host.clock.now(), fact, Then::Reopen)).await.unwrap();
    // The worker comes between the writing and the turn.
    assert_eq!(inner.bring_forward(&key, false).await, Ok(None));
    assert!(host.heard.0.lock().unwrap().is_empty());
    host.until("crown/pi_1", "open in 0 s").await;
    // The one who was to answer is gone.
    drop(asking);
    host.until_heard("the host stopped before it answered").await;
}

#[tokio::test]
async fn what_cannot_be_written_is_not_posted() {
    let host = host(alone(Lookup), 2_000).await;
    host.disk.full.send_replace(true);
    assert!(matches!(host.record("crown/pi_1", "T1", 1200).await, Err(RecordError::Ledger(_))));
    assert_eq!(host.calls(), [""; 0]);
}

#[tokio::test]
async fn a_request_whose_sender_went_away_is_finished() {
    let host = host(alone(Lookup), 5_000).await;
    {
        use futures_util::FutureExt as _;
        assert!(Box::pin(host.record("crown/pi_1", "T1", 1200)).now_or_never().is_none());
    }
    tokio::time::timeout(PATIENCE, host.until("crown/pi_1", "settled")).await.unwrap();
    assert_eq!(host.paid("T1"), [1200]);
}
