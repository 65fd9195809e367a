//! What a person answers: it is on the point of sale, post it now, give it back.

use super::story::*;
use crate::epos::PaymentStatus::{Authorized, Canceled, Captured, Refunded, Reversed};
use crate::ledger::Decision::{Applied as IsThere, GiveBack, Post};
use crate::ledger::Outcome::Applied;
use crate::payments::intent::{Next, Terms};
use expect_test::expect;

/// A payment that the point of sale does not take.
fn not_taken(terms: Terms) -> Story {
    let mut story = story(terms);
    story.told(Captured);
    if terms.reads_intents {
        story.reads(Captured, T1, 1_000, 0).tries(refused()).reads(Captured, T1, 1_000, 0);
    } else {
        story.tries(refused());
    }
    story.check(expect!["refused: the POS does not take Captured: paid already"]);
    story
}

/// A payment of unknown outcome that is a person's.
fn unsure(terms: Terms) -> Story {
    let mut story = story(terms);
    story.told(Captured);
    if terms.reads_intents {
        story.reads(Captured, T1, 1_000, 0).tries(unknown()).reads(Captured, T1, 1_000, 0);
        story.looks(absent(), false);
    } else {
        story.tries(unknown());
    }
    assert!(story.text().starts_with("unknown: "), "{}", story.text());
    story
}

#[test]
fn what_a_person_says_is_there_is_there() {
    not_taken(posts()).decides(IsThere).check(expect!["settled"]).told(Refunded).check(expect!["Refunded attempt 1"]);
    unsure(posts()).decides(IsThere).check(expect!["settled"]);
    story(records()).records("T1", 1_000).decides(IsThere).check(expect!["settled"]);
    story(records()).told(Captured).waits_in_vain().decides(IsThere).check(expect!["settled"]);
}

#[test]
fn what_a_person_says_is_there_is_read_again() {
    not_taken(records().with_dojo())
        .decides(IsThere)
        .check(expect!["read"])
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["settled"]);
    // The reversal that nobody told.
    unsure(records().with_dojo()).decides(IsThere).reads(Reversed, T1, 1_000, 0).check(expect!["Reversed attempt 1"]);
}

#[test]
fn what_a_person_says_is_there_does_not_come_back_because_it_cannot_be_read() {
    for gone in [true, false] {
        let mut story = story(records().with_dojo());
        story.told(Captured);
        while let Next::Read { .. } = story.next() {
            story.reading_fails(gone);
        }
        assert!(story.text().starts_with("unreadable: "), "{}", story.text());
        story.decides(IsThere).check(expect!["read"]);
        while let Next::Read { .. } = story.next() {
            story.reading_fails(gone);
        }
        story.check(expect!["settled"]);
    }
    // Also where it was there before, and an event that may be a refund cannot be read.
    let mut applied = story(records().with_dojo());
    applied.told(Captured).reads(Captured, T1, 1_000, 0).tries(Applied).told(Captured).reading_fails(true);
    applied.decides(IsThere).reading_fails(true).check(expect!["settled"]);
}

#[test]
fn that_a_payment_is_there_does_not_say_that_its_refund_is() {
    // The person was told that the payment cannot be read.
    let mut unread = story(records().with_dojo());
    unread.told(Captured).reads(Captured, T1, 1_000, 0).tries(Applied);
    unread.told(Refunded).reading_fails(true).decides(IsThere).reading_fails(true).check(expect!["Refunded attempt 1"]);
    // The person was told of the other content.
    let mut mismatch = story(records().with_dojo());
    mismatch.records("T1", 1_000).request_tries(Applied).records("T1", 900).told(Captured);
    mismatch.reads(Captured, T1, 1_000, 300).tries(till_is_off()).decides(IsThere);
    mismatch.reads(Captured, T1, 1_000, 300).check(expect!["PartlyRefunded attempt 2 of 300 GBP"]);
}

#[test]
fn an_undoing_that_a_person_has_made_is_made() {
    story(posts())
        .told(Captured)
        .tries(Applied)
        .told(Refunded)
        .tries(refused())
        .decides(IsThere)
        .check(expect!["settled"]);
    story(records().without_events())
        .records("T1", 1_000)
        .request_tries(Applied)
        .told(Reversed)
        .decides(IsThere)
        .check(expect!["settled"]);
    let mut parts = story(posts().with_dojo());
    parts.told(Captured).reads(Captured, T1, 1_000, 0).tries(Applied);
    parts.told(Captured).reads(Captured, T1, 1_000, 300).tries(unknown()).reads(Captured, T1, 1_000, 300);
    parts.check(expect!["unknown: PartlyRefunded may or may not be on the POS: no answer"]);
    parts.decides(IsThere).reads(Captured, T1, 1_000, 300).check(expect!["settled"]);
    parts
        .told(Captured)
        .reads(Captured, T1, 1_000, 500)
        .check(expect!["PartlyRefunded attempt 1 of 500 GBP after 300 GBP"]);
}

