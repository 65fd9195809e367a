//! Settlement, with a real ledger in a file, points of sale that do as they are told, and a clock that stands still.

use super::*;
use crate::ledger::{Backlog, Filter, IntentRow, OpenIntent, SqliteLedger};
use crate::payments::clock::manual::ManualClock;
use futures_util::FutureExt;
use std::collections::{HashMap, VecDeque};
use tempfile::TempDir;
use tokio::sync::watch;

/// A long time for a computer: a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a call does.
#[derive(Clone, Debug)]
enum Answer {
    Is(Outcome),
    /// Answers once the till is let go.
    Hangs,
    Panics,
    /// Is applied, and from then on the ledger cannot be written.
    AppliedAndTheDiskFills,
}

struct FakeTills {
    /// What the next calls of a venue do; applied after that.
    answers: Mutex<HashMap<String, VecDeque<Answer>>>,
    calls: watch::Sender<Vec<String>>,
    safety: Mutex<Option<PaymentSafety>>,
    held: watch::Sender<bool>,
    disk: Arc<Disk>,
}

#[async_trait]
impl Tills for FakeTills {
    async fn payment_updated(&self, venue: &VenueId, update: PaymentUpdate, _trace_id: &TraceId) -> Outcome {
        let call = format!("{venue}/{} {:?} {}", update.payment_intent_id, update.status, update.attempt);
        self.calls.send_modify(|calls| calls.push(call));
        let answer = self.answers.lock().unwrap().get_mut(venue.as_str()).and_then(VecDeque::pop_front);
        match answer {
            None => Outcome::Applied,
            Some(Answer::Is(outcome)) => outcome,
            Some(Answer::Hangs) => {
                let _ = self.held.subscribe().wait_for(|held| !held).await;
                Outcome::Applied
            }
            Some(Answer::Panics) => panic!("a defect"),
            Some(Answer::AppliedAndTheDiskFills) => {
                self.disk.full.send_replace(true);
                Outcome::Applied
            }
        }
    }

    fn payment_safety(&self, _: &VenueId) -> Option<PaymentSafety> {
        *self.safety.lock().unwrap()
    }
}

/// A ledger whose disk can be slow or full.
struct Disk {
    ledger: Mutex<Option<Arc<SqliteLedger>>>,
    full: watch::Sender<bool>,
    slow: watch::Sender<bool>,
}

impl Disk {
    fn ledger(&self) -> Arc<SqliteLedger> {
        self.ledger.lock().unwrap().clone().unwrap()
    }
}

#[async_trait]
impl Ledger for Disk {
    async fn append(&self, draft: Draft) -> Result<Appended, LedgerError> {
        let _ = self.slow.subscribe().wait_for(|slow| !slow).await;
        if *self.full.borrow() {
            return Err(LedgerError::Unavailable("database or disk is full".to_owned()));
        }
        self.ledger().append(draft).await
    }

    async fn project(
        &self,
        key: &IntentKey,
        seen: Seq,
        standing: Standing,
        at: Timestamp,
    ) -> Result<Projected, LedgerError> {
        self.ledger().project(key, seen, standing, at).await
    }

    async fn history(&self, key: &IntentKey) -> Result<Vec<Entry>, LedgerError> {
        self.ledger().history(key).await
    }

    async fn open_intents(&self) -> Result<Vec<OpenIntent>, LedgerError> {
        self.ledger().open_intents().await
    }

    async fn list(&self, filter: &Filter) -> Result<Vec<IntentRow>, LedgerError> {
        self.ledger().list(filter).await
    }

    async fn backlog(&self) -> Result<Backlog, LedgerError> {
        self.ledger().backlog().await
    }

    async fn logged(&self, after: Option<&IntentKey>, limit: u32) -> Result<Vec<IntentKey>, LedgerError> {
        self.ledger().logged(after, limit).await
    }

    async fn restore(&self, row: IntentRow) -> Result<bool, LedgerError> {
        self.ledger().restore(row).await
    }

    async fn close(&self) {
        let ledger = self.ledger.lock().unwrap().take();
        if let Some(ledger) = ledger {
            ledger.close().await;
        }
    }
}

struct Host {
    folder: TempDir,
    disk: Arc<Disk>,
    tills: Arc<FakeTills>,
    clock: Arc<ManualClock>,
    payments: Payments,
}

