//! Everything hostile at once: a hundred components, one evil each, against the real binary, which serves honest venues
//! meanwhile. After it: the same process, no leak, and every honest request answered with what is right.
//!
//! A component is a file of `components`: Rust (`src/bin`) or the text of a module (`wat`, put together by `compose.rs`).
//! What must happen with it is the function of its name in `cases`; one without does not compile.
//!
//! `HOSTILE_SECONDS=600` makes the storm last so long; `HOSTILE_ONLY=name,name` leaves all others out.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests stop at the first surprise, and say what they do"
)]

mod attack;
mod case;
mod cases;
mod compose;
mod hang_up;
mod honest;
mod host;
mod peers;
mod storm;

use attack::Attack;
use case::{Case, Fate};
use honest::{Heard, Machine};
use host::Host;
use patio_tests::host::until;
use patio_tests::{guests, hostile};
use peers::Peers;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs};
use tokio::sync::Semaphore;

/// How long the storm lasts at least; the ten thousand who hang up may take longer.
const STORM: Duration = Duration::from_secs(15);

/// Storms that are measured, until one leaves no more memory behind than there was before it. A leak grows with each of
/// them; what is kept for good does not, but how soon all of it is in use is the machine's matter.
const MOST_STORMS: usize = 3;

/// Hostile venues that ask at once. Each of them has a core to itself where there are as many; on two cores, honest
/// requests wait for their turn behind all of them.
const AT_ONCE: usize = 24;

/// A storm before memory is measured for the first time: what the host keeps for good (slots of the pool, what the
/// allocator holds, a metric for each label) it has then, and what grows in the second storm is a leak.
const FIRST_STORM: Duration = Duration::from_secs(12);

/// How long it may take until every file was taken up or refused: describing is given five seconds, and each takes a core.
const HEARD_OF_WITHIN: Duration = Duration::from_secs(30);

/// A line of the log at most: what an adapter says is cut, however much it is.
const LINE_BYTES: usize = 16 * 1024;

/// Calls that the host takes at once (`max_concurrent_calls`), and whose they are, to fill its pool.
const PLACES: usize = 64;
const KEEPER: &str = "keeps_a_secret";

/// How often: not all of them meet in the first.
const FILLINGS: usize = 3;

/// What nobody may hear but the venue that has it: `cases/secrets.rs`.
const CANARY: &str = "CANARY-8d1f0c";

/// What the components write where they want a line of the log to be taken for the host's.
const FORGED: &str = "2026-11-26T00:00:00Z ERROR forged";

