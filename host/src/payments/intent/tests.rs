//! The rules of one intent: first one by one, then every short story, then long ones at random.

use super::*;
use crate::epos::{CaptureMode, EventType, PaymentStatus};
use crate::ledger::Attempt;
use expect_test::{Expect, expect};
use proptest::prelude::*;
use std::time::Duration;

const STATUSES: [PaymentStatus; 6] = [
    PaymentStatus::Created,
    PaymentStatus::Authorized,
    PaymentStatus::Captured,
    PaymentStatus::Reversed,
    PaymentStatus::Refunded,
    PaymentStatus::Canceled,
];

const SAFETIES: [PaymentSafety; 3] = [PaymentSafety::Keyed, PaymentSafety::Lookup, PaymentSafety::None];

/// An intent's entries as a host would write them.
struct Story {
    state: IntentState,
    entries: Vec<Entry>,
    now: Timestamp,
}

impl Story {
    fn new() -> Self {
        let key = IntentKey::new(&"crown".parse().unwrap(), "pi_1");
        Self { state: IntentState::fold(&key, []), entries: Vec::new(), now: "2026-11-22T19:00:00Z".parse().unwrap() }
    }

    fn add(&mut self, fact: Fact, duplicate: bool) -> Seq {
        let seq = Seq(i64::try_from(self.entries.len()).unwrap() + 1);
        let entry = Entry { seq, at: self.now, duplicate, fact, raw: None };
        self.state.add(&entry);
        self.entries.push(entry);
        seq
    }

    fn told(&mut self, status: PaymentStatus) {
        let said =
            |entry: &Entry| matches!(&entry.fact, Fact::Event { event, .. } if event.data.payment_status == status);
        let duplicate = self.entries.iter().any(said);
        let event = Event {
            id: format!("evt_{}", self.entries.len() + 1),
            account_id: "acc_1".to_owned(),
            event: EventType::StatusUpdated,
            created_at: self.now,
            data: crate::epos::event::PaymentIntentEvent {
                payment_intent_id: "pi_1".to_owned(),
                payment_status: status,
                capture_mode: CaptureMode::Auto,
            },
        };
        self.add(Fact::Event { event, requester: Requester::default(), trace_id: "t".to_owned() }, duplicate);
    }

    fn begins(&mut self, update: &PaymentUpdate, payment_safety: Option<PaymentSafety>) -> Seq {
        let trace_id = "t".to_owned();
        let attempt = Attempt { step: update.status, number: update.attempt, payment_safety, trace_id };
        self.add(Fact::Attempt(attempt), false)
    }

    fn ends(&mut self, attempt: Seq, outcome: Outcome) {
        self.add(Fact::Outcome { attempt, outcome }, false);
    }

    /// Tells the point of sale what comes next, as soon as it may be told.
    fn tries(&mut self, safety: PaymentSafety, outcome: Outcome) -> &mut Self {
        let Next::Deliver { update, not_before, .. } = self.state.next(Some(safety)) else {
            panic!("{:?}", self.state.next(Some(safety)))
        };
        self.now = self.now.max(not_before);
        let attempt = self.begins(&update, Some(safety));
        self.ends(attempt, outcome);
        self
    }

    #[track_caller]
    fn check(&mut self, safety: Option<PaymentSafety>, expected: Expect) -> &mut Self {
        let text = match self.state.next(safety) {
            Next::Deliver { update, not_before, posts_again } => format!(
                "{:?} attempt {}{}{}",
                update.status,
                update.attempt,
                if posts_again { " again" } else { "" },
                match not_before.as_millisecond() - self.now.as_millisecond() {
                    ..=0 => String::new(),
                    wait => format!(" in {} s", wait / 1_000),
                }
            ),
            Next::Settled => "settled".to_owned(),
            Next::Attention(reason) => reason.to_string(),
        };
        expected.assert_eq(&text);
        self
    }
}

fn story(statuses: &[PaymentStatus]) -> Story {
    let mut story = Story::new();
    for status in statuses {
        story.told(*status);
    }
    story
}

fn later_outcome() -> Outcome {
    Outcome::Later("the till is off".to_owned())
}

fn unknown() -> Outcome {
    Outcome::Unknown("no answer".to_owned())
}

fn refused() -> Outcome {
    Outcome::Refused("paid already".to_owned())
}

fn not_sent() -> Outcome {
    Outcome::NotSent("the queue is full".to_owned())
}

