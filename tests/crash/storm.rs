//! One seed's evening: rounds of payments, in each of which a host is killed; then calm, until the host is done with
//! everything that is not a person's; then the person's answers; then what is left is evidence.

use crate::dojo::Dojo;
use crate::evidence::{Case, Evidence, Standing};
use crate::floor::Floor;
use crate::host::{Fuse, Host, House};
use patio_host::failpoint::Point;
use patio_tests::chance::Chance;
use patio_tests::guests;
use patio_tests::till::{Kind, Manner, Till};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::task::JoinSet;

/// The host's deadline for a call: short, for the storm waits for it often. Of a payment, 60 % of it.
const DEADLINE: Duration = Duration::from_millis(1000);

/// How late the till may still apply a payment without an answer, as the venue says and a little less.
const SETTLE_AFTER: Duration = Duration::from_millis(1500);
const LATEST: Duration = Duration::from_millis(1200);

/// Longer than the host waits for a payment's answer, shorter than anybody would wait for this test.
const LATE_ANSWER: Duration = Duration::from_millis(750);

/// How long a fuse may take to burn. A point that is not reached by then is not on the way of this round's payments.
const FUSE_LASTS: Duration = Duration::from_secs(4);

/// How long the host may take to be done with everything, once nothing goes wrong any more.
const SETTLED_WITHIN: Duration = Duration::from_secs(60);

/// Between two looks at the list of payments: each starts a process.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Where a host dies only where a person has answered.
const A_PERSONS: [Point; 2] = [Point::GiveBackBefore, Point::GiveBackAfter];

/// What a storm does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) kind: Kind,
    pub(crate) seed: u64,
    pub(crate) kills: u64,
    pub(crate) sabotage: Sabotage,
}

/// What is done to the host so that it cannot keep its promise, and the checker must say so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sabotage {
    Nothing,
    /// It applies again what comes again.
    NoDedupe,
    /// What it wrote last was never on the disk.
    NoSync,
}

/// What a storm left.
pub(crate) struct Aftermath {
    pub(crate) seed: u64,
    pub(crate) evidence: Evidence,
    /// Where hosts were killed: at a fail-point, or at any instant.
    pub(crate) killed_at: BTreeMap<Option<&'static str>, u32>,
    house: House,
    /// Kept for whoever reads of a breach.
    folder: TempDir,
}

/// What goes on while hosts come and go.
struct Storm {
    plan: Plan,
    floor: Arc<Floor>,
    house: House,
    tasks: JoinSet<()>,
    killed_at: BTreeMap<Option<&'static str>, u32>,
}

/// One storm at a time: the port of a host that was killed is free, and another storm's servers must not get it while
/// this one's card machines still call there.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Lets a storm happen.
pub(crate) async fn rage(plan: Plan) -> Aftermath {
    let _alone = ALONE.lock().await;
    println!("storm {:?} seed {} kills {} sabotage {:?}", plan.kind, plan.seed, plan.kills, plan.sabotage);
    let chance = Chance::of(plan.seed);
    let till = Till::start(plan.kind, chance, Manner { late_answer: LATE_ANSWER, latest: LATEST }).await;
    let dojo = Dojo::start();
    let folder = tempfile::tempdir().unwrap();
    let (component, toml) = (component(plan.kind), venue(&plan, &till, &dojo));
    let mut house = House::new(folder.path(), component, &toml);
    house.forgetful = plan.sabotage == Sabotage::NoDedupe;
    let floor = Arc::new(Floor::new(chance, till, dojo));
    let mut storm = Storm { plan, floor, house, tasks: JoinSet::new(), killed_at: BTreeMap::new() };
    storm.floor.till.be_faulty(true);
    for round in 0..plan.kills {
        storm.round(round).await;
    }
    let (host, standings) = storm.calm().await;
    host.stop().await;
    let standings = storm.ask_a_person(standings).await;
    storm.aftermath(standings, folder)
}

// === impl Storm ===

impl Storm {
    /// A host runs while payments happen, until it is killed.
    async fn round(&mut self, round: u64) {
        let fuse = self.fuse(round);
        let kept = (self.plan.sabotage == Sabotage::NoSync).then(|| self.house.keep_ledger());
        self.floor.begin(round, &mut self.tasks);
        let killed_at = match self.house.start(fuse).await {
            None => fuse.map(|fuse| fuse.point.name()),
            Some(host) => {
                self.floor.host.send_replace(host.address);
                let ((), (), killed_at) = tokio::join!(
                    self.floor.be_without_dojo_now_and_then(round),
                    self.floor.close_till_now_and_then(round),
                    self.end(host, fuse, round)
                );
                killed_at
            }
        };
        *self.killed_at.entry(killed_at).or_default() += 1;
        if let Some(kept) = kept {
            self.house.put_back_ledger(&kept);
        }
    }

