//! What Dojo says when it is asked: before the first try, before every retry and before every answer of a person.

use super::story::*;
use crate::epos::PaymentStatus::{Authorized, Canceled, Captured, Created, Refunded, Reversed};
use crate::epos::{PaymentSafety, Timestamp};
use crate::ledger::NamedBy;
use crate::ledger::Outcome::Applied;
use crate::payments::clock::later;
use crate::payments::intent::{Next, Terms};
use crate::payments::retry;
use expect_test::expect;
use std::time::Duration;

/// The payment is on the point of sale.
fn paid(terms: Terms) -> Story {
    let mut story = story(terms.with_dojo());
    story.told(Captured).reads(Captured, T1, 1_000, 0).tries(Applied).check(expect!["settled"]);
    story
}

#[test]
fn the_amounts_are_read_before_the_first_try() {
    story(records().with_dojo())
        .told(Captured)
        .check(expect!["read"])
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["Captured attempt 1 of 1000 GBP on T1"])
        .tries(Applied)
        .check(expect!["settled"]);
    let mut posted = story(posts().with_dojo());
    posted.told(Captured).reads(Captured, T1, 1_000, 0).check(expect!["Captured attempt 1"]);
    let Next::Deliver { delivery, .. } = posted.next() else { panic!() };
    assert_eq!(delivery.update.intent, Some(reading(Captured, T1, 1_000, 0).intent));
}

#[test]
fn a_sale_without_an_order_of_ours_is_nobodys_concern() {
    for terms in [posts().with_dojo(), records().with_dojo()] {
        story(terms).told(Captured).reads(Captured, None, 1_000, 0).check(expect!["settled"]);
        // Whatever becomes of it.
        story(terms)
            .told(Captured)
            .reads(Captured, None, 1_000, 0)
            .told(Captured)
            .reads(Captured, None, 1_000, 400)
            .check(expect!["settled"])
            .told(Refunded)
            .check(expect!["settled"]);
        // Where it was read, it does not matter that it cannot be read any more.
        story(terms)
            .told(Captured)
            .reads(Captured, None, 1_000, 0)
            .under(Terms { reads_intents: false, ..terms })
            .check(expect!["settled"]);
    }
}

#[test]
fn what_may_have_been_posted_is_not_nobodys_concern() {
    // The key to Dojo's API came after the attempt.
    story(posts())
        .told(Captured)
        .tries(unknown())
        .under(posts().with_dojo())
        .reads(Captured, None, 1_000, 0)
        .check(expect!["unknown: Captured may or may not be on the POS: no answer; the payment is 1000 GBP"]);
}

#[test]
fn what_is_known_of_a_payment_is_used_though_nothing_more_can_be_read() {
    // Dojo's list named it, it was read, and the key to Dojo's API went away.
    story(records().with_dojo())
        .names(NamedBy::Reconciliation)
        .reads(Captured, T1, 1_000, 0)
        .under(records())
        .check(expect!["Captured attempt 1 of 1000 GBP on T1"]);
}

#[test]
fn the_intent_is_read_again_before_every_retry() {
    for terms in [posts().with_dojo(), records().with_dojo()] {
        for outcome in [till_is_off(), not_sent()] {
            story(terms)
                .told(Captured)
                .reads(Captured, T1, 1_000, 0)
                .tries(outcome.clone())
                .check(expect!["read"])
                .reads(Captured, T1, 1_000, 0)
                .tries(outcome)
                // When the retry is due, and not hours before.
                .check(expect!["read in 4 s"])
                .reads(Reversed, T1, 1_000, 0)
                .check(expect!["settled"]);
        }
    }
}

#[test]
fn an_undoing_is_read_again_before_every_retry() {
    paid(posts())
        .told(Captured)
        .reads(Captured, T1, 1_000, 400)
        .tries(till_is_off())
        .check(expect!["read"])
        .reads(Captured, T1, 1_000, 400)
        .tries(till_is_off())
        .check(expect!["read in 4 s"])
        .reads(Reversed, T1, 1_000, 0)
        .check(expect!["Reversed attempt 1"]);
}