use PaymentSafety::{Keyed, Lookup};
use PaymentStatus::{Authorized, Canceled, Captured, Created, Refunded, Reversed};

#[test]
fn a_captured_payment_is_told_and_settled() {
    story(&[Captured])
        .check(Some(Lookup), expect!["Captured attempt 1"])
        .tries(Lookup, Outcome::Applied)
        .check(Some(Lookup), expect!["settled"]);
}

#[test]
fn a_refund_of_an_applied_payment_is_told() {
    let mut story = story(&[Captured]);
    story.tries(Lookup, Outcome::Applied);
    story.told(Refunded);
    story
        .check(Some(Lookup), expect!["Refunded attempt 1"])
        .tries(Lookup, later_outcome())
        .tries(Lookup, Outcome::Applied)
        .check(Some(Lookup), expect!["settled"]);
}

#[test]
fn an_undoing_of_what_was_never_applied_is_not_told() {
    for undoing in [Refunded, Reversed] {
        story(&[undoing]).check(Some(Lookup), expect!["settled"]);
        story(&[Authorized, undoing]).check(Some(Lookup), expect!["settled"]);
        story(&[Captured, undoing]).check(Some(Lookup), expect!["settled"]);
        story(&[undoing, Captured]).check(Some(Lookup), expect!["settled"]);
        for outcome in [later_outcome(), not_sent(), refused()] {
            let mut story = story(&[Captured]);
            story.tries(Lookup, outcome);
            story.told(undoing);
            story.check(Some(Lookup), expect!["settled"]);
        }
    }
}

#[test]
fn an_undoing_of_what_may_have_been_applied_goes_to_a_person() {
    for safety in SAFETIES {
        let mut story = story(&[Captured]);
        story.tries(safety, unknown());
        story.told(Reversed);
        story.check(
            Some(safety),
            expect!["unknown: Dojo says Reversed, and the payment may or may not be on the POS: no answer"],
        );
    }
}

#[test]
fn what_arrives_late_or_twice_changes_nothing() {
    let mut story = story(&[Authorized, Captured]);
    story.tries(Lookup, Outcome::Applied);
    for status in [Created, Authorized, Canceled, Captured] {
        story.told(status);
        story.check(Some(Lookup), expect!["settled"]);
    }
    story.told(Refunded);
    story.tries(Lookup, Outcome::Applied);
    for status in [Captured, Reversed, Refunded] {
        story.told(status);
        story.check(Some(Lookup), expect!["settled"]);
    }
}

#[test]
fn news_is_told_in_order_and_once() {
    story(&[Created, Authorized])
        .check(Some(Lookup), expect!["Created attempt 1"])
        .tries(Lookup, later_outcome())
        .check(Some(Lookup), expect!["Authorized attempt 1"])
        .tries(Lookup, unknown())
        .check(Some(Lookup), expect!["settled"])
        .told(Canceled);
}

#[test]
fn news_blocks_no_money() {
    story(&[Created, Authorized, Captured]).check(Some(Lookup), expect!["Captured attempt 1"]);
    let mut story = story(&[Created]);
    story.tries(Lookup, not_sent());
    story.told(Captured);
    story.check(Some(Lookup), expect!["Captured attempt 1"]);
}

#[test]
fn news_that_never_left_the_host_is_told_while_it_is_news() {
    let mut stale = story(&[Canceled]);
    stale.tries(Lookup, not_sent());
    let received = stale.now;
    stale.check(Some(Lookup), expect!["Canceled attempt 1"]);
    while let Next::Deliver { .. } = stale.state.next(Some(Lookup)) {
        stale.tries(Lookup, not_sent());
    }
    assert_eq!(stale.now, later(received, retry::NEWS_LIFETIME));
    stale.check(Some(Lookup), expect!["settled"]);

    let mut overtaken = story(&[Created]);
    overtaken.tries(Lookup, not_sent());
    overtaken.told(Authorized);
    overtaken.tries(Lookup, not_sent()).check(Some(Lookup), expect!["Authorized attempt 1"]);
}

