//! A payment of unknown outcome whose order can be read.

use super::story::*;
use crate::epos::PaymentStatus::{Captured, Reversed};
use crate::ledger::Before;
use crate::ledger::Outcome::Applied;
use crate::payments::clock::later;
use crate::payments::intent::{Next, Terms};
use crate::payments::retry;
use expect_test::expect;
use std::time::Duration;

/// The payment may be on the order, and Dojo says that it is charged.
fn unsure(terms: Terms) -> Story {
    let mut story = story(terms.with_dojo());
    story.told(Captured).reads(Captured, T1, 1_000, 0).tries(unknown()).reads(Captured, T1, 1_000, 0);
    story
}

#[test]
fn a_payment_that_a_look_finds_is_applied() {
    for terms in [records(), records().lookup(), posts().lookup()] {
        unsure(terms).looks(present(), true).check(expect!["settled"]);
    }
}

#[test]
fn an_absence_is_looked_at_again_when_the_pos_had_its_time() {
    unsure(records().lookup())
        .check(expect!["look"])
        .looks(absent(), false)
        .check(expect!["look in 60 s"])
        .looks(present(), true)
        .check(expect!["settled"]);
}

#[test]
fn a_conclusive_absence_is_posted_again_after_dojo_was_asked() {
    unsure(records().lookup())
        .looks(absent(), false)
        .looks(absent(), true)
        .check(expect!["read"])
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["Captured attempt 2 of 1000 GBP on T1"])
        .tries(Applied)
        .check(expect!["settled"]);
    unsure(records().lookup()).looks(absent(), true).reads(Reversed, T1, 1_000, 0).check(expect!["settled"]);
}

#[test]
fn an_attempt_after_a_conclusive_absence_is_looked_at_anew() {
    unsure(records().lookup())
        .looks(absent(), true)
        .reads(Captured, T1, 1_000, 0)
        .tries(unknown())
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["look"])
        .looks(absent(), false)
        .check(expect!["look in 60 s"])
        .looks(absent(), true)
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["Captured attempt 3 of 1000 GBP on T1"]);
}

#[test]
fn an_order_that_cannot_be_read_proves_nothing_and_is_read_later() {
    let mut story = unsure(records().lookup());
    let began = story.now;
    story
        .looks(unreadable(), false)
        .check(expect!["look"])
        .looks(unreadable(), false)
        .check(expect!["look in 4 s"])
        .looks(unreadable(), false)
        .check(expect!["look in 34 s"]);
    while let Next::Look { .. } = story.next() {
        story.looks(unreadable(), false);
    }
    assert!(later(story.now, Duration::from_hours(5)) >= later(began, retry::MONEY_LIFETIME));
    story.check(expect!["unknown: Captured may or may not be on the POS: no answer; the payment is 1000 GBP; a look at the order: the order could not be read: the till is off"]);
}

#[test]
fn without_keys_and_intents_one_look_leaves_it_to_a_person_with_the_numbers() {
    unsure(records())
        .check(expect!["look; unknown: Captured may or may not be on the POS: no answer; the payment is 1000 GBP"])
        .looks(absent(), false)
        .check(expect!["unknown: Captured may or may not be on the POS: no answer; the payment is 1000 GBP; a look at the order: it is not among the payments, which are 500 GBP of 3000 GBP"]);
}

#[test]
fn a_person_is_told_while_the_looks_go_on() {
    unsure(records())
        .looks(unreadable(), false)
        .looks(unreadable(), false)
        .check(expect!["look in 4 s; unknown: Captured may or may not be on the POS: no answer; the payment is 1000 GBP; a look at the order: the order could not be read: the till is off"])
        .looks(present(), true)
        .check(expect!["settled"]);
}

#[test]
fn what_was_paid_before_is_among_the_numbers() {
    let mut story = story(records().with_dojo());
    story.told(Captured).reads(Captured, T1, 1_000, 0);
    let Next::Deliver { delivery, .. } = story.next() else { panic!() };
    let before = Before { paid: pounds(500), total: None, lock: None };
    let attempt = story.begins_with(&delivery, Some(before));
    story
        .ends(attempt, unknown())
        .reads(Captured, T1, 1_000, 0)
        .looks(absent(), false)
        .check(expect!["unknown: Captured may or may not be on the POS: no answer; the payment is 1000 GBP; before, 500 GBP was paid; a look at the order: it is not among the payments, which are 500 GBP of 3000 GBP"]);
}

#[test]
fn an_order_that_cannot_be_read_by_its_id_is_left_to_a_person() {
    for terms in [records(), records().lookup()] {
        unsure(terms.without_orders())
            .check(expect!["unknown: Captured may or may not be on the POS: no answer; the payment is 1000 GBP"]);
    }
}

#[test]
fn an_adapter_that_is_not_loaded_leaves_the_matter_to_what_it_said_before() {
    unsure(records().lookup()).under(records().with_dojo().without_an_adapter()).check(expect!["look"]);
    unsure(records().keyed())
        .under(records().with_dojo().without_an_adapter())
        .check(expect!["Captured attempt 2 again"]);
}

#[test]
fn a_keyed_payment_is_posted_again_without_a_look() {
    unsure(records().keyed())
        .check(expect!["Captured attempt 2 again of 1000 GBP on T1"])
        .tries(till_is_off())
        .check(expect!["read in 4 s"])
        .reads(Captured, T1, 1_000, 0)
        .tries(Applied)
        .check(expect!["settled"]);
}

#[test]
fn a_keyed_payment_that_was_refused_after_an_unknown_attempt_is_looked_at() {
    unsure(records().keyed())
        .tries(refused())
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["look"])
        .looks(present(), true)
        .check(expect!["settled"]);
    unsure(records().keyed()).tries(refused()).reads(Captured, T1, 1_000, 0).looks(absent(), false).check(expect![
        "unknown: Captured may or may not be on the POS: paid already; the payment is 1000 GBP; a look at the order: it is not among the payments, which are 500 GBP of 3000 GBP"
    ]);
}

#[test]
fn an_adapter_with_another_promise_than_the_attempts_looks_once() {
    for terms in [records().keyed(), records()] {
        unsure(records().lookup())
            .under(terms.with_dojo())
            .looks(absent(), false)
            .check(expect!["unknown: Captured may or may not be on the POS: no answer; the payment is 1000 GBP; a look at the order: it is not among the payments, which are 500 GBP of 3000 GBP"]);
    }
}

#[test]
fn a_reversal_that_is_read_while_the_payment_is_unknown_goes_to_a_person() {
    for safety in SAFETIES {
        let mut story = story(records().safety(safety).with_dojo());
        story
            .told(Captured)
            .reads(Captured, T1, 1_000, 0)
            .tries(unknown())
            .reads(Reversed, T1, 1_000, 0)
            .check(expect!["unknown: Dojo took the money back, and the payment may or may not be on the POS: no answer; the payment is 1000 GBP"]);
    }
}

#[test]
fn a_refusal_is_believed_once_a_look_has_ruled_out_what_was_unknown() {
    unsure(records().lookup())
        .looks(absent(), true)
        .reads(Captured, T1, 1_000, 0)
        .tries(refused())
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["refused: the POS does not take Captured: paid already"]);
}