#[test]
fn a_reversal_that_a_reading_finds_closes_what_was_not_applied() {
    for undoing in [Refunded, Reversed] {
        story(posts().with_dojo()).told(Captured).reads(undoing, T1, 1_000, 0).check(expect!["settled"]);
        story(posts().with_dojo())
            .told(Captured)
            .reads(Captured, T1, 1_000, 0)
            .tries(refused())
            .reads(undoing, T1, 1_000, 0)
            .check(expect!["settled"]);
    }
}

#[test]
fn a_reversal_that_a_reading_finds_is_told_where_the_payment_was_applied() {
    paid(posts())
        .told(Captured)
        .check(expect!["read"])
        .reads(Reversed, T1, 1_000, 0)
        .check(expect!["Reversed attempt 1"])
        .tries(Applied)
        .check(expect!["settled"])
        // The event that was overtaken.
        .told(Reversed)
        .check(expect!["settled"]);
}

#[test]
fn a_reading_that_fails_is_repeated_like_a_payment() {
    let mut story = story(records().with_dojo());
    let told_at = story.now;
    story
        .told(Captured)
        .reading_fails(false)
        .check(expect!["read"])
        .reading_fails(false)
        .check(expect!["read in 4 s"])
        .reading_fails(false)
        .check(expect!["read in 34 s"]);
    while let Next::Read { .. } = story.next() {
        story.reading_fails(false);
    }
    assert_eq!(story.now, later(told_at, retry::MONEY_LIFETIME));
    story
        .check(expect!["unreadable: the payment intent cannot be read: Dojo did not answer"])
        // Something new is a reason to ask again.
        .told(Captured)
        .check(expect!["read"])
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["Captured attempt 1 of 1000 GBP on T1"]);
}

#[test]
fn an_intent_that_dojo_does_not_know_goes_to_a_person_at_once() {
    for terms in [posts().with_dojo(), records().with_dojo()] {
        story(terms)
            .told(Captured)
            .reading_fails(false)
            .reading_fails(true)
            .check(expect!["unreadable: the payment intent cannot be read: Dojo has no such intent"]);
    }
}

#[test]
fn a_reading_that_is_behind_its_event_is_repeated_until_it_is_not() {
    let mut story = story(posts().with_dojo());
    let told_at = story.now;
    story
        .told(Captured)
        .reads(Authorized, T1, 1_000, 0)
        .check(expect!["read in 5 s"])
        .reads(Authorized, T1, 1_000, 0)
        .check(expect!["read in 5 s"])
        .reads(Authorized, T1, 1_000, 0)
        .check(expect!["read in 10 s"]);
    for _ in 0..40 {
        if matches!(story.next(), Next::Read { .. }) {
            story.reads(Authorized, T1, 1_000, 0);
        }
    }
    assert!(story.now >= later(told_at, retry::MONEY_LIFETIME), "{}", story.now);
    story.check(expect![
        "unreadable: the payment intent cannot be read: it is Authorized there, and an event says Captured"
    ]);
}

#[test]
fn a_reading_that_has_caught_up_is_acted_upon() {
    story(posts().with_dojo())
        .told(Captured)
        .reads(Created, T1, 1_000, 0)
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["Captured attempt 1"]);
}

#[test]
fn a_reading_never_goes_back_behind_an_earlier_one() {
    paid(posts().keyed())
        .told(Captured)
        .reads(Refunded, T1, 1_000, 1_000)
        .tries(till_is_off())
        // A copy of Dojo's data that is behind.
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["Refunded attempt 2"]);
    paid(posts().keyed())
        .told(Captured)
        .reads(Captured, T1, 1_000, 400)
        .tries(till_is_off())
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["PartlyRefunded attempt 2 of 400 GBP"]);
}