#[test]
fn what_was_not_written_is_tried_again_until_a_person_must_look() {
    let mut story = story(&[Captured]);
    let began = story.now;
    story
        .tries(Lookup, later_outcome())
        .check(Some(Lookup), expect!["Captured attempt 2"])
        .tries(Lookup, later_outcome())
        .check(Some(Lookup), expect!["Captured attempt 3 in 4 s"])
        .tries(Lookup, later_outcome())
        .check(Some(Lookup), expect!["Captured attempt 4 in 34 s"])
        .tries(Lookup, later_outcome())
        .check(Some(Lookup), expect!["Captured attempt 5 in 125 s"]);
    while let Next::Deliver { .. } = story.state.next(Some(Lookup)) {
        story.tries(Lookup, later_outcome());
    }
    assert_eq!(story.now, later(began, retry::MONEY_LIFETIME));
    story.check(Some(Lookup), expect!["expired: Captured is not on the POS after 27 tries in 72 h: the till is off"]);
}

#[test]
fn the_time_to_try_begins_with_the_first_try() {
    let mut story = story(&[Captured]);
    story.now = later(story.now, retry::MONEY_LIFETIME * 2);
    story.check(Some(Lookup), expect!["Captured attempt 1"]).tries(Lookup, later_outcome());
    story.check(Some(Lookup), expect!["Captured attempt 2"]);
}

#[test]
fn what_was_not_sent_is_no_attempt() {
    story(&[Captured])
        .tries(Lookup, not_sent())
        .tries(Lookup, not_sent())
        .check(Some(Lookup), expect!["Captured attempt 1 in 4 s"])
        .tries(Lookup, later_outcome())
        .tries(Lookup, not_sent())
        .check(Some(Lookup), expect!["Captured attempt 2 in 125 s"]);
}

#[test]
fn a_refusal_goes_to_a_person() {
    story(&[Captured])
        .tries(Keyed, refused())
        .check(Some(Keyed), expect!["refused: the POS does not take Captured: paid already"]);
}

#[test]
fn a_refusal_after_an_unknown_attempt_proves_nothing() {
    story(&[Captured])
        .tries(Keyed, unknown())
        .tries(Keyed, refused())
        .check(Some(Keyed), expect!["unknown: Captured may or may not be on the POS: paid already"]);
}

#[test]
fn an_unknown_attempt_is_posted_again_only_where_the_pos_drops_the_second() {
    for safety in [PaymentSafety::Lookup, PaymentSafety::None] {
        story(&[Captured])
            .tries(safety, unknown())
            .check(Some(safety), expect!["unknown: Captured may or may not be on the POS: no answer"]);
    }
    story(&[Captured])
        .tries(Keyed, unknown())
        .check(Some(Keyed), expect!["Captured attempt 2 again"])
        .check(None, expect!["Captured attempt 2 again"])
        .tries(Keyed, later_outcome())
        .check(Some(Keyed), expect!["Captured attempt 3 again in 4 s"])
        .tries(Keyed, Outcome::Applied)
        .check(Some(Keyed), expect!["settled"]);
}

#[test]
fn a_key_that_was_not_sent_with_the_unknown_attempt_does_not_help() {
    // The adapter was replaced by one that uses keys; its predecessor's attempt carried none.
    story(&[Captured])
        .tries(Lookup, unknown())
        .check(Some(Keyed), expect!["unknown: Captured may or may not be on the POS: no answer"]);
    // And the other way round.
    story(&[Captured])
        .tries(Keyed, unknown())
        .check(Some(Lookup), expect!["unknown: Captured may or may not be on the POS: no answer"]);
}

#[test]
fn an_unknown_payment_that_is_never_resolved_goes_to_a_person_as_unknown() {
    let mut story = story(&[Captured]);
    story.tries(Keyed, unknown());
    while let Next::Deliver { .. } = story.state.next(Some(Keyed)) {
        story.tries(Keyed, later_outcome());
    }
    story.check(Some(Keyed), expect!["unknown: Captured may or may not be on the POS: the till is off"]);
}

#[test]
fn an_attempt_without_an_end_is_unknown() {
    for (safety, expected) in [
        (Keyed, expect!["Captured attempt 2 again"]),
        (
            Lookup,
            expect![
                "unknown: Captured may or may not be on the POS: the host stopped before it knew how the attempt ended"
            ],
        ),
    ] {
        let mut story = story(&[Captured]);
        let Next::Deliver { update, .. } = story.state.next(Some(safety)) else { panic!() };
        let attempt = story.begins(&update, Some(safety));
        assert_eq!(story.state.running().map(|one| one.seq), Some(attempt));
        story.check(Some(safety), expected);
        story.ends(attempt, Outcome::Applied);
        story.check(Some(safety), expect!["settled"]);
        // Only the first end of an attempt counts.
        story.ends(attempt, unknown());
        story.check(Some(safety), expect!["settled"]);
    }
}