    /// The end of a host: at its fuse, or at any instant.
    async fn end(&self, mut host: Host, fuse: Option<Fuse>, round: u64) -> Option<&'static str> {
        match fuse {
            Some(fuse) if host.dies_within(FUSE_LASTS).await => return Some(fuse.point.name()),
            Some(_) => {}
            None => {
                let instant = self.floor.chance.within(&format!("round {round} kill"), 50..1500);
                tokio::time::sleep(Duration::from_millis(instant)).await;
            }
        }
        host.kill().await;
        None
    }

    /// Two kills of three are at a fail-point. Where one storm ends among them, the next one goes on.
    fn fuse(&self, round: u64) -> Option<Fuse> {
        if round % 3 == 2 {
            return None;
        }
        let Plan { kind, seed, kills, .. } = self.plan;
        let of_a_storm = kills - kills / 3;
        let number = (seed * Kind::ALL.len() as u64 + kind as u64) * of_a_storm + (round - round / 3);
        let points: Vec<_> = Point::ALL.iter().filter(|point| !A_PERSONS.contains(point)).collect();
        let point = *points[usize::try_from(number % points.len() as u64).unwrap()];
        let pass = self.floor.chance.within(&format!("round {round} pass"), 1..4);
        Some(Fuse { point, pass })
    }

    /// Nothing goes wrong any more; what is on its way comes to its end.
    async fn calm(&mut self) -> (Host, BTreeMap<String, Standing>) {
        self.floor.till.be_faulty(false);
        self.floor.till.be_open(true);
        let host = self.house.start(None).await.unwrap();
        self.floor.host.send_replace(host.address);
        while let Some(happened) = self.tasks.join_next().await {
            happened.unwrap_or_else(|error| panic!("seed {}: {error}", self.plan.seed));
        }
        self.floor.till.until_written().await;
        (host, self.settled().await)
    }

    /// Where everything stands once the host has nothing to do, or has had all the time in the world.
    async fn settled(&self) -> BTreeMap<String, Standing> {
        let started = Instant::now();
        loop {
            let standings = self.house.standings().await;
            let is_done = !standings.values().any(|standing| *standing == Standing::Open);
            if is_done || started.elapsed() > SETTLED_WITHIN {
                return standings;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Somebody looks at half of what waits, and at the till, and answers; and the host dies once more, where it gives
    /// money back. What was answered rightly is no longer a person's.
    async fn ask_a_person(&mut self, standings: BTreeMap<String, Standing>) -> BTreeMap<String, Standing> {
        let answers = self.answers(&standings);
        let refunds = answers.iter().any(|(_, answer)| *answer == "--refund");
        let point = A_PERSONS[usize::try_from((self.plan.seed + self.plan.kind as u64) % 2).unwrap()];
        let fuse = refunds.then_some(Fuse { point, pass: 1 });
        let host = self.house.start(fuse).await.unwrap();
        self.floor.host.send_replace(host.address);
        for (intent, answer) in answers {
            if self.house.resolve(&intent, answer).await {
                self.floor.was_a_persons(&intent);
            }
        }
        let host = if fuse.is_some() {
            let killed_at = self.end(host, fuse, self.plan.kills).await;
            *self.killed_at.entry(killed_at).or_default() += 1;
            let host = self.house.start(None).await.unwrap();
            self.floor.host.send_replace(host.address);
            host
        } else {
            host
        };
        let standings = self.settled().await;
        host.stop().await;
        standings
    }

    fn answers(&self, standings: &BTreeMap<String, Standing>) -> Vec<(String, &'static str)> {
        let book = self.floor.till.book();
        let answer = |case: Case| {
            let chance = |what: &str| self.floor.chance.percent(&format!("{} person {what}", case.intent), 50);
            // What is there twice, and what went back and is there, takes more than an answer.
            let answer = match (case.times(book.lines()), case.net(book.lines())) {
                (1, net) if net == case.held => "--applied",
                (0, _) if case.held > 0 && chance("posts") => "--post",
                (0, _) => "--refund",
                _ => return None,
            };
            (is_a_persons(standings, &case) && chance("answers")).then_some((case.intent, answer))
        };
        self.floor.outcome().into_iter().filter_map(answer).collect()
    }

    fn aftermath(self, standings: BTreeMap<String, Standing>, folder: TempDir) -> Aftermath {
        let Self { plan, floor, house, killed_at, .. } = self;
        let mut cases = floor.outcome();
        for case in &mut cases {
            case.standing = standings.get(&case.intent).cloned();
        }
        let evidence = Evidence { cases, book: floor.till.book().lines().to_vec() };
        Aftermath { seed: plan.seed, evidence, killed_at, house, folder }
    }
}

// === impl Aftermath ===

impl Aftermath {
    /// What is known of some intents, for whoever reads of a breach; and the folder stays.
    pub(crate) async fn tell(self, intents: BTreeSet<String>) -> String {
        let mut text = String::new();
        for case in self.evidence.cases.iter().filter(|case| intents.contains(&case.intent)) {
            let book: Vec<_> = self.evidence.book.iter().filter(|line| line.order == case.order).collect();
            text.push_str(&format!("\n{case}\n{}{book:#?}\n", self.house.story(&case.intent).await));
        }
        text.push_str(&format!("\nall of it is in {}", self.folder.keep().display()));
        text
    }
}

fn is_a_persons(standings: &BTreeMap<String, Standing>, case: &Case) -> bool {
    matches!(standings.get(&case.intent), Some(Standing::Attention(_)))
}

fn component(kind: Kind) -> &'static str {
    match kind {
        Kind::Keyed => guests::TILL_KEYED,
        Kind::Lookup => guests::TILL_LOOKUP,
        Kind::None => guests::TILL_NONE,
    }
}

fn venue(plan: &Plan, till: &Till, dojo: &Dojo) -> String {
    let (till, dojo, settle, deadline) = (till.url(), dojo.toml(), SETTLE_AFTER.as_millis(), DEADLINE.as_millis());
    // One evening of three, the venue would rather have the money given back than wonder.
    let unknown = if plan.seed % 3 == 2 { "refuse" } else { "accept" };
    format!(
        "settle_after_ms = {settle}\nunknown_payment = \"{unknown}\"\nsettings.base-url = \"{till}\"\nallow.http = [\"{till}\"]\n\
         limits.deadline_ms = {deadline}\n{dojo}"
    )
}
