//! A payment and its undoing, where nothing is known but what events tell: without a key to Dojo's API.

use super::story::*;
use crate::epos::PaymentStatus::{Authorized, Canceled, Captured, Created, Refunded, Reversed};
use crate::ledger::Outcome::Applied;
use crate::payments::clock::later;
use crate::payments::intent::Next;
use crate::payments::retry;
use expect_test::expect;
use std::time::Duration;

#[test]
fn a_captured_payment_is_told_and_settled() {
    story(posts()).told(Captured).check(expect!["Captured attempt 1"]).tries(Applied).check(expect!["settled"]);
}

#[test]
fn a_refund_of_an_applied_payment_is_told() {
    story(posts())
        .told(Captured)
        .tries(Applied)
        .told(Refunded)
        .check(expect!["Refunded attempt 1"])
        .tries(till_is_off())
        .tries(Applied)
        .check(expect!["settled"]);
}

#[test]
fn an_undoing_of_what_was_never_applied_is_not_told() {
    for terms in [posts(), records(), posts().with_dojo(), records().with_dojo()] {
        for undoing in [Refunded, Reversed] {
            story(terms).told(undoing).check(expect!["settled"]);
            story(terms).all_told(&[Authorized, undoing]).check(expect!["settled"]);
            story(terms).all_told(&[Captured, undoing]).check(expect!["settled"]);
            story(terms).all_told(&[undoing, Captured]).check(expect!["settled"]);
        }
    }
    for undoing in [Refunded, Reversed] {
        for outcome in [till_is_off(), not_sent(), refused()] {
            story(posts()).told(Captured).tries(outcome).told(undoing).check(expect!["settled"]);
        }
    }
}

#[test]
fn an_undoing_of_what_may_have_been_applied_goes_to_a_person() {
    for safety in SAFETIES {
        story(posts().safety(safety)).told(Captured).tries(unknown()).told(Reversed).check(expect![
            "unknown: Dojo took the money back, and the payment may or may not be on the POS: no answer"
        ]);
    }
}

#[test]
fn what_arrives_late_or_twice_changes_nothing() {
    let mut story = story(posts());
    story.all_told(&[Authorized, Captured]).tries(Applied);
    for status in [Created, Authorized, Canceled, Captured] {
        story.told(status).check(expect!["settled"]);
    }
    story.told_again().check(expect!["settled"]).told(Refunded).tries(Applied);
    for status in [Captured, Reversed, Refunded] {
        story.told(status).check(expect!["settled"]);
    }
}

#[test]
fn news_is_told_in_order_and_once() {
    story(posts())
        .all_told(&[Created, Authorized])
        .check(expect!["Created attempt 1"])
        .tries(till_is_off())
        .check(expect!["Authorized attempt 1"])
        .tries(unknown())
        .check(expect!["settled"])
        .told(Canceled)
        .check(expect!["Canceled attempt 1"])
        .tries(refused())
        .check(expect!["settled"]);
}

#[test]
fn news_blocks_no_money() {
    story(posts()).all_told(&[Created, Authorized, Captured]).check(expect!["Captured attempt 1"]);
    story(posts()).told(Created).tries(not_sent()).told(Captured).check(expect!["Captured attempt 1"]);
}

#[test]
fn news_that_never_left_the_host_is_told_while_it_is_news() {
    let mut stale = story(posts());
    let received = stale.now;
    stale.told(Canceled).tries(not_sent()).check(expect!["Canceled attempt 1"]);
    while let Next::Deliver { .. } = stale.next() {
        stale.tries(not_sent());
    }
    assert_eq!(stale.now, later(received, retry::NEWS_LIFETIME));
    stale.check(expect!["settled"]);

    story(posts())
        .told(Created)
        .tries(not_sent())
        .told(Authorized)
        .tries(not_sent())
        .check(expect!["Authorized attempt 1"]);
}

#[test]
fn an_adapter_that_takes_no_events_is_told_no_news() {
    let terms = records().without_events();
    story(terms).all_told(&[Created, Authorized]).check(expect!["settled"]);
    // Whether one that is not loaded takes them is not known.
    story(terms.without_an_adapter()).told(Created).check(expect!["Created attempt 1"]);
}

#[test]
fn an_adapter_that_takes_neither_payments_nor_events_is_told_nothing_and_a_person_must() {
    let terms = crate::payments::Terms { records: false, ..records().without_events().with_dojo() };
    story(terms).told(Captured).reads(Captured, Some("T1"), 1000, 0).check(expect![
        "adapter: it takes neither payments nor events, and the payment is not on the POS: put it there by hand"
    ]);
    story(terms).told(Captured).reads(Captured, None, 1000, 0).check(expect!["settled"]);
}