#[test]
fn each_partial_refund_is_told_once_with_what_was_told_before() {
    paid(posts())
        .told(Captured)
        .check(expect!["read"])
        .reads(Captured, T1, 1_000, 300)
        .check(expect!["PartlyRefunded attempt 1 of 300 GBP"])
        .tries(Applied)
        .check(expect!["settled"])
        .told(Captured)
        .reads(Captured, T1, 1_000, 300)
        .check(expect!["settled"])
        .told(Captured)
        .reads(Captured, T1, 1_000, 500)
        .check(expect!["PartlyRefunded attempt 1 of 500 GBP after 300 GBP"])
        .tries(till_is_off())
        .reads(Captured, T1, 1_000, 500)
        .check(expect!["PartlyRefunded attempt 2 of 500 GBP after 300 GBP"])
        .tries(Applied)
        .check(expect!["settled"])
        .told(Refunded)
        .reads(Refunded, T1, 1_000, 1_000)
        .check(expect!["Refunded attempt 1 after 500 GBP"])
        .tries(Applied)
        .check(expect!["settled"]);
}

#[test]
fn a_refund_that_came_before_the_payment_was_applied_is_told_after_it() {
    story(records().with_dojo())
        .told(Captured)
        .reads(Captured, T1, 1_000, 300)
        .check(expect!["Captured attempt 1 of 1000 GBP on T1"])
        .tries(Applied)
        .check(expect!["PartlyRefunded attempt 1 of 300 GBP"])
        .tries(Applied)
        .check(expect!["settled"]);
}

#[test]
fn a_partial_refund_that_was_not_written_grows_into_the_next_one() {
    for outcome in [till_is_off(), not_sent(), refused()] {
        paid(posts())
            .told(Captured)
            .reads(Captured, T1, 1_000, 300)
            .tries(outcome)
            .told(Captured)
            .reads(Captured, T1, 1_000, 500)
            .check(expect!["PartlyRefunded attempt 1 of 500 GBP"]);
    }
}

#[test]
fn no_undoing_is_told_while_an_earlier_part_may_be_there() {
    // What was told before is not known then, even where the same could be posted twice.
    for safety in SAFETIES {
        let mut grown = paid(posts().safety(safety));
        grown.told(Captured).reads(Captured, T1, 1_000, 300).tries(unknown());
        grown.told(Captured).reads(Captured, T1, 1_000, 500);
        grown.check(expect!["unknown: PartlyRefunded may or may not be on the POS: no answer"]);
        let mut whole = paid(posts().safety(safety));
        whole.told(Captured).reads(Captured, T1, 1_000, 300).tries(unknown());
        whole.told(Refunded).reads(Refunded, T1, 1_000, 1_000);
        whole.check(expect!["unknown: PartlyRefunded may or may not be on the POS: no answer"]);
    }
}

#[test]
fn a_refund_and_a_reversal_are_one_undoing() {
    for safety in [PaymentSafety::Lookup, PaymentSafety::None] {
        paid(posts().safety(safety))
            .told(Reversed)
            .reads(Reversed, T1, 1_000, 0)
            .tries(unknown())
            .reads(Refunded, T1, 1_000, 1_000)
            .check(expect!["unknown: Reversed may or may not be on the POS: no answer"]);
    }
}

#[test]
fn an_adapter_that_takes_no_events_cannot_take_a_partial_refund() {
    paid(records().without_events()).told(Captured).reads(Captured, T1, 1_000, 300).check(expect![
        "undo: Dojo says PartlyRefunded, the payment is on the POS, and its adapter takes no events: take it off there"
    ]);
}

#[test]
fn news_is_read_once_and_told_though_it_cannot_be_read() {
    let terms = posts().with_dojo();
    story(terms)
        .told(Authorized)
        .check(expect!["read"])
        .reading_fails(false)
        .check(expect!["Authorized attempt 1"])
        .tries(Applied)
        .check(expect!["settled"]);
    // The reading may show that it is no news any more.
    story(terms).told(Authorized).reads(Captured, T1, 1_000, 0).check(expect!["Captured attempt 1"]);
    story(records().with_dojo()).told(Canceled).reads(Canceled, T1, 1_000, 0).check(expect!["Canceled attempt 1"]);
}