impl Host {
    async fn start(safety: PaymentSafety) -> Self {
        let folder = TempDir::new().unwrap();
        let ledger = SqliteLedger::open(&folder.path().join("patio.db")).unwrap();
        let disk = Arc::new(Disk {
            ledger: Mutex::new(Some(Arc::new(ledger))),
            full: watch::Sender::new(false),
            slow: watch::Sender::new(false),
        });
        let tills = Arc::new(FakeTills {
            answers: Mutex::default(),
            calls: watch::Sender::default(),
            safety: Mutex::new(Some(safety)),
            held: watch::Sender::new(true),
            disk: Arc::clone(&disk),
        });
        let clock = Arc::new(ManualClock::at("2026-11-22T19:00:00Z"));
        let payments = Self::payments(&disk, &tills, &clock).await;
        Self { folder, disk, tills, clock, payments }
    }

    async fn payments(disk: &Arc<Disk>, tills: &Arc<FakeTills>, clock: &Arc<ManualClock>) -> Payments {
        Payments::start(disk.clone(), tills.clone(), clock.clone(), Limits::default()).await.unwrap()
    }

    /// Cuts everything short, as a crash does, and starts anew.
    async fn crash_and_restart(mut self) -> Self {
        self.payments.stop(Duration::ZERO).await;
        self.disk.close().await;
        let ledger = SqliteLedger::open(&self.folder.path().join("patio.db")).unwrap();
        *self.disk.ledger.lock().unwrap() = Some(Arc::new(ledger));
        self.payments = Self::payments(&self.disk, &self.tills, &self.clock).await;
        self
    }

    fn answers(&self, venue: &str, answers: &[Answer]) {
        self.tills.answers.lock().unwrap().insert(venue.to_owned(), answers.iter().cloned().collect());
    }

    async fn try_receive(&self, name: &str, status: &str) -> Result<Received, LedgerError> {
        let draft = crate::ledger::suite::event(name, status, 0);
        let Fact::Event { event, requester, .. } = draft.fact else { unreachable!() };
        let raw = draft.raw.unwrap();
        self.payments.receive(&draft.key.venue, event, &raw, requester, &TraceId::random()).await
    }

    async fn receive(&self, name: &str, status: &str) -> Received {
        self.try_receive(name, status).await.unwrap()
    }

    fn calls(&self) -> Vec<String> {
        self.tills.calls.borrow().clone()
    }

    async fn until_called(&self, times: usize) {
        let mut calls = self.tills.calls.subscribe();
        let wait = calls.wait_for(|calls| calls.len() >= times);
        tokio::time::timeout(PATIENCE, wait).await.expect("the call did not come").unwrap();
    }

    async fn row(&self, name: &str) -> Option<IntentRow> {
        let key = crate::ledger::suite::key(name);
        let filter = Filter { venue: Some(key.venue), intent: Some(key.intent.to_string()), ..Filter::default() };
        self.disk.list(&filter).await.unwrap().pop()
    }

    /// Waits until an intent stands there: "settled", "open in 5 s", or "attention: " with its reason.
    async fn until(&self, name: &str, expected: &str) {
        let mut last = String::new();
        let wait = async {
            while last != expected {
                last = match self.row(name).await.map(|row| row.standing) {
                    None => "not there".to_owned(),
                    Some(Standing::Open { due }) => {
                        let wait = due.as_millisecond() - self.clock.now().as_millisecond();
                        format!("open in {} s", wait / 1_000)
                    }
                    Some(Standing::Settled) => "settled".to_owned(),
                    Some(Standing::Attention { reason }) => format!("attention: {reason}"),
                };
                tokio::task::yield_now().await;
            }
        };
        let outcome = tokio::time::timeout(PATIENCE, wait).await;
        assert!(outcome.is_ok(), "{name} should be {expected:?}, and is {last:?}");
    }
}

fn later_outcome() -> Answer {
    Answer::Is(Outcome::Later("the till is off".to_owned()))
}

fn unknown() -> Answer {
    Answer::Is(Outcome::Unknown("no answer".to_owned()))
}

fn not_sent() -> Answer {
    Answer::Is(Outcome::NotSent("the queue is full".to_owned()))
}

use PaymentSafety::{Keyed, Lookup};

#[tokio::test]
async fn an_event_is_delivered_and_settled() {
    let host = Host::start(Lookup).await;
    let received = host.receive("crown/pi_1", "Captured").await;
    assert!(!received.duplicate);
    host.until("crown/pi_1", "settled").await;
    host.receive("crown/pi_1", "Refunded").await;
    host.until_called(2).await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1", "crown/pi_1 Refunded 1"]);
}