#[test]
fn a_payment_that_is_there_though_its_money_went_back_is_undone() {
    unsure(posts())
        .told(Reversed)
        .decides(IsThere)
        .check(expect!["Reversed attempt 1"])
        .tries(Applied)
        .check(expect!["settled"]);
}

#[test]
fn a_person_may_have_it_posted() {
    not_taken(posts())
        .decides(Post)
        .check(expect!["Captured attempt 2 for a person"])
        .tries(Applied)
        .check(expect!["settled"]);
    not_taken(records().with_dojo())
        .decides(Post)
        .check(expect!["read"])
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["Captured attempt 2 for a person of 1000 GBP on T1"])
        .tries(refused())
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["refused: the POS does not take Captured: paid already"]);
}

#[test]
fn a_person_may_have_it_posted_though_it_may_be_there() {
    unsure(posts())
        .decides(Post)
        .check(expect![
            "Captured attempt 2 again for a person; unknown: Captured may or may not be on the POS: no answer"
        ])
        .tries(Applied)
        .check(expect!["settled"]);
    // Once: what follows is the host's again, and it never posts twice.
    unsure(posts())
        .decides(Post)
        .tries(till_is_off())
        .check(expect!["unknown: Captured may or may not be on the POS: the till is off"]);
}

#[test]
fn what_a_person_has_posted_is_tried_again_like_any_other() {
    not_taken(posts())
        .decides(Post)
        .tries(till_is_off())
        .check(expect!["Captured attempt 3 in 4 s"])
        .tries(Applied)
        .check(expect!["settled"]);
}

#[test]
fn what_is_posted_for_a_person_is_what_dojo_says_then() {
    for undoing in [Refunded, Reversed, Canceled] {
        story(records().with_dojo())
            .records("T1", 1_000)
            .reads(Authorized, T1, 1_000, 0)
            .decides(Post)
            .reads(undoing, T1, 1_000, 0)
            .check(expect!["settled"]);
    }
    unsure(records().with_dojo()).decides(Post).reads(Reversed, T1, 1_000, 0).check(expect!["unknown: Dojo took the money back, and the payment may or may not be on the POS: no answer; the payment is 1000 GBP; a look at the order: it is not among the payments, which are 500 GBP of 3000 GBP"]);
    not_taken(records().with_dojo())
        .decides(Post)
        .reading_fails(true)
        .check(expect!["unreadable: the payment intent cannot be read: Dojo has no such intent"]);
}

#[test]
fn what_a_person_has_posted_is_posted_though_an_event_called_it_canceled() {
    story(records())
        .told(Canceled)
        .records("T1", 1_000)
        .decides(Post)
        .check(expect!["Captured attempt 1 for a person of 1000 GBP on T1"])
        .tries(till_is_off())
        .check(expect!["Captured attempt 2 of 1000 GBP on T1"]);
}

#[test]
fn a_person_may_have_an_undoing_posted() {
    let mut refund = story(posts());
    refund.told(Captured).tries(Applied).told(Refunded).tries(unknown()).decides(Post);
    refund.check(expect!["Refunded attempt 2 again for a person"]);
    refund.tries(Applied).check(expect!["settled"]);

    let mut parts = story(posts().with_dojo());
    parts.told(Captured).reads(Captured, T1, 1_000, 0).tries(Applied).told(Captured);
    parts.reads(Captured, T1, 1_000, 300).tries(refused()).reads(Captured, T1, 1_000, 300);
    parts.decides(Post).reads(Captured, T1, 1_000, 300);
    parts.check(expect!["PartlyRefunded attempt 2 for a person of 300 GBP"]).tries(Applied).check(expect!["settled"]);
}

#[test]
fn what_has_no_order_cannot_be_posted() {
    story(records())
        .told(Captured)
        .waits_in_vain()
        .decides(Post)
        .check(expect!["order: it is not known which order the payment is for"])
        .decides(IsThere)
        .check(expect!["settled"]);
    story(records())
        .names(with_an_order())
        .answers(declined())
        .decides(Post)
        .check(expect!["order: it is not known which order the payment is for"]);
}

#[test]
fn a_declined_payment_is_put_on_the_order_where_a_person_says_so() {
    story(records().with_dojo())
        .records("T1", 1_000)
        .request_tries(refused())
        .answers(declined())
        .reads(Captured, T1, 1_000, 0)
        .decides(Post)
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["Captured attempt 2 for a person of 1000 GBP on T1"])
        .tries(till_is_off())
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["Captured attempt 3 of 1000 GBP on T1"]);
}

#[test]
fn a_request_without_an_answer_is_put_on_the_order_where_a_person_says_so() {
    story(records()).records("T1", 1_000).decides(Post).tries(Applied).check(expect!["settled"]);
    story(records())
        .records("T1", 1_000)
        .decides(Post)
        .tries(till_is_off())
        .check(expect!["Captured attempt 2 of 1000 GBP on T1"]);
}