#[test]
fn what_was_not_written_is_tried_again_until_a_person_must_look() {
    let mut story = story(posts());
    let began = story.now;
    story
        .told(Captured)
        .tries(till_is_off())
        .check(expect!["Captured attempt 2"])
        .tries(till_is_off())
        .check(expect!["Captured attempt 3 in 4 s"])
        .tries(till_is_off())
        .check(expect!["Captured attempt 4 in 34 s"])
        .tries(till_is_off())
        .check(expect!["Captured attempt 5 in 125 s"]);
    while let Next::Deliver { .. } = story.next() {
        story.tries(till_is_off());
    }
    assert_eq!(story.now, later(began, retry::MONEY_LIFETIME));
    story.check(expect!["expired: Captured is not on the POS after 27 tries in 72 h: the till is off"]);
}

#[test]
fn the_time_to_try_begins_with_the_first_try() {
    let mut story = story(posts());
    story.told(Captured).waits(retry::MONEY_LIFETIME * 2).check(expect!["Captured attempt 1"]);
    story.tries(till_is_off()).check(expect!["Captured attempt 2"]);
}

#[test]
fn what_was_not_sent_is_no_attempt() {
    story(posts())
        .told(Captured)
        .tries(not_sent())
        .tries(not_sent())
        .check(expect!["Captured attempt 1 in 4 s"])
        .tries(till_is_off())
        .tries(not_sent())
        .check(expect!["Captured attempt 2 in 125 s"]);
}

#[test]
fn a_refusal_goes_to_a_person() {
    story(posts().keyed())
        .told(Captured)
        .tries(refused())
        .check(expect!["refused: the POS does not take Captured: paid already"]);
}

#[test]
fn a_refusal_after_an_unknown_attempt_proves_nothing() {
    story(posts().keyed())
        .told(Captured)
        .tries(unknown())
        .tries(refused())
        .check(expect!["unknown: Captured may or may not be on the POS: paid already"]);
}

#[test]
fn an_unknown_attempt_is_posted_again_only_where_the_pos_drops_the_second() {
    for terms in [posts(), posts().lookup()] {
        story(terms)
            .told(Captured)
            .tries(unknown())
            .check(expect!["unknown: Captured may or may not be on the POS: no answer"]);
    }
    story(posts().keyed())
        .told(Captured)
        .tries(unknown())
        .check(expect!["Captured attempt 2 again"])
        .under(posts().without_an_adapter())
        .check(expect!["Captured attempt 2 again"])
        .under(posts().keyed())
        .tries(till_is_off())
        .check(expect!["Captured attempt 3 again in 4 s"])
        .tries(Applied)
        .check(expect!["settled"]);
}

#[test]
fn a_key_that_was_not_sent_with_the_unknown_attempt_does_not_help() {
    // The adapter was replaced by one that uses keys; its predecessor's attempt carried none.
    story(posts().lookup())
        .told(Captured)
        .tries(unknown())
        .under(posts().keyed())
        .check(expect!["unknown: Captured may or may not be on the POS: no answer"]);
    // And the other way round.
    story(posts().keyed())
        .told(Captured)
        .tries(unknown())
        .under(posts().lookup())
        .check(expect!["unknown: Captured may or may not be on the POS: no answer"]);
}

#[test]
fn an_unknown_payment_that_is_never_resolved_goes_to_a_person_as_unknown() {
    let mut story = story(posts().keyed());
    story.told(Captured).tries(unknown());
    while let Next::Deliver { .. } = story.next() {
        story.tries(till_is_off());
    }
    story.check(expect!["unknown: Captured may or may not be on the POS: the till is off"]);
}

#[test]
fn an_attempt_without_an_end_is_unknown() {
    for (terms, expected) in [
        (posts().keyed(), expect!["Captured attempt 2 again"]),
        (
            posts(),
            expect![
                "unknown: Captured may or may not be on the POS: the host stopped before it knew how the attempt ended"
            ],
        ),
    ] {
        let mut story = story(terms);
        let Next::Deliver { delivery, .. } = story.told(Captured).next() else { panic!() };
        let attempt = story.begins(&delivery);
        assert_eq!(story.state.running().map(|one| one.seq), Some(attempt));
        story.check(expected).ends(attempt, Applied).check(expect!["settled"]);
        // Only the first end of an attempt counts.
        story.ends(attempt, unknown()).check(expect!["settled"]);
    }
}