#[tokio::test]
async fn the_same_event_a_hundred_times_at_once_is_delivered_once() {
    let host = Arc::new(Host::start(Lookup).await);
    let events: Vec<_> = (0..100)
        .map(|_| {
            let host = Arc::clone(&host);
            tokio::spawn(async move { host.receive("crown/pi_1", "Captured").await })
        })
        .collect();
    let mut first = 0;
    for event in events {
        first += usize::from(!event.await.unwrap().duplicate);
    }
    host.until("crown/pi_1", "settled").await;
    assert_eq!(first, 1);
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
    assert_eq!(host.disk.history(&crate::ledger::suite::key("crown/pi_1")).await.unwrap().len(), 102);
}

#[tokio::test]
async fn what_was_taken_in_and_not_delivered_is_delivered_after_a_restart() {
    let host = Host::start(Lookup).await;
    host.payments.stop(PATIENCE).await;
    for name in ["crown/pi_1", "crown/pi_2", "anchor/pi_3"] {
        host.receive(name, "Captured").await;
    }
    assert_eq!(host.calls(), [""; 0]);
    let host = host.crash_and_restart().await;
    for name in ["crown/pi_1", "crown/pi_2", "anchor/pi_3"] {
        host.until(name, "settled").await;
    }
    assert_eq!(host.calls().len(), 3);
}