#[tokio::test(flavor = "multi_thread")]
async fn whatever_adapters_do_the_host_lives_and_honest_venues_are_answered() {
    let cases = cases();
    let sources: BTreeMap<_, _> = hostile::ALL.iter().copied().collect();
    let peers = Peers::start().await;
    let folder = tempfile::tempdir().unwrap();
    let adapters = folder.path().join("adapters");
    fs::create_dir(&adapters).unwrap();
    fs::copy(guests::DEMO, adapters.join("demo.wasm")).unwrap();
    storm::begin(folder.path());
    let mut venues = String::new();
    for venue in honest::VENUES {
        section(&mut venues, venue, "demo", "");
    }
    for venue in [storm::VERSIONS, storm::RELOADED] {
        section(&mut venues, venue, venue, "");
    }
    for (name, case) in &cases {
        let ports = [("{granted}", peers.granted), ("{trap}", peers.trap)];
        let toml = ports.iter().fold(case.toml.to_owned(), |toml, (name, port)| toml.replace(name, &port.to_string()));
        section(&mut venues, name, name, &toml);
        // What is not taken up comes when the honest are being served already.
        if matches!(case.fate, Fate::Serves(_)) {
            compose::write(sources[name], &adapters.join(format!("{name}.wasm")));
        }
    }
    let mut host = Host::start(folder.path(), &venues).await;

    let mut machines = Vec::new();
    for venue in honest::VENUES {
        machines.push(Machine::new(venue, host.as_venue(venue)).await);
    }
    let (mut attacks, mut expected) = (Vec::new(), Vec::new());
    for (name, case) in cases {
        match case.fate {
            Fate::Serves(rounds) => {
                let told = rounds.iter().filter_map(|round| round.told);
                expected.extend(told.map(|told| (format!("venue {name:?}"), told)));
                attacks.push(Attack { name, client: host.as_venue(name), rounds, made: 0 });
            }
            Fate::Refused(told) => {
                expected.push((format!("{name}.wasm was not taken up: "), told));
                compose::write(sources[name], &host.adapter_path(name));
            }
        }
    }

    let mut amiss = fill_the_pool(&host).await;
    let first = Storm::of(FIRST_STORM, false);
    let over = || first.is_over();
    let (_, strays, attacked) = tokio::join!(
        storm::change(&host, over),
        storm::call(host.as_venue(storm::RELOADED), over),
        first.attack(&mut attacks),
    );
    amiss.extend(strays);
    amiss.extend(attacked);
    // What is to be refused is tried in the same pool. Who is not heard of by then is missed at the end.
    let heard = until("everything was taken up, or refused", || async {
        let log = host.log();
        expected.iter().all(|(who, _)| log.lines().any(|line| line.contains(who.as_str()))).then_some(())
    });
    let _ = tokio::time::timeout(HEARD_OF_WITHIN, heard).await;

    let seconds = env::var("HOSTILE_SECONDS").ok().and_then(|text| text.parse().ok());
    let (mut heard, mut hung_up, mut changed) = (Vec::new(), 0, 0);
    let mut left = Err("there was no storm".to_owned());
    for number in 0..MOST_STORMS {
        let (memory, descriptors) = settled(&host).await;
        println!("before: {} MiB, {descriptors} descriptors", memory >> 20);
        let storm = Storm::of(seconds.map_or(STORM, Duration::from_secs), number == 0);
        let over = || storm.is_over();
        let (hung_up_now, changed_now, strays, heard_now, attacked) = tokio::join!(
            storm.hang_up(&host),
            storm::change(&host, over),
            storm::call(host.as_venue(storm::RELOADED), over),
            futures_util::future::join_all(machines.iter().map(|machine| machine.ask(over))),
            storm.attack(&mut attacks),
        );
        amiss.extend(strays);
        amiss.extend(attacked);
        heard.extend(heard_now);
        (hung_up, changed) = (hung_up + hung_up_now, changed + changed_now);
        storm::end(&host).await;
        left = comes_back(&host, memory, descriptors).await;
        if left.is_ok() {
            break;
        }
    }
    let made: usize = attacks.iter().map(|attack| attack.made).sum();
    let answers: u64 = heard.iter().map(|heard| heard.answers).sum();
    let slowest = heard.iter().map(|heard| heard.slowest).max().unwrap();
    println!("{made} rounds of {} hostile venues, {hung_up} who hung up, {changed} changes of files", attacks.len());
    println!("{answers} honest requests, the slowest took {slowest:?}; {} granted requests", peers.served());
    let honest: Vec<_> = heard.into_iter().flat_map(|Heard { amiss, .. }| amiss).collect();

    assert!(host.runs(), "the host is gone:\n{}", end_of(&host.log()));
    let live = patio_tests::client::Client::new(host.console).get("/live").await;
    assert_eq!(live.status, 200, "its time limits hold");
    check(&mut amiss, &host.log(), &expected);
    let ready = host.ready().await.to_string();
    amiss.extend(ready.contains(CANARY).then(|| "the console shows the secret".to_owned()));
    amiss.extend(peers.amiss());
    host.stop().await;
    amiss.sort();
    amiss.dedup();
    if !honest.is_empty() || !amiss.is_empty() || left.is_err() {
        println!("configuration and log are kept in {}", folder.keep().display());
    }
    let broken = [
        ("honest venues were not served", honest),
        ("what was to happen did not", amiss),
        ("what was taken did not come back", left.err().into_iter().collect()),
    ];
    let broken = broken.iter().filter(|(_, list)| !list.is_empty());
    let broken: Vec<_> = broken.map(|(what, list)| format!("{what}:\n{}", list.join("\n"))).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));
    let begun = made > 200 && answers > 500 && changed > 20 && hung_up > 300 && peers.served() > 50;
    assert!(begun || is_chosen(), "nothing happened: a storm in which nobody asks proves nothing");
}

/// The cases of this run.
fn cases() -> Vec<(&'static str, Case)> {
    let only = env::var("HOSTILE_ONLY").ok();
    let mut all = cases::all();
    assert!(all.len() >= 40, "there are many ways to be hostile");
    all.retain(|(name, _)| only.as_ref().is_none_or(|only| only.split(',').any(|one| one == *name)));
    all
}

fn is_chosen() -> bool {
    env::var_os("HOSTILE_ONLY").is_some()
}

fn section(venues: &mut String, venue: &str, adapter: &str, toml: &str) {
    let _ = writeln!(
        venues,
        "[venues.{venue}]\nadapter = \"{adapter}\"\naccount_id = \"acc_{venue}\"\n\
         passwords = [{{ value = \"{venue}-secret\" }}]\n{toml}"
    );
}

/// What goes on until it is over.
struct Storm {
    until: Instant,
    /// Whether somebody still has to hang up.
    goes_on: AtomicBool,
}

// === impl Storm ===