#[test]
fn an_undoing_is_resolved_like_a_payment() {
    story(posts())
        .told(Captured)
        .tries(Applied)
        .told(Refunded)
        .tries(unknown())
        .check(expect!["unknown: Refunded may or may not be on the POS: no answer"]);
    story(posts().keyed())
        .told(Captured)
        .tries(Applied)
        .told(Refunded)
        .tries(unknown())
        .check(expect!["Refunded attempt 2 again"])
        .tries(refused())
        .check(expect!["unknown: Refunded may or may not be on the POS: paid already"]);
    story(posts().keyed())
        .told(Captured)
        .tries(Applied)
        .told(Reversed)
        .tries(refused())
        .check(expect!["refused: the POS does not take Reversed: paid already"]);
}

#[test]
fn an_adapter_that_takes_no_events_cannot_undo_and_a_person_must() {
    story(records().without_events())
        .records("T1", 1_000)
        .request_tries(Applied)
        .check(expect!["settled"])
        .told(Reversed)
        .check(expect![
            "undo: Dojo says Reversed, the payment is on the POS, and its adapter takes no events: take it off there"
        ]);
}

#[test]
fn a_card_that_was_charged_is_not_forgotten_because_of_a_cancellation() {
    story(posts()).all_told(&[Canceled, Captured]).check(expect!["Captured attempt 1"]);
    story(posts()).all_told(&[Captured, Canceled]).check(expect!["Captured attempt 1"]);
}

#[test]
fn what_is_told_is_the_event_that_moved_the_intent() {
    let mut story = story(posts());
    story.all_told(&[Captured, Captured]).waits(Duration::from_secs(9));
    let Next::Deliver { delivery, .. } = story.next() else { panic!() };
    let update = &delivery.update;
    assert_eq!(update.event_id, "evt_1");
    assert_eq!(update.created_at, story.entries[0].at);
    assert_eq!((&update.intent, update.refunded_before, update.attempt), (&None, None, 1));
    assert_eq!((&delivery.payment, delivery.refunded, delivery.by_a_person), (&None, None, false));
}

#[test]
fn an_adapter_that_records_payments_waits_for_the_request_that_has_the_amounts() {
    story(records())
        .told(Captured)
        .check(expect!["wait in 600 s"])
        .waits_in_vain()
        .check(expect!["amounts: the adapter applies payments by `record-payment`, which needs the amounts: the event has none, no request to record the payment came, and without [venues.….dojo] the payment intent cannot be read"])
        // However often that is told.
        .told(Captured)
        .check(expect!["amounts: the adapter applies payments by `record-payment`, which needs the amounts: the event has none, no request to record the payment came, and without [venues.….dojo] the payment intent cannot be read"]);
}

#[test]
fn a_request_that_comes_during_the_wait_settles_it() {
    story(records()).told(Captured).records("T1", 1_000).request_tries(Applied).check(expect!["settled"]);
    // Or after it.
    story(records())
        .told(Captured)
        .waits_in_vain()
        .records("T1", 1_000)
        .request_tries(Applied)
        .check(expect!["settled"]);
}

#[test]
fn what_the_request_has_recorded_is_not_recorded_again_because_of_the_event() {
    for terms in [records(), posts()] {
        story(terms).records("T1", 1_000).request_tries(Applied).told(Captured).check(expect!["settled"]);
    }
}

#[test]
fn a_captured_event_never_goes_past_record_payment() {
    // The adapter was replaced by one that records payments.
    for outcome in [till_is_off(), not_sent()] {
        let mut story = story(posts());
        story.told(Captured).tries(outcome).under(records());
        assert!(matches!(story.next(), Next::Wait { .. } | Next::Attention(_)), "{}", story.text());
    }
    story(posts().keyed())
        .told(Captured)
        .tries(unknown())
        .under(records().keyed())
        .check(expect!["unknown: Captured may or may not be on the POS: no answer"]);
}

#[test]
fn a_deposit_is_never_put_on_an_order() {
    for terms in [posts(), records(), posts().with_dojo(), records().with_dojo()] {
        story(terms)
            .names(as_a_deposit())
            .check(expect!["settled"])
            .told(Captured)
            .check(expect!["settled"])
            .told(Refunded)
            .check(expect!["settled"]);
    }
    // Unless it is asked to.
    story(records().lookup())
        .names(as_a_deposit())
        .records("T1", 1_000)
        .request_tries(Applied)
        .told(Refunded)
        .check(expect!["Refunded attempt 1"]);
}

#[test]
fn a_deposit_that_was_put_on_an_order_before_anybody_said_so_is_undone_like_any_other() {
    story(posts())
        .told(Captured)
        .tries(Applied)
        .names(as_a_deposit())
        .check(expect!["settled"])
        .told(Refunded)
        .check(expect!["Refunded attempt 1"]);
    for safety in SAFETIES {
        story(posts().safety(safety))
            .told(Captured)
            .tries(unknown())
            .names(as_a_deposit())
            .check(expect!["unknown: Captured may or may not be on the POS: no answer"]);
    }
}