#[tokio::test]
async fn a_retry_is_due_after_a_restart_when_it_was_due_before() {
    let host = Host::start(Lookup).await;
    host.answers("crown", &[later_outcome(), later_outcome()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 4 s").await;
    let host = host.crash_and_restart().await;
    host.until("crown/pi_1", "open in 4 s").await;
    host.clock.advance(Duration::from_secs(5));
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1", "crown/pi_1 Captured 2", "crown/pi_1 Captured 3"]);
}

#[tokio::test]
async fn a_crash_during_a_call_leaves_it_unknown() {
    let host = Host::start(Lookup).await;
    host.answers("crown", &[Answer::Hangs]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    let host = host.crash_and_restart().await;
    let reason = "the host stopped before it knew how the attempt ended";
    host.until("crown/pi_1", &format!("attention: unknown: Captured may or may not be on the POS: {reason}")).await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
}

#[tokio::test]
async fn a_crash_during_a_call_is_posted_again_where_the_pos_drops_the_second() {
    let host = Host::start(Keyed).await;
    host.answers("crown", &[Answer::Hangs]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    let host = host.crash_and_restart().await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1", "crown/pi_1 Captured 2"]);
}

#[tokio::test]
async fn a_dead_pos_delays_no_other_venue() {
    let host = Host::start(Lookup).await;
    host.answers("dead", &vec![Answer::Hangs; 50]);
    for n in 0..50 {
        host.receive(&format!("dead/pi_{n}"), "Captured").await;
    }
    for n in 0..50 {
        host.receive(&format!("crown/pi_{n}"), "Captured").await;
    }
    for n in 0..50 {
        host.until(&format!("crown/pi_{n}"), "settled").await;
    }
    let dead = host.calls().iter().filter(|call| call.starts_with("dead")).count();
    assert_eq!(dead, Limits::default().at_once_per_venue);
    host.tills.held.send_replace(false);
    for n in 0..50 {
        host.until(&format!("dead/pi_{n}"), "settled").await;
    }
}

#[tokio::test]
async fn an_event_is_on_the_disk_before_it_is_acknowledged_or_acted_upon() {
    let host = Host::start(Lookup).await;
    host.disk.slow.send_replace(true);
    let mut receive = Box::pin(host.receive("crown/pi_1", "Captured"));
    for _ in 0..100 {
        assert!(receive.as_mut().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    assert_eq!(host.calls(), [""; 0]);
    host.disk.slow.send_replace(false);
    let received = receive.await;
    let beside = SqliteLedger::open_read_only(&host.folder.path().join("patio.db")).unwrap();
    let history = beside.history(&crate::ledger::suite::key("crown/pi_1")).await.unwrap();
    assert_eq!(history[0].seq, received.seq);
}

#[tokio::test]
async fn an_event_whose_sender_went_away_is_delivered_all_the_same() {
    let host = Host::start(Lookup).await;
    host.disk.slow.send_replace(true);
    assert!(Box::pin(host.receive("crown/pi_1", "Captured")).now_or_never().is_none());
    host.disk.slow.send_replace(false);
    host.until("crown/pi_1", "settled").await;
}

#[tokio::test]
async fn what_cannot_be_written_is_neither_acknowledged_nor_delivered() {
    let host = Host::start(Lookup).await;
    host.disk.full.send_replace(true);
    let error = host.try_receive("crown/pi_1", "Captured").await.unwrap_err();
    assert_eq!(error.to_string(), "the ledger is unavailable: database or disk is full");
    host.disk.full.send_replace(false);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
}

#[tokio::test]
async fn nothing_is_sent_that_is_not_written_before() {
    let host = Host::start(Lookup).await;
    host.answers("crown", &[Answer::AppliedAndTheDiskFills]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    // What is known is kept, and written as soon as it can be.
    host.clock.advance(Duration::from_secs(60));
    tokio::task::yield_now().await;
    assert!(matches!(host.row("crown/pi_1").await.unwrap().standing, Standing::Open { .. }));
    host.disk.full.send_replace(false);
    host.clock.advance(Duration::from_secs(60));
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
}

#[tokio::test]
async fn a_retry_comes_when_it_is_due_and_not_before() {
    let host = Host::start(Lookup).await;
    host.answers("crown", &[later_outcome(), later_outcome(), later_outcome()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 4 s").await;
    host.clock.advance(Duration::from_secs(3));
    host.until("crown/pi_1", "open in 1 s").await;
    assert_eq!(host.calls().len(), 2);
    host.clock.advance(Duration::from_secs(2));
    host.until_called(3).await;
    host.until("crown/pi_1", "open in 34 s").await;
    host.clock.advance(Duration::from_secs(40));
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls().last().unwrap(), "crown/pi_1 Captured 4");
}

#[tokio::test]
async fn a_venue_that_is_back_is_not_kept_waiting() {
    let host = Host::start(Lookup).await;
    host.answers("crown", &vec![not_sent(); 9]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 4 s").await;
    host.answers("crown", &[]);
    host.payments.hurry(&"crown".parse().unwrap());
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls().last().unwrap(), "crown/pi_1 Captured 1");
}

#[tokio::test]
async fn what_may_be_applied_is_not_posted_again_while_no_adapter_says_that_it_may() {
    let host = Host::start(Keyed).await;
    host.answers("crown", &[unknown(), unknown()]);
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "open in 4 s").await;
    *host.tills.safety.lock().unwrap() = None;
    host.clock.advance(Duration::from_secs(5));
    host.until("crown/pi_1", "open in 34 s").await;
    assert_eq!(host.calls().len(), 2);
    *host.tills.safety.lock().unwrap() = Some(Keyed);
    host.payments.hurry(&"crown".parse().unwrap());
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls().last().unwrap(), "crown/pi_1 Captured 3");
}

#[tokio::test]
async fn what_arrives_during_a_call_is_seen_after_it() {
    let host = Host::start(Lookup).await;
    host.answers("crown", &[Answer::Hangs]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    host.receive("crown/pi_1", "Refunded").await;
    host.tills.held.send_replace(false);
    host.until_called(2).await;
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1", "crown/pi_1 Refunded 1"]);
}

#[tokio::test]
async fn a_late_event_is_recorded_and_settled_without_a_call() {
    let host = Host::start(Lookup).await;
    host.receive("crown/pi_1", "Captured").await;
    host.until("crown/pi_1", "settled").await;
    assert!(!host.receive("crown/pi_1", "Authorized").await.duplicate);
    host.until("crown/pi_1", "settled").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
}

#[tokio::test]
async fn stopping_finishes_what_runs_and_starts_nothing_more() {
    let host = Arc::new(Host::start(Lookup).await);
    host.answers("crown", &[Answer::Hangs]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    let mut stop = Box::pin(host.payments.stop(PATIENCE));
    assert!(stop.as_mut().now_or_never().is_none());
    host.receive("crown/pi_2", "Captured").await;
    host.tills.held.send_replace(false);
    stop.await;
    host.until("crown/pi_1", "settled").await;
    host.until("crown/pi_2", "open in 0 s").await;
    assert_eq!(host.calls(), ["crown/pi_1 Captured 1"]);
}

#[tokio::test]
async fn an_intent_that_memory_does_not_know_is_found() {
    let host = Host::start(Lookup).await;
    let draft = crate::ledger::suite::event("crown/pi_1", "Captured", 0);
    host.disk.append(Draft { at: host.clock.now(), ..draft }).await.unwrap();
    host.until("crown/pi_1", "open in 0 s").await;
    host.clock.advance(SWEEP * 2);
    host.until("crown/pi_1", "settled").await;
}

#[tokio::test]
async fn the_projection_says_what_the_log_says() {
    let host = Host::start(Lookup).await;
    host.answers("crown", &[Answer::Is(Outcome::Applied), unknown(), later_outcome(), later_outcome()]);
    for (name, end) in [
        ("crown/settled", "settled"),
        ("crown/unknown", "attention: unknown: Captured may or may not be on the POS: no answer"),
    ] {
        host.receive(name, "Captured").await;
        host.until(name, end).await;
        host.clock.advance(Duration::from_secs(7));
    }
    host.receive("crown/waits", "Captured").await;
    host.until_called(4).await;
    host.receive("crown/news", "Created").await;
    host.until("crown/news", "settled").await;
    host.receive("crown/news", "Created").await;
    host.payments.stop(PATIENCE).await;
    host.receive("crown/settled", "Refunded").await;
    let by_name = async || {
        let mut rows = host.disk.list(&Filter::default()).await.unwrap();
        rows.sort_by(|one, other| one.key.cmp(&other.key));
        rows
    };
    let before = by_name().await;
    assert_eq!(crate::payments::rebuild::rebuild(&*host.disk).await.unwrap(), 4);
    assert_eq!(by_name().await, before);
}

#[tokio::test]
async fn a_defect_during_a_call_leaves_it_unknown() {
    let host = Host::start(Lookup).await;
    host.answers("crown", &[Answer::Panics]);
    host.receive("crown/pi_1", "Captured").await;
    host.until_called(1).await;
    host.until("crown/pi_1", "open in 0 s").await;
    host.clock.advance(LEDGER_RETRY * 2);
    let reason = "the host stopped before it knew how the attempt ended";
    host.until("crown/pi_1", &format!("attention: unknown: Captured may or may not be on the POS: {reason}")).await;
}

#[tokio::test]
async fn an_adapters_reason_is_cut_and_holds_no_line_break() {
    let host = Host::start(Lookup).await;
    let reason = format!("one\ntwo {}", "x".repeat(1_000));
    host.answers("crown", &[Answer::Is(Outcome::Refused(reason))]);
    host.receive("crown/pi_1", "Captured").await;
    let expected = format!("attention: refused: the POS does not take Captured: one two {}", "x".repeat(492));
    host.until("crown/pi_1", &expected).await;
}

mod log {
    //! What the log says, line by line.

    use super::*;
    use expect_test::expect;
    use std::fmt::{Debug, Write};
    use tracing::field::{Field, Visit};
    use tracing::{Event, Level, Metadata, Subscriber, span};

    #[derive(Clone, Default)]
    struct Errors(Arc<Mutex<String>>);

    impl Subscriber for Errors {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            *metadata.level() == Level::ERROR
        }

        fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
            span::Id::from_u64(1)
        }

        fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

        fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

        fn event(&self, event: &Event<'_>) {
            struct Line<'a>(&'a mut String);
            impl Visit for Line<'_> {
                fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                    write!(self.0, "{field}={value:?} ").unwrap();
                }
            }
            let mut text = self.0.lock().unwrap();
            event.record(&mut Line(&mut text));
            text.push('\n');
        }

        fn enter(&self, _: &span::Id) {}

        fn exit(&self, _: &span::Id) {}
    }

    #[tokio::test]
    async fn a_payment_that_needs_a_person_is_one_line_that_says_what_to_type() {
        let errors = Errors::default();
        let _log = tracing::subscriber::set_default(errors.clone());
        let host = Host::start(Lookup).await;
        host.answers("crown", &[unknown()]);
        host.receive("crown/pi_1", "Captured").await;
        host.until("crown/pi_1", "attention: unknown: Captured may or may not be on the POS: no answer").await;
        // A duplicate and a restart do not say it again.
        host.receive("crown/pi_1", "Captured").await;
        let host = host.crash_and_restart().await;
        host.receive("crown/pi_2", "Captured").await;
        host.until("crown/pi_2", "settled").await;
        expect![[r#"
            message=a payment needs a person: type `patio payments show pi_1` venue=crown intent=pi_1 reason="unknown: Captured may or may not be on the POS: no answer" 
        "#]]
        .assert_eq(&errors.0.lock().unwrap());
    }
}