#[test]
fn an_intent_that_dojos_list_names_is_read_and_settled_like_any_other() {
    for terms in [posts().with_dojo(), records().without_events().with_dojo()] {
        let mut lost = story(terms);
        lost.names(NamedBy::Reconciliation).check(expect!["read"]).reads(Captured, T1, 1_000, 0);
        assert!(matches!(lost.next(), Next::Deliver { .. }), "{}", lost.text());
        lost.tries(Applied).check(expect!["settled"]);
        story(terms).names(NamedBy::Reconciliation).reads(Captured, None, 1_000, 0).check(expect!["settled"]);
        story(terms).names(NamedBy::Reconciliation).reads(Refunded, T1, 1_000, 0).check(expect!["settled"]);
    }
    // Its last event was lost.
    story(posts().with_dojo())
        .told(Authorized)
        .reads(Authorized, T1, 1_000, 0)
        .tries(Applied)
        .names(NamedBy::Reconciliation)
        .check(expect!["read"])
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["Captured attempt 1"]);
    let mut reversed = paid(posts());
    reversed.names(NamedBy::Reconciliation).reads(Reversed, T1, 1_000, 0).check(expect!["Reversed attempt 1"]);
}

#[test]
fn an_intent_that_dojos_list_names_is_not_forgotten_where_it_cannot_be_read() {
    let mut story = story(posts().with_dojo());
    story
        .names(NamedBy::Reconciliation)
        .reading_fails(true)
        .check(expect!["unreadable: the payment intent cannot be read: Dojo has no such intent"])
        .under(posts())
        .check(expect!["unreadable: the payment intent cannot be read: there is no [venues.….dojo] any more"]);
}

#[test]
fn what_a_reading_found_has_a_name_that_stays_the_same() {
    let named = |story: &Story| {
        let Next::Deliver { delivery, .. } = story.next() else { panic!("{}", story.text()) };
        delivery.update.event_id
    };
    let mut found = story(posts().with_dojo());
    found.told(Authorized).reads(Captured, T1, 1_000, 0);
    let captured = named(&found);
    found.tries(till_is_off()).reads(Captured, T1, 1_000, 0);
    assert_eq!(named(&found), captured);
    assert_eq!(captured, "patio-pi_1-Captured");

    let mut refunds = paid(posts().keyed());
    refunds.told(Captured).reads(Captured, T1, 1_000, 300);
    // Neither the name of the payment, nor that of another part.
    assert_eq!(named(&refunds), "patio-pi_1-PartlyRefunded-300");
    refunds.tries(Applied).told(Captured).reads(Captured, T1, 1_000, 400);
    assert_eq!(named(&refunds), "patio-pi_1-PartlyRefunded-400");
    refunds.tries(Applied).told(Captured).reads(Refunded, T1, 1_000, 1_000);
    assert_eq!(named(&refunds), "patio-pi_1-Refunded");
}

#[test]
fn the_waiter_of_the_intent_asks_where_nobody_else_is_known() {
    let mut story = story(posts().with_dojo());
    story.told(Captured);
    let mut said = reading(Captured, T1, 1_000, 0);
    said.intent.waiter_id = Some("w7".to_owned());
    story.add(crate::ledger::Fact::Reading(Box::new(said)));
    assert_eq!(story.state.requester().waiter_id.as_deref(), Some("w7"));
}

#[test]
fn nothing_is_read_before_it_was_heard_of() {
    let mut story = story(posts().with_dojo());
    story.check(expect!["settled"]).waits(Duration::from_secs(60)).told(Captured);
    let Next::Read { not_before } = story.next() else { panic!() };
    assert_eq!(not_before, story.now);
    assert!(not_before > Timestamp::EPOCH);
}

#[test]
fn a_refusal_is_told_though_dojo_cannot_be_read() {
    let mut story = story(records().with_dojo());
    story
        .told(Captured)
        .reads(Captured, T1, 1_000, 0)
        .tries(refused())
        .check(expect!["read; refused: the POS does not take Captured: paid already"])
        .reading_fails(false)
        .reading_fails(false)
        .check(expect!["read in 4 s; refused: the POS does not take Captured: paid already"])
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["refused: the POS does not take Captured: paid already"]);
}
