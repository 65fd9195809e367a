//! Money, while hosts are killed: the real binary against a till that does wrong what real ones do wrong, and a Dojo that
//! sends everything again. What was acknowledged is compared with what the till holds in the end.
//!
//! `CRASH_SEED=7` replays the storms of a seed; `CRASH_KILLS=5000` kills so many hosts instead of the usual fifty, with
//! seeds that nobody chose. A breach prints the seed, the story of the payment, and the folder with ledger and log.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests stop at the first surprise, and say what they do"
)]

mod checker;
mod dojo;
mod evidence;
mod floor;
mod host;
mod storm;

use checker::Wrong;
use patio_tests::till::Kind;
use std::collections::BTreeMap;
use std::env;
use storm::{Plan, Sabotage};
use tokio::task::JoinSet;

/// Hosts that are killed in one storm: few enough that its payments fit a page, and that a breach can be read.
const KILLS: u64 = 6;

/// Always the same seeds, so that a run does not fail by chance: three storms for each kind of till, 54 kills.
const SEEDS: [u64; 3] = [1, 2, 3];

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number, not {text:?}")))
}

/// The seeds of a kind of till, and how often each kills: the usual ones, the one that is replayed, or many.
fn seeds() -> Vec<u64> {
    match (number("CRASH_SEED"), number("CRASH_KILLS")) {
        (Some(seed), None) => vec![seed],
        (None, None) => SEEDS.to_vec(),
        (seed, Some(kills)) => {
            let first = seed.unwrap_or_else(|| u64::from(std::process::id()) * 1_000_000);
            (first..first + kills.div_ceil(KILLS * Kind::ALL.len() as u64)).collect()
        }
    }
}

/// Storms of one kind of till, none of which may leave a breach, nor more than so many of a hundred payments to a person:
/// who calls one for everything breaks no promise and is no help.
async fn weather(kind: Kind, most_a_persons: usize) {
    let mut storms = JoinSet::new();
    for seed in seeds() {
        storms.spawn(storm::rage(Plan { kind, seed, kills: KILLS, sabotage: Sabotage::Nothing }));
    }
    let (mut killed_at, mut paid, mut a_persons) = (BTreeMap::<_, u32>::new(), 0, 0);
    let mut broken = Vec::new();
    while let Some(aftermath) = storms.join_next().await {
        let aftermath = aftermath.unwrap();
        for (place, times) in &aftermath.killed_at {
            *killed_at.entry(*place).or_default() += times;
        }
        paid += aftermath.evidence.cases.len();
        a_persons += aftermath.evidence.cases.iter().filter(|case| case.is_a_persons()).count();
        let breaches = checker::check(&aftermath.evidence);
        if !breaches.is_empty() {
            let intents = breaches.iter().map(|breach| breach.intent.clone()).collect();
            let list: Vec<_> = breaches.iter().map(ToString::to_string).collect();
            let seed = aftermath.seed;
            let told = aftermath.tell(intents).await;
            broken.push(format!("{kind:?}, seed {seed}: promises were broken:\n{}\n{told}", list.join("\n")));
        }
    }
    println!("{kind:?}: {paid} payments, {a_persons} of them a person's in the end; killed at {killed_at:?}");
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));
    assert!(a_persons * 100 <= paid * most_a_persons, "{kind:?}: {a_persons} of {paid} payments are a person's");
    let aimed = killed_at.iter().filter(|(place, _)| place.is_some()).map(|(_, times)| times).sum::<u32>();
    let all = killed_at.values().sum::<u32>();
    assert!(aimed * 3 >= all, "{kind:?}: of {all} kills, {aimed} were at a fail-point");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_that_takes_a_key_has_every_payment_once() {
    weather(Kind::Keyed, 20).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_that_shows_intents_has_every_payment_once() {
    weather(Kind::Lookup, 25).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_that_knows_no_intents_has_no_payment_twice_and_none_is_lost_in_silence() {
    weather(Kind::None, 50).await;
}

/// Whether the checker finds one of these breaches, where the host cannot keep its promise. A storm in which nothing
/// came twice, or nothing was written just before a kill, proves nothing: the next one will.
async fn is_found(sabotage: Sabotage, wanted: &[Wrong]) -> bool {
    for seed in 1..=5 {
        let aftermath = storm::rage(Plan { kind: Kind::None, seed, kills: KILLS, sabotage }).await;
        let breaches = checker::check(&aftermath.evidence);
        if breaches.iter().any(|breach| wanted.contains(&breach.wrong)) {
            return true;
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn without_dedupe_the_checker_finds_payments_twice() {
    assert!(is_found(Sabotage::NoDedupe, &[Wrong::Doubled]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_sync_the_checker_finds_payments_forgotten() {
    assert!(is_found(Sabotage::NoSync, &[Wrong::Forgotten, Wrong::Lost]).await);
}