#[test]
fn an_undoing_is_resolved_like_a_payment() {
    let mut story = story(&[Captured]);
    story.tries(Lookup, Outcome::Applied);
    story.told(Refunded);
    story
        .tries(Lookup, unknown())
        .check(Some(Lookup), expect!["unknown: Refunded may or may not be on the POS: no answer"]);
}

#[test]
fn a_card_that_was_charged_is_not_forgotten_because_of_a_cancellation() {
    story(&[Canceled, Captured]).check(Some(Lookup), expect!["Captured attempt 1"]);
    story(&[Captured, Canceled]).check(Some(Lookup), expect!["Captured attempt 1"]);
}

#[test]
fn what_is_told_is_the_event_that_moved_the_intent() {
    let mut story = story(&[Captured, Captured]);
    story.now = later(story.now, Duration::from_secs(9));
    let Next::Deliver { update, not_before, .. } = story.state.next(None) else { panic!() };
    assert_eq!(update.event_id, "evt_1");
    assert_eq!(not_before, story.entries[0].at);
    assert_eq!((update.intent, update.refunded_before, update.attempt), (None, None, 1));
}

/// A point of sale, as it really is, whatever it answers.
struct Pos {
    safety: PaymentSafety,
    paid: u32,
    undone: u32,
    told: Vec<UpdateStatus>,
}

/// What a call meets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Luck {
    Works,
    IsOff,
    Refuses,
    WorksUnanswered,
    FailsUnanswered,
    IsNotReached,
}

const LUCK: [Luck; 6] =
    [Luck::Works, Luck::IsOff, Luck::Refuses, Luck::WorksUnanswered, Luck::FailsUnanswered, Luck::IsNotReached];

impl Pos {
    fn new(safety: PaymentSafety) -> Self {
        Self { safety, paid: 0, undone: 0, told: Vec::new() }
    }

    fn call(&mut self, status: UpdateStatus, luck: Luck) -> Outcome {
        if luck != Luck::IsNotReached {
            self.told.push(status);
        }
        if matches!(luck, Luck::Works | Luck::WorksUnanswered) {
            let count = match status {
                UpdateStatus::Captured => &mut self.paid,
                UpdateStatus::Refunded | UpdateStatus::Reversed => &mut self.undone,
                _ => &mut 0,
            };
            if self.safety != PaymentSafety::Keyed || *count == 0 {
                *count += 1;
            }
        }
        match luck {
            Luck::Works => Outcome::Applied,
            Luck::IsOff => later_outcome(),
            Luck::Refuses => refused(),
            Luck::WorksUnanswered | Luck::FailsUnanswered => unknown(),
            Luck::IsNotReached => not_sent(),
        }
    }
}

/// Does what comes next until nothing does.
fn settle(story: &mut Story, pos: &mut Pos, luck: &mut impl Iterator<Item = Luck>) -> Next {
    for _ in 0..1_000 {
        match story.state.next(Some(pos.safety)) {
            Next::Deliver { update, not_before, .. } => {
                story.now = story.now.max(not_before);
                let attempt = story.begins(&update, Some(pos.safety));
                let outcome = pos.call(update.status, luck.next().unwrap_or(Luck::Works));
                story.ends(attempt, outcome);
            }
            end => return end,
        }
    }
    panic!("no end: {:?}", story.state)
}

/// Plays a story to its end: which statuses arrive, after which of them the host has time to act, what the calls meet.
fn play(events: &[(PaymentStatus, bool)], luck: &[Luck], safety: PaymentSafety) -> (Story, Pos, Next) {
    let (mut story, mut pos, mut luck) = (Story::new(), Pos::new(safety), luck.iter().copied());
    for (status, acts) in events {
        story.told(*status);
        if *acts {
            settle(&mut story, &mut pos, &mut luck);
        }
    }
    let end = settle(&mut story, &mut pos, &mut luck);
    (story, pos, end)
}

