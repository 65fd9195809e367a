//! Every short story, and long ones at random, in a world in which anything may go wrong.

use super::story::*;
use super::world::{ARRIVALS, Arrives, Dojo, Fate, Heard, LUCK, PAID, Pos, World};
use crate::epos::PaymentStatus::{self, Authorized, Canceled, Captured, Created, Refunded, Reversed};
use crate::epos::UpdateStatus;
use crate::ledger::{Fact, Standing};
use crate::payments::clock::later;
use crate::payments::intent::{IntentState, Next, Terms, rank};
use proptest::prelude::*;
use std::collections::HashMap;

const STATUSES: [PaymentStatus; 6] = [Created, Authorized, Captured, Reversed, Refunded, Canceled];

/// What arrives, and whether the host has the time to act upon it before the next thing arrives.
type Arrival = (Arrives, bool);

/// Plays a story to its end.
fn play(arrivals: &[Arrival], terms: Terms, fate: Fate) -> (World, Next) {
    let mut world = World::new(terms, fate);
    for (what, acts) in arrivals {
        world.arrives(*what);
        if *acts {
            world.settle();
        }
    }
    let end = world.settle();
    // What was not answered may be applied after everything.
    world.pos.is_at(later(world.story.now, terms.settle_after));
    (world, end)
}

/// What must hold at the end of every story.
fn check_end(arrivals: &[Arrival], terms: Terms, fate: Fate) -> Fate {
    let (world, end) = play(arrivals, terms, fate);
    let World { story, pos, dojo, fate, heard } = world;
    let context = || {
        format!(
            "{arrivals:?} {terms:?} {:?}: {end:?}, paid {} undone {} refunded {}, heard {heard:?}, Dojo {} {}\n{:#?}",
            fate.taken,
            pos.paid,
            pos.undone,
            pos.refunded,
            dojo.status,
            dojo.refunded,
            story.entries.iter().map(|entry| &entry.fact).collect::<Vec<_>>()
        )
    };
    assert!(pos.paid <= 1 && pos.undone <= 1, "applied twice: {}", context());
    assert!(pos.undone <= pos.paid, "undone, but never paid: {}", context());
    let refunded = if dojo.is_undone() { PAID } else { dojo.refunded };
    assert!(pos.refunded <= refunded, "refunded more than Dojo did: {}", context());
    match &end {
        Next::Settled => check_settled(&story, &pos, &dojo, heard, &context),
        Next::Attention(_) => {
            let has_money = story.entries.iter().any(|entry| has_money(&entry.fact));
            assert!(has_money, "news reached a person: {}", context());
            let amounts = terms.records && !terms.reads_intents && heard.is_none();
            let unanswered = heard == Some(Heard::Nothing);
            assert!(!fate.went_as_it_should() || amounts || unanswered, "a person was called in vain: {}", context());
        }
        Next::Read { .. } | Next::Look { .. } | Next::Deliver { .. } | Next::GiveBack | Next::Wait { .. } => {
            panic!("{}", context())
        }
    }
    let news = [UpdateStatus::Created, UpdateStatus::Authorized, UpdateStatus::Canceled];
    for news in news {
        assert!(pos.told.iter().filter(|status| **status == news).count() <= 1, "told twice: {}", context());
    }
    let place = |status: &UpdateStatus| (news.iter().position(|news| news == status), format!("{status:?}"));
    let in_order = pos.told.iter().map(place).filter_map(|(news, _)| news).is_sorted();
    assert!(in_order, "told {:?}: {}", pos.told, context());
    assert_eq!(IntentState::fold(story.state.key(), &story.entries), story.state);
    let settled = story.state.standing(&terms) == Standing::Settled;
    assert_eq!(settled, end == Next::Settled, "{}", context());
    fate
}

fn has_money(fact: &Fact) -> bool {
    match fact {
        Fact::Event { event, .. } => event.data.payment_status == Captured,
        Fact::Reading(reading) => reading.status == Captured,
        Fact::Record { .. } => true,
        _ => false,
    }
}

