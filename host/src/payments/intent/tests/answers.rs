//! Requests that bring a payment, and what they were answered: with an error Dojo gives the money back.

use super::story::*;
use crate::epos::PaymentStatus::{Authorized, Canceled, Captured, Refunded, Reversed};
use crate::ledger::Outcome::Applied;
use crate::ledger::{Answer, Via};
use crate::payments::intent::{Next, Terms};
use expect_test::expect;
use std::time::Duration;

/// A request whose payment could not be recorded.
fn refused_request(terms: Terms) -> Story {
    let mut story = story(terms);
    story.records("T1", 1_000).request_tries(refused()).answers(declined());
    story
}

/// A request that was answered with success though it is not known what became of it.
fn assumed(terms: Terms) -> Story {
    let mut story = story(terms);
    story.records("T1", 1_000).request_tries(unknown()).finds(absent(), false).answers(Answer::Assumed);
    story
}

#[test]
fn a_declined_payment_is_never_put_on_the_order() {
    for outcome in [till_is_off(), not_sent(), refused()] {
        let mut declined_without_dojo = story(records());
        declined_without_dojo.records("T1", 1_000).request_tries(outcome).answers(declined());
        declined_without_dojo.check(expect!["settled"]).told(Captured).check(expect!["settled"]);
        declined_without_dojo.told(Refunded).check(expect!["settled"]);
    }
    // What was not even tried is declined like that too.
    story(records()).records("T1", 1_000).answers(declined()).told(Captured).check(expect!["settled"]);
}

#[test]
fn ten_minutes_after_an_error_dojo_is_asked_whether_it_has_given_the_money_back() {
    for undoing in [Refunded, Reversed, Canceled, Authorized] {
        refused_request(records().with_dojo())
            .check(expect!["read in 600 s"])
            .reads(undoing, T1, 1_000, 0)
            .check(expect!["settled"]);
    }
    refused_request(records().with_dojo())
        .reads(Captured, T1, 1_000, 0)
        .check(expect![
            "declined: the payment is not on the POS (conflict: paid already), and Dojo has not given the money back"
        ])
        .told(Refunded)
        .check(expect!["settled"]);
}

#[test]
fn a_captured_event_of_a_declined_payment_is_only_a_reason_to_ask_again() {
    refused_request(records().with_dojo())
        .waits(Duration::from_secs(60))
        .told(Captured)
        .check(expect!["read in 600 s"])
        .reads(Refunded, T1, 1_000, 0)
        .check(expect!["settled"]);
    refused_request(records().with_dojo())
        .reads(Authorized, T1, 1_000, 0)
        .check(expect!["settled"])
        .told(Captured)
        .check(expect!["read in 600 s"])
        .reads(Captured, T1, 1_000, 0)
        .check(expect![
            "declined: the payment is not on the POS (conflict: paid already), and Dojo has not given the money back"
        ]);
}

#[test]
fn a_declined_payment_that_cannot_be_read_goes_to_a_person() {
    let mut story = refused_request(records().with_dojo());
    story.reading_fails(false).check(expect!["read"]).reading_fails(false).check(expect!["read in 4 s"]);
    while let Next::Read { .. } = story.next() {
        story.reading_fails(false);
    }
    story.check(expect!["unreadable: the payment intent cannot be read: Dojo did not answer"]);
    refused_request(records().with_dojo())
        .reading_fails(true)
        .check(expect!["unreadable: the payment intent cannot be read: Dojo has no such intent"]);
}

#[test]
fn a_payment_that_was_declined_while_it_was_unknown_goes_to_a_person() {
    for terms in [records(), records().with_dojo(), records().lookup(), records().keyed().with_dojo()] {
        story(terms)
            .records("T1", 1_000)
            .request_tries(unknown())
            .finds(absent(), false)
            .answers(declined())
            .check(expect!["unknown: the payment was declined, so Dojo gives the money back, and it may or may not be on the POS: no answer; the payment is 1000 GBP; a look at the order: it is not among the payments, which are 500 GBP of 3000 GBP"])
            .told(Refunded)
            .check(expect!["unknown: Dojo took the money back, and the payment may or may not be on the POS: no answer; the payment is 1000 GBP; a look at the order: it is not among the payments, which are 500 GBP of 3000 GBP"]);
    }
}