/// What must hold at the end of every story.
fn check_end(events: &[(PaymentStatus, bool)], luck: &[Luck], safety: PaymentSafety) {
    let (story, pos, end) = play(events, luck, safety);
    let context = || format!("{events:?} {luck:?} {safety:?}: {end:?}, paid {} undone {}", pos.paid, pos.undone);
    assert!(pos.paid <= 1 && pos.undone <= 1, "applied twice: {}", context());
    assert!(pos.undone <= pos.paid, "undone, but never paid: {}", context());
    let told = |status: PaymentStatus| events.iter().any(|(event, _)| *event == status);
    let (captured, undone) = (told(Captured), told(Refunded) || told(Reversed));
    match end {
        Next::Settled if undone => assert_eq!(pos.paid, pos.undone, "{}", context()),
        Next::Settled => assert_eq!(pos.paid, u32::from(captured), "lost: {}", context()),
        Next::Attention(_) => assert!(captured, "news reached a person: {}", context()),
        Next::Deliver { .. } => panic!("{}", context()),
    }
    for news in [UpdateStatus::Created, UpdateStatus::Authorized, UpdateStatus::Canceled] {
        assert!(pos.told.iter().filter(|status| **status == news).count() <= 1, "told twice: {}", context());
    }
    let in_order = pos.told.is_sorted_by_key(|status| rank(*status));
    assert!(in_order, "told {:?}: {}", pos.told, context());
    assert_eq!(IntentState::fold(&story.state.key, &story.entries), story.state);
}

/// All sequences of a length over some items.
fn sequences<T: Copy>(items: &[T], length: usize) -> Vec<Vec<T>> {
    (0..length).fold(vec![Vec::new()], |sequences, _| {
        let longer = |sequence: Vec<T>| {
            items.iter().map(move |item| [sequence.as_slice(), &[*item]].concat()).collect::<Vec<_>>()
        };
        sequences.into_iter().flat_map(longer).collect()
    })
}

fn events() -> Vec<(PaymentStatus, bool)> {
    STATUSES.into_iter().flat_map(|status| [(status, false), (status, true)]).collect()
}

#[test]
fn every_short_story_ends_with_the_payment_there_once_or_with_a_person() {
    for length in 0..=3 {
        for events in sequences(&events(), length) {
            for luck in sequences(&LUCK, 2) {
                for safety in SAFETIES {
                    check_end(&events, &luck, safety);
                }
            }
        }
    }
}

#[test]
fn every_call_of_a_payment_and_its_refund_may_meet_anything() {
    for events in [vec![(Captured, true)], vec![(Captured, true), (Refunded, true)]] {
        for luck in sequences(&LUCK, 5) {
            for safety in SAFETIES {
                check_end(&events, &luck, safety);
            }
        }
    }
}

#[test]
fn the_same_statuses_lead_to_the_same_end_in_any_order() {
    let mut ends = std::collections::HashMap::new();
    for events in (1..=4).flat_map(|length| sequences(&events(), length)) {
        let (story, pos, end) = play(&events, &[], PaymentSafety::None);
        let mut statuses: Vec<_> = events.iter().map(|(status, _)| *status).collect();
        statuses.sort();
        statuses.dedup();
        let end = (end, story.state.furthest().map(rank), pos.paid - pos.undone);
        assert_eq!(ends.entry(statuses).or_insert_with(|| end.clone()), &end, "{events:?}");
    }
}

proptest! {
    #[test]
    fn every_long_story_ends_with_the_payment_there_once_or_with_a_person(
        events in prop::collection::vec(prop::sample::select(events()), 0..16),
        luck in prop::collection::vec(prop::sample::select(&LUCK), 0..40),
        safety in prop::sample::select(&SAFETIES),
    ) {
        check_end(&events, &luck, safety);
    }

    #[test]
    fn duplicates_and_the_order_of_arrival_do_not_matter_to_the_end(
        statuses in prop::collection::vec(prop::sample::select(&STATUSES), 1..12),
        repeated in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        shuffle in any::<u64>(),
        acts in prop::collection::vec(any::<bool>(), 24),
    ) {
        let plain: Vec<_> = statuses.iter().map(|status| (*status, false)).collect();
        let repeats = repeated.iter().map(|index| *index.get(&statuses));
        let mut other: Vec<_> = statuses.iter().copied().chain(repeats).zip(acts).collect();
        other.sort_by_cached_key(|(status, acts)| {
            use std::hash::{DefaultHasher, Hash, Hasher};
            let mut hasher = DefaultHasher::new();
            (shuffle, status, acts).hash(&mut hasher);
            hasher.finish()
        });
        let ends = [plain, other].map(|events| {
            let (story, pos, end) = play(&events, &[], PaymentSafety::None);
            (end, story.state.furthest().map(rank), pos.paid - pos.undone)
        });
        prop_assert_eq!(&ends[0], &ends[1]);
    }
}