/// Nothing is to be done: then everything is as it should be.
fn check_settled(story: &Story, pos: &Pos, dojo: &Dojo, heard: Option<Heard>, context: &impl Fn() -> String) {
    let reads = story.terms.reads_intents;
    let told_undone = matches!(story.state.status(), Some(Refunded | Reversed));
    let is_there = pos.paid - pos.undone;
    match (told_undone, heard) {
        (true, _) => assert_eq!(is_there, 0, "the money is back and the payment is there: {}", context()),
        // Dojo was told to give it back, and did, or was never asked.
        (false, Some(Heard::Error)) if pos.paid == 0 => {
            assert!(!reads || dojo.status != Captured, "neither here nor there: {}", context());
        }
        (false, _) => {
            // What Dojo took back and nobody told the host of may be on the point of sale or not.
            if !dojo.is_undone() {
                assert_eq!(is_there, u32::from(dojo.status == Captured), "lost: {}", context());
            }
            let last = |kind| story.entries.iter().rposition(|entry| entry.fact.kind() == kind);
            // Where a person's word had to do instead of a reading, a part may be missing.
            if reads && is_there == 1 && last("event").is_some() && last("event") < last("reading") {
                assert_eq!(pos.refunded, dojo.refunded, "a refund was lost: {}", context());
            }
        }
    }
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

fn arrivals() -> Vec<Arrival> {
    ARRIVALS.into_iter().flat_map(|what| [(what, false), (what, true)]).collect()
}

fn all_terms() -> Vec<Terms> {
    let kinds = [posts(), records(), posts().with_dojo(), records().with_dojo()];
    kinds.into_iter().flat_map(|terms| SAFETIES.map(|safety| terms.safety(safety))).collect()
}

/// Plays a story with every fate that differs within the first `depth` choices.
fn check_fates(arrivals: &[Arrival], terms: Terms, depth: usize) {
    let mut fate = Some(Fate::default());
    while let Some(one) = fate {
        fate = check_end(arrivals, terms, one).following(depth);
    }
}

#[test]
fn every_short_story_ends_with_the_payment_there_once_or_with_a_person() {
    for (length, depth) in [(0, 0), (1, 4), (2, 3), (3, 1)] {
        for arrivals in sequences(&arrivals(), length) {
            for terms in all_terms() {
                check_fates(&arrivals, terms, depth);
            }
        }
    }
}

#[test]
fn every_call_of_a_payment_and_its_refund_may_meet_anything() {
    use Arrives::{Event, PartialRefund, Request};
    let stories: [&[Arrival]; 5] = [
        &[(Event(Captured), true)],
        &[(Event(Captured), true), (Event(Refunded), true)],
        &[(Event(Captured), true), (PartialRefund, true)],
        &[(Request, true)],
        &[(Request, true), (Event(Captured), true)],
    ];
    for arrivals in stories {
        for terms in all_terms() {
            check_fates(arrivals, terms, 5);
        }
    }
}

/// The end of a story in which everything works, as far as it must not depend on the order of arrival.
fn end(statuses: &[(PaymentStatus, bool)], terms: Terms) -> (String, Option<u8>, u32) {
    let arrivals: Vec<_> = statuses.iter().map(|(status, acts)| (Arrives::Event(*status), *acts)).collect();
    let (world, _) = play(&arrivals, terms, Fate::default());
    (world.story.text(), world.story.state.status().map(rank), world.pos.paid - world.pos.undone)
}

#[test]
fn the_same_statuses_lead_to_the_same_end_in_any_order() {
    let statuses: Vec<_> = STATUSES.into_iter().flat_map(|status| [(status, false), (status, true)]).collect();
    for terms in [posts(), records(), records().with_dojo()] {
        let mut ends = HashMap::new();
        for told in (1..=4).flat_map(|length| sequences(&statuses, length)) {
            let mut names: Vec<_> = told.iter().map(|(status, _)| *status).collect();
            names.sort();
            names.dedup();
            let end = end(&told, terms);
            assert_eq!(ends.entry(names).or_insert_with(|| end.clone()), &end, "{told:?} {terms:?}");
        }
    }
}

/// A person is asked until nothing is left to ask.
fn check_answered(arrivals: &[Arrival], terms: Terms, fate: Fate) -> Fate {
    let (mut world, mut end) = play(arrivals, terms, fate);
    let mut answers = 0;
    while let Next::Attention(reason) = end {
        answers += 1;
        assert!(answers <= 20, "no answer ends it: {reason}, {arrivals:?} {terms:?} {:?}", world.fate.taken);
        world.person_answers(&reason);
        end = world.settle();
    }
    let World { story, pos, dojo, fate, heard } = world;
    let context = || {
        let facts: Vec<_> = story.entries.iter().map(|entry| &entry.fact).collect();
        format!("{arrivals:?} {terms:?} {:?}, paid {} undone {}\n{facts:#?}", fate.taken, pos.paid, pos.undone)
    };
    assert!(pos.paid <= 1 && pos.undone <= pos.paid, "applied twice: {}", context());
    check_settled(&story, &pos, &dojo, heard, &context);
    fate
}

#[test]
fn a_person_who_answers_what_is_so_ends_every_short_story() {
    for (length, depth) in [(1, 4), (2, 2)] {
        for arrivals in sequences(&arrivals(), length) {
            for terms in all_terms() {
                let mut fate = Some(Fate::default());
                while let Some(one) = fate {
                    fate = check_answered(&arrivals, terms, one).following(depth);
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn a_person_who_answers_what_is_so_ends_every_long_story(
        arrivals in prop::collection::vec(prop::sample::select(arrivals()), 0..10),
        fate in prop::collection::vec(0..LUCK.len() * 6, 0..30),
        terms in prop::sample::select(all_terms()),
    ) {
        check_answered(&arrivals, terms, Fate::new(&fate));
    }

    #[test]
    fn every_long_story_ends_with_the_payment_there_once_or_with_a_person(
        arrivals in prop::collection::vec(prop::sample::select(arrivals()), 0..16),
        fate in prop::collection::vec(0..LUCK.len() * 6, 0..40),
        terms in prop::sample::select(all_terms()),
    ) {
        check_end(&arrivals, terms, Fate::new(&fate));
    }

    #[test]
    fn duplicates_and_the_order_of_arrival_do_not_matter_to_the_end(
        statuses in prop::collection::vec(prop::sample::select(&STATUSES), 1..12),
        repeated in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        shuffle in any::<u64>(),
        acts in prop::collection::vec(any::<bool>(), 24),
        terms in prop::sample::select(all_terms()),
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
        prop_assert_eq!(end(&plain, terms), end(&other, terms));
    }
}