#[test]
fn a_payment_that_is_known_not_to_be_there_is_declined_like_any_other() {
    story(records().lookup())
        .records("T1", 1_000)
        .request_tries(unknown())
        .finds(absent(), true)
        .answers(declined())
        .check(expect!["settled"]);
}

#[test]
fn a_payment_that_is_there_although_it_was_declined_goes_to_a_person_until_it_is_undone() {
    let mut story = story(records().with_dojo());
    story
        .records("T1", 1_000)
        .request_tries(unknown())
        .answers(declined())
        .finds(present(), true)
        .check(expect![[r#"declined: the payment is on the POS, and a request to record it was answered "conflict: paid already": Dojo may have given the money back"#]])
        // Also while Dojo cannot be read.
        .told(Captured)
        .reading_fails(false)
        .reading_fails(false)
        .check(expect![[r#"read in 4 s; declined: the payment is on the POS, and a request to record it was answered "conflict: paid already": Dojo may have given the money back"#]])
        .told(Refunded)
        .reads(Refunded, T1, 1_000, 1_000)
        .check(expect!["Refunded attempt 1"])
        .tries(Applied)
        .check(expect!["settled"]);
}

#[test]
fn an_assumed_answer_goes_to_a_person_while_the_host_goes_on() {
    assumed(records()).check(expect!["unknown: the card machine was told that the payment is recorded, and it may or may not be on the POS: no answer; the payment is 1000 GBP; a look at the order: it is not among the payments, which are 500 GBP of 3000 GBP"]);
    assumed(records().lookup())
        .check(expect!["look in 60 s; unknown: the card machine was told that the payment is recorded, and it may or may not be on the POS: no answer; the payment is 1000 GBP; a look at the order: it is not among the payments, which are 500 GBP of 3000 GBP"])
        .looks(present(), true)
        .check(expect!["settled"]);
    assumed(records().keyed())
        .check(expect!["Captured attempt 2 again of 1000 GBP on T1; unknown: the card machine was told that the payment is recorded, and it may or may not be on the POS: no answer; the payment is 1000 GBP; a look at the order: it is not among the payments, which are 500 GBP of 3000 GBP"])
        .tries(Applied)
        .check(expect!["settled"]);
}

#[test]
fn an_assumed_payment_that_is_not_there_is_posted_again_after_dojo_was_asked() {
    let mut without_dojo = assumed(records().lookup());
    without_dojo.looks(absent(), true).check(expect!["Captured attempt 2 of 1000 GBP on T1"]);
    without_dojo.tries(till_is_off()).check(expect!["Captured attempt 3 of 1000 GBP on T1 in 4 s"]);
    assumed(records().lookup().with_dojo())
        .reads(Captured, T1, 1_000, 0)
        .looks(absent(), true)
        .check(expect!["read"])
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["Captured attempt 2 of 1000 GBP on T1"]);
    // It was never charged.
    assumed(records().lookup().with_dojo())
        .reads(Authorized, T1, 1_000, 0)
        .looks(absent(), true)
        .reads(Canceled, T1, 1_000, 0)
        .check(expect!["settled"]);
}

#[test]
fn a_payment_that_is_canceled_while_it_is_unknown_is_not_posted_again() {
    assumed(records().keyed())
        .told(Canceled)
        .check(expect!["unknown: Dojo took the money back, and the payment may or may not be on the POS: no answer; the payment is 1000 GBP; a look at the order: it is not among the payments, which are 500 GBP of 3000 GBP"]);
}

#[test]
fn who_was_told_both_is_a_persons_whichever_came_first() {
    for terms in [records(), records().keyed().with_dojo()] {
        story(terms)
            .records("T1", 1_000)
            .answers(Answer::Assumed)
            .request_tries(refused())
            .answers(declined())
            .check(expect!["declined: the payment is not on the POS (conflict: paid already), and a repetition of the request was answered with success"]);
        refused_request(terms)
            .answers(Answer::Assumed)
            .check(expect!["declined: the payment is not on the POS (conflict: paid already), and a repetition of the request was answered with success"])
            .told(Captured)
            .check(expect!["declined: the payment is not on the POS (conflict: paid already), and a repetition of the request was answered with success"])
            .told(Reversed)
            .check(expect!["settled"]);
    }
}

#[test]
fn a_request_without_an_answer_is_never_posted_by_the_host() {
    for terms in [records(), records().keyed(), records().lookup()] {
        // The host stopped before it began,
        story(terms).records("T1", 1_000).check(expect![
            "interrupted: the host stopped before it answered a request to record the payment: the payment is not on the POS"
        ]);
        // or before it answered,
        story(terms).records("T1", 1_000).request_tries(till_is_off()).check(expect![
            "interrupted: the host stopped before it answered a request to record the payment: the payment is not on the POS"
        ]);
        // and an event is no request.
        story(terms).records("T1", 1_000).told(Captured).check(expect![
            "interrupted: the host stopped before it answered a request to record the payment: the payment is not on the POS"
        ]);
    }
}

#[test]
fn a_request_without_an_answer_is_read_after_ten_minutes() {
    let terms = records().keyed().with_dojo();
    for undoing in [Refunded, Reversed, Canceled] {
        story(terms)
            .records("T1", 1_000)
            .check(expect!["read in 600 s"])
            .reads(undoing, T1, 1_000, 0)
            .check(expect!["settled"]);
    }
    for status in [Captured, Authorized] {
        story(terms).records("T1", 1_000).request_tries(till_is_off()).reads(status, T1, 1_000, 0).check(expect![
            "interrupted: the host stopped before it answered a request to record the payment: the payment is not on the POS"
        ]);
    }
    let mut story = story(terms);
    story.records("T1", 1_000).reading_fails(false);
    while let Next::Read { .. } = story.next() {
        story.reading_fails(false);
    }
    story.check(expect!["unreadable: the payment intent cannot be read: Dojo did not answer"]);
}

#[test]
fn a_look_may_settle_a_request_without_an_answer() {
    for terms in [records(), records().keyed().with_dojo(), records().lookup()] {
        let interrupted = || {
            let mut story = story(terms);
            let attempt = story.records("T1", 1_000).request_begins(Via::RecordPayment);
            story.ends(attempt, unknown());
            story
        };
        assert_eq!(interrupted().next(), Next::Look { not_before: interrupted().now });
        interrupted().looks(present(), true).check(expect!["settled"]);
        for found in [absent(), unreadable()] {
            let mut story = interrupted();
            story.looks(found, false);
            assert!(story.text().starts_with("interrupted: "), "{}", story.text());
        }
    }
    // What is not loaded yet may show it all the same.
    let mut restarted = story(records());
    restarted.records("T1", 1_000).request_tries(unknown()).under(records().without_an_adapter());
    assert!(restarted.text().starts_with("look; "), "{}", restarted.text());
    story(records().without_orders()).records("T1", 1_000).request_tries(unknown()).check(expect![
        "interrupted: the host stopped before it answered a request to record the payment: no answer; the payment is 1000 GBP"
    ]);
}

#[test]
fn a_look_that_rules_a_request_without_an_answer_out_leaves_the_money_to_dojo() {
    story(records().lookup().with_dojo())
        .records("T1", 1_000)
        .request_tries(unknown())
        .looks(absent(), true)
        .check(expect!["read in 600 s"])
        .reads(Refunded, T1, 1_000, 0)
        .check(expect!["settled"]);
}

#[test]
fn a_repetition_of_a_request_without_an_answer_is_answered_for_both() {
    story(records()).records("T1", 1_000).records("T1", 1_000).request_tries(Applied).check(expect!["settled"]);
    story(records())
        .records("T1", 1_000)
        .records("T1", 1_000)
        .request_tries(refused())
        .answers(declined())
        .check(expect!["settled"]);
}

#[test]
fn other_content_under_the_same_key_goes_to_a_person_even_where_the_payment_is_there() {
    story(records())
        .records("T1", 1_000)
        .request_tries(Applied)
        .records("T1", 1_200)
        .check(expect![[r#"mismatch: the same payment was told with different content: 1000 GBP on order "T1" first, then 1200 GBP on order "T1""#]]);
    story(records())
        .records("T1", 1_000)
        .request_tries(Applied)
        .records("T2", 1_000)
        .check(expect![[r#"mismatch: the same payment was told with different content: 1000 GBP on order "T1" first, then 1000 GBP on order "T2""#]])
        // A refund that follows is applied.
        .told(Refunded)
        .check(expect!["Refunded attempt 1"])
        .tries(Applied)
        .check(expect!["settled"]);
    // What was posted because of an event counts as told.
    story(records().with_dojo())
        .told(Captured)
        .reads(Captured, T1, 1_000, 0)
        .tries(Applied)
        .records("T1", 900)
        .check(expect![[r#"mismatch: the same payment was told with different content: 1000 GBP on order "T1" first, then 900 GBP on order "T1""#]]);
}

#[test]
fn other_content_is_told_while_the_host_goes_on() {
    story(records().keyed())
        .records("T1", 1_000)
        .request_tries(unknown())
        .answers(Answer::Assumed)
        .records("T1", 1_200)
        .tries(Applied)
        .check(expect![[r#"mismatch: the same payment was told with different content: 1000 GBP on order "T1" first, then 1200 GBP on order "T1""#]])
        .told(Refunded)
        .tries(till_is_off())
        .check(expect!["Refunded attempt 2"]);
}

#[test]
fn a_payment_that_comes_with_an_order_is_settled_by_it() {
    let created = |terms: Terms| {
        let mut story = story(terms);
        story.names(with_an_order());
        let attempt = story.request_begins(Via::CreateOrder);
        (story, attempt)
    };
    let (mut made, attempt) = created(records());
    made.ends(attempt, Applied).check(expect!["settled"]).told(Refunded).check(expect!["Refunded attempt 1"]);

    let (mut not_made, attempt) = created(records().with_dojo());
    not_made
        .ends(attempt, refused())
        .answers(declined())
        .check(expect!["read in 600 s"])
        .told(Captured)
        .reads(Captured, None, 1_000, 0)
        .check(expect![
            "declined: the payment is not on the POS (conflict: paid already), and Dojo has not given the money back"
        ]);

    let (mut unsure, attempt) = created(records());
    unsure.ends(attempt, unknown()).answers(declined());
    unsure.check(expect!["unknown: the payment was declined, so Dojo gives the money back, and it may or may not be on the POS: no answer"]);

    // The order of a payment that came with one is not known: nothing can be looked at.
    let (mut stopped, attempt) = created(records().keyed());
    stopped
        .ends(attempt, unknown())
        .check(expect!["interrupted: the host stopped before it answered a request to record the payment: no answer"]);
    let mut not_begun = story(records());
    not_begun.names(with_an_order()).told(Captured).check(expect![
        "interrupted: the host stopped before it answered a request to record the payment: the payment is not on the POS"
    ]);
}

#[test]
fn a_payment_that_came_with_an_order_is_not_recorded_with_another_amount() {
    let mut story = story(records());
    story.names(with_an_order());
    let attempt = story.request_begins(Via::CreateOrder);
    story.ends(attempt, Applied).records("T1", 1_000).check(expect!["settled"]);
    story.records("T1", 1_200).check(expect![[
        r#"mismatch: the same payment was told with different content: 1000 GBP on order "T1" first, then 1200 GBP on order "T1""#
    ]]);
    let mut other = super::story::story(records());
    other.names(with_an_order());
    let attempt = other.request_begins(Via::CreateOrder);
    other.ends(attempt, Applied).records("T1", 1_200).check(expect![[
        r#"mismatch: the same payment was told with different content: 1000 GBP with order o1 first, then 1200 GBP on order "T1""#
    ]]);
}

#[test]
fn a_payment_that_comes_with_two_orders_goes_to_a_person() {
    let mut story = story(records());
    story.names(with_an_order());
    let attempt = story.request_begins(Via::CreateOrder);
    story.ends(attempt, Applied).names(with_an_order()).check(expect!["settled"]);
    story.names(crate::ledger::NamedBy::CreateOrder { dojo_order_id: "o2".to_owned() }).check(expect![
        "mismatch: the same payment was told with different content: 1000 GBP with order o1 first, then 1000 GBP with order o2"
    ]);
}

#[test]
fn an_assumed_payment_that_never_comes_through_goes_to_a_person() {
    let mut story = assumed(records().lookup());
    story.looks(absent(), true);
    while let Next::Deliver { .. } = story.next() {
        story.tries(till_is_off());
    }
    assert!(story.text().starts_with("expired: "), "{}", story.text());
}