#[test]
fn a_decision_is_no_answer_to_a_request_that_comes_after_it() {
    not_taken(records().with_dojo())
        .decides(Post)
        .reads(Captured, T1, 1_000, 0)
        .tries(till_is_off())
        .records("T1", 1_000)
        .check(
            // Not posted by the host, whose answer Dojo may have missed.
            expect!["read in 600 s"],
        );
}

#[test]
fn a_person_may_have_the_money_given_back() {
    let mut story = not_taken(records().with_dojo());
    story
        .decides(GiveBack)
        .check(expect!["read"])
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["give back"])
        .gives_back(Ok(1_000))
        .check(expect!["settled"])
        // It was never applied.
        .told(Refunded)
        .check(expect!["settled"]);
}

#[test]
fn what_was_given_back_is_undone_where_it_was_applied() {
    let mut story = story(records().with_dojo());
    story.records("T1", 1_000).request_tries(Applied).records("T1", 900);
    story.decides(GiveBack).reads(Captured, T1, 1_000, 0).gives_back(Ok(1_000));
    story.check(expect!["Refunded attempt 1"]).tries(Applied).check(expect!["settled"]);
    story.told(Refunded).check(expect!["settled"]);
}

#[test]
fn money_that_is_back_already_is_not_given_back() {
    for undoing in [Refunded, Reversed, Canceled] {
        story(records().with_dojo())
            .records("T1", 1_000)
            .reads(Authorized, T1, 1_000, 0)
            .decides(GiveBack)
            .reads(undoing, T1, 1_000, 0)
            .check(expect!["settled"]);
    }
}

#[test]
fn money_that_cannot_be_given_back_stays_with_the_person() {
    let mut story = not_taken(records().with_dojo());
    story
        .decides(GiveBack)
        .reads(Captured, T1, 1_000, 0)
        .gives_back(Err("the card is closed"))
        .check(expect!["give-back: Dojo did not give the money back: the card is closed"])
        .told(Captured)
        .check(expect!["give-back: Dojo did not give the money back: the card is closed"])
        .decides(GiveBack)
        .reads(Captured, T1, 1_000, 0)
        .gives_back(Ok(1_000))
        .check(expect!["settled"]);
    not_taken(records().with_dojo())
        .decides(GiveBack)
        .reading_fails(true)
        .check(expect!["unreadable: the payment intent cannot be read: Dojo has no such intent"]);
}

#[test]
fn money_that_went_back_by_another_way_is_back() {
    let failed = |story: &mut Story| {
        story.decides(GiveBack).reads(Captured, T1, 1_000, 0).gives_back(Err("the card is closed"));
    };
    let mut story = not_taken(records().with_dojo());
    failed(&mut story);
    story.told(Refunded).check(expect!["settled"]);
    let mut applied = super::story::story(records().with_dojo());
    applied.records("T1", 1_000).request_tries(Applied).records("T1", 900);
    failed(&mut applied);
    applied.told(Refunded).reads(Refunded, T1, 1_000, 1_000).check(expect!["Refunded attempt 1"]);
}

#[test]
fn without_a_key_to_dojo_the_money_is_given_back_by_hand() {
    not_taken(posts())
        .decides(GiveBack)
        .check(expect!["give-back: without [venues.….dojo] the host cannot ask Dojo to give it back"])
        .told(Refunded)
        .check(expect!["settled"]);
    // What is back already needs nobody to ask.
    unsure(posts()).told(Reversed).decides(GiveBack).check(expect!["settled"]);
    let mut applied = story(records());
    applied.records("T1", 1_000).request_tries(Applied).records("T1", 900).decides(GiveBack).told(Refunded);
    applied.check(expect!["Refunded attempt 1"]);
}

#[test]
fn another_answer_takes_the_place_of_the_first() {
    not_taken(records().with_dojo())
        .decides(GiveBack)
        .reads(Captured, T1, 1_000, 0)
        .gives_back(Err("the card is closed"))
        .decides(Post)
        .reads(Captured, T1, 1_000, 0)
        .tries(Applied)
        .check(expect!["settled"]);
    // What was given back is not posted.
    not_taken(records().with_dojo())
        .decides(GiveBack)
        .reads(Captured, T1, 1_000, 0)
        .gives_back(Ok(1_000))
        .decides(Post)
        .reads(Captured, T1, 1_000, 0)
        .check(expect!["settled"]);
}

#[test]
fn a_decision_closes_what_was_told_before_it_and_nothing_after_it() {
    let mut story = story(records());
    story.records("T1", 1_000).request_tries(Applied).records("T1", 1_200).decides(IsThere).check(expect!["settled"]);
    story.records("T1", 1_300).check(expect![[
        r#"mismatch: the same payment was told with different content: 1000 GBP on order "T1" first, then 1300 GBP on order "T1""#
    ]]);
    let mut declined_later = super::story::story(records());
    declined_later.records("T1", 1_000).decides(IsThere).answers(declined()).check(expect![[
        r#"declined: the payment is on the POS, and a request to record it was answered "conflict: paid already": Dojo may have given the money back"#
    ]]);
    declined_later.decides(IsThere).check(expect!["settled"]);
}