impl Storm {
    /// Of this length, or until those who hang up have done so.
    fn of(length: Duration, hangs_up: bool) -> Self {
        Self { until: Instant::now() + length, goes_on: AtomicBool::new(hangs_up) }
    }

    fn is_over(&self) -> bool {
        Instant::now() >= self.until && !self.goes_on.load(Ordering::Relaxed)
    }

    async fn hang_up(&self, host: &Host) -> u64 {
        if !self.goes_on.load(Ordering::Relaxed) {
            return 0;
        }
        if !is_chosen() {
            hang_up::all(host).await;
        }
        self.goes_on.store(false, Ordering::Relaxed);
        let begun = host.log().lines().filter(|line| line.contains("begun") && line.contains(hang_up::VENUE)).count();
        begun as u64
    }

    /// Each venue by itself: one that waits for its deadline holds no other up.
    async fn attack(&self, attacks: &mut [Attack]) -> Vec<String> {
        let places = Semaphore::new(AT_ONCE);
        let one = async |attack: &mut Attack| {
            let mut amiss = Vec::new();
            while !self.is_over() {
                let _place = places.acquire().await.unwrap();
                amiss.extend(attack.round().await);
            }
            amiss
        };
        futures_util::future::join_all(attacks.iter_mut().map(one)).await.concat()
    }
}

/// As many calls at once as the host takes, each with more memory than a slot keeps: a slot that was used stays as large
/// as that, and a storm, which comes to use all of them by and by, would seem to leak.
async fn fill_the_pool(host: &Host) -> Vec<String> {
    let client = host.as_venue(KEEPER);
    let body = serde_json::json!({});
    let mut amiss = Vec::new();
    for _ in 0..FILLINGS {
        let calls = (0..PLACES).map(|_| client.post("/v1/orders/search", &body));
        let answers = futures_util::future::join_all(calls).await;
        let refused = answers.iter().filter(|answer| answer.status != 200 && !is_chosen());
        amiss.extend(refused.map(|answer| format!("{KEEPER} among many: {} {:?}", answer.status, answer.body)));
    }
    amiss
}

/// Memory and file descriptors, when nothing goes on any more and memory does not change.
async fn settled(host: &Host) -> (u64, usize) {
    host.until_idle().await;
    let mut before = host.memory_bytes();
    loop {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let now = host.memory_bytes();
        if now.abs_diff(before) < 1 << 20 {
            return (now, host.descriptors());
        }
        before = now;
    }
}

/// How long the allocator may keep what is free, before it counts as kept for good.
const COMES_BACK_WITHIN: Duration = Duration::from_secs(10);

/// File descriptors that a host opens when it first needs them: the ledger has a few readers.
const SPARE: usize = 8;

/// Waits until memory is within a tenth of what it was, and descriptors are no more than they were.
async fn comes_back(host: &Host, memory: u64, descriptors: usize) -> Result<(), String> {
    host.until_idle().await;
    let began = Instant::now();
    loop {
        let now = (host.memory_bytes(), host.descriptors());
        if now.0 <= memory + memory / 10 && now.1 <= descriptors + SPARE {
            println!("calm: {} MiB, {} descriptors", now.0 >> 20, now.1);
            return Ok(());
        }
        if began.elapsed() > COMES_BACK_WITHIN {
            return Err(format!(
                "it leaks: {} MiB and {descriptors} descriptors before, {} MiB and {} after",
                memory >> 20,
                now.0 >> 20,
                now.1
            ));
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// What the log says, and what it must not.
fn check(amiss: &mut Vec<String>, log: &str, expected: &[(String, &str)]) {
    for (who, told) in expected {
        let lines = || log.lines().filter(|line| line.contains(who.as_str()));
        if !lines().any(|line| line.contains(told)) {
            let last = lines().next_back().unwrap_or("nothing").chars().take(600).collect::<String>();
            amiss.push(format!("{who}: the operator is never told {told:?}, but last: {last}"));
        }
    }
    for line in log.lines() {
        let begin: String = line.chars().take(200).collect();
        if line.starts_with(FORGED) || line.starts_with("ERROR forged") {
            amiss.push(format!("a line of the log is forged: {begin}"));
        }
        if line.contains('\x1b') || line.contains('\r') {
            amiss.push(format!("a line of the log speaks to the terminal: {begin:?}"));
        }
        if line.len() > LINE_BYTES {
            amiss.push(format!("a line of the log has {} bytes: {begin}", line.len()));
        }
        if line.contains("panicked at") {
            amiss.push(format!("the host panicked: {begin}"));
        }
        if line.contains(CANARY) {
            amiss.push(format!("the log has the secret: {begin}"));
        }
    }
}

fn end_of(log: &str) -> String {
    let lines: Vec<_> = log.lines().map(|line| line.chars().take(300).collect::<String>()).collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}
