//! The witness of one call: it notes what passes between the adapter and the host, and gives an account of it at the end.
//!
//! Where nobody looks on there is none, and nothing is noted. What it notes is bounded, and cleaned of secrets before
//! anybody is told. In a replay it also *is* the world: clocks, chance and the network answer from an earlier account.

mod account;
mod body;
mod chance;
mod clean;
mod note;
mod onlooker;
mod past;

pub use account::{
    Account, Allowed, Asked, Body, Content, End, Exchange, Gap, LogLine, Outcome, Premise, PremisesUse, Senses,
    SettingRead, StoreAnswer, StoreCall, StoreStep, Times,
};
pub(in crate::adapter) use body::{Direction, Tee};
pub(in crate::adapter) use chance::Chance;
pub use onlooker::{Looking, Onlooker, Onlookers};
pub use past::{Past, reads_alike};

use super::call::Call;
use super::lend::Lending;
use super::load::Adapter;
use super::metered::Meter;
use crate::epos::{ChangePage, Reply, Timestamp};
use crate::trace::TraceId;
use crate::venue::Secret;
use clean::Cleaner;
use onlooker::Learnt;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Bytes of one body that are kept: a page of a hundred orders of a talkative POS. A larger one is cut.
const BODY_BYTES: usize = 512 * 1024;
/// Bytes of all that one call says, bodies and values together: eight such bodies.
const CALL_BYTES: usize = 4 * 1024 * 1024;
/// Readings, lines, steps and requests of one call, each kind alone: far more than an honest call has.
const ENTRIES: usize = 10_000;

/// Notes one call.
pub struct Witness {
    draft: Mutex<Draft>,
    /// What to take out of every text.
    secrets: Vec<Secret>,
    redactor: crate::venue::Redactor,
    /// Settings that the adapter calls secret.
    secret_settings: Vec<String>,
    learnt: Learnt,
    past: Option<Past>,
}

/// A witness whose account is told when the call has ended, however it ends.
pub struct Witnessed {
    witness: Arc<Witness>,
    meter: Arc<Meter>,
    onlookers: Vec<Arc<dyn Onlooker>>,
    told: bool,
}

/// What was noted so far, as it was.
struct Draft {
    began: Instant,
    account: Account,
    asked: bool,
    settings: BTreeMap<String, Option<String>>,
    random: Vec<u8>,
    insecure_random: Vec<u8>,
    /// Of each request, in the order of `account.outgoing`.
    bodies: Vec<[RawBody; 2]>,
    bytes_left: usize,
    backtrace: Vec<String>,
}

/// A body as it passes by.
#[derive(Default)]
struct RawBody {
    bytes: Vec<u8>,
    length: u64,
    cut: bool,
    finished: bool,
    error: Option<String>,
}

/// One request of a call that is witnessed.
#[derive(Clone)]
pub(in crate::adapter) struct Sighting {
    witness: Arc<Witness>,
    index: usize,
}

// === impl Witness ===

impl Witness {
    fn new(
        adapter: &Adapter,
        lending: &Arc<Lending>,
        trace_id: &TraceId,
        deadline: Duration,
        learnt: Learnt,
    ) -> Arc<Self> {
        Self::begin(adapter, lending, trace_id, deadline, learnt, None)
    }

    fn begin(
        adapter: &Adapter,
        lending: &Arc<Lending>,
        trace_id: &TraceId,
        deadline: Duration,
        learnt: Learnt,
        past: Option<Past>,
    ) -> Arc<Self> {
        let secret_settings: Vec<_> = adapter.description().settings.iter().filter(|setting| setting.secret).collect();
        let secrets = secret_settings.iter().filter_map(|setting| lending.settings.get(&setting.name));
        let account = Account {
            at: Timestamp::now(),
            venue: lending.venue.as_ref().map_or_else(String::new, |venue| venue.as_str().to_owned()),
            adapter: adapter.name().as_str().to_owned(),
            digest: adapter.digest().to_string(),
            version: adapter.description().version.clone(),
            trace_id: trace_id.as_str().to_owned(),
            asked: Asked::PollChanges { since: None },
            allowed: Allowed {
                deadline_ms: u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX),
                cpu_ms: u64::try_from(lending.limits.cpu.as_millis()).unwrap_or(u64::MAX),
                memory_bytes: lending.limits.memory_bytes,
            },
            settings: BTreeMap::new(),
            senses: Senses::default(),
            store: Vec::new(),
            outgoing: Vec::new(),
            premises: Vec::new(),
            log: Vec::new(),
            end: End::Abandoned,
            times: Times::default(),
            memory_bytes: 0,
            gaps: Vec::new(),
        };
        let draft = Draft {
            began: Instant::now(),
            account,
            asked: false,
            settings: BTreeMap::new(),
            random: Vec::new(),
            insecure_random: Vec::new(),
            bodies: Vec::new(),
            bytes_left: CALL_BYTES,
            backtrace: Vec::new(),
        };
        Arc::new(Self {
            draft: Mutex::new(draft),
            secrets: secrets.map(|text| Secret::new(text.as_str())).collect(),
            redactor: lending.redactor.clone(),
            secret_settings: secret_settings.into_iter().map(|setting| setting.name.clone()).collect(),
            learnt,
            past,
        })
    }

    /// What a replay answers from; none where the call is real.
    pub(in crate::adapter) const fn past(&self) -> Option<&Past> {
        self.past.as_ref()
    }

    fn draft(&self) -> MutexGuard<'_, Draft> {
        self.draft.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was noted, cleaned; none where the adapter was not asked.
    fn account(&self, failure: Option<(&str, String)>, cpu: Duration) -> Option<Account> {
        let mut draft = self.draft();
        if !draft.asked {
            return None;
        }
        let total = draft.began.elapsed();
        let mut account = draft.account.clone();
        let (bodies, settings) = (std::mem::take(&mut draft.bodies), std::mem::take(&mut draft.settings));
        let (random, insecure) = (std::mem::take(&mut draft.random), std::mem::take(&mut draft.insecure_random));
        let backtrace = std::mem::take(&mut draft.backtrace);
        drop(draft);
        if let Some((kind, text)) = failure {
            account.end = End::Failed { kind: kind.to_owned(), text, backtrace };
        }
        let host = Duration::from_micros(account.times.host_us);
        account.times.total_us = micros(total);
        account.times.cpu_us = micros(cpu.saturating_sub(host));
        account.times.waiting_us = micros(total.saturating_sub(cpu.max(host)));
        let mut cleaner = Cleaner::new(&self.redactor, &self.secrets, &self.learnt);
        cleaner.learn(&account, &bodies);
        cleaner.settings(&mut account, settings, &self.secret_settings);
        cleaner.chance(&mut account, &random, &insecure);
        cleaner.bodies(&mut account, bodies);
        cleaner.texts(&mut account);
        Some(account)
    }

    /// A text as an account has it.
    pub(in crate::adapter) fn clean(&self, text: &str) -> String {
        Cleaner::new(&self.redactor, &self.secrets, &self.learnt).text(text)
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

// === impl Witnessed ===

impl Witnessed {
    fn new(witness: Arc<Witness>, onlookers: Vec<Arc<dyn Onlooker>>) -> Self {
        let meter = Arc::new(Meter::with_witness(Arc::clone(&witness)));
        Self { witness, meter, onlookers, told: false }
    }

    /// A call whose world is an earlier account; the account of it is what [`Witnessed::account`] answers.
    pub fn in_the_past(
        adapter: &Adapter,
        lending: &Arc<Lending>,
        trace_id: &TraceId,
        deadline: Duration,
        past: Past,
    ) -> Self {
        let witness = Witness::begin(adapter, lending, trace_id, deadline, Learnt::default(), Some(past));
        Self::new(witness, Vec::new())
    }

    /// What the call is made with.
    pub const fn meter(&self) -> &Arc<Meter> {
        &self.meter
    }

    /// The call has ended: with the reply that was noted, or with a failure (a word, and what happened).
    pub fn ended(mut self, failure: Option<(&str, String)>) {
        self.tell(failure);
    }

    /// The same, for whoever wants the account and not to look on; none where the adapter was not asked.
    pub fn account(mut self, failure: Option<(&str, String)>) -> Option<Account> {
        self.told = true;
        self.witness.account(failure, self.meter.used())
    }

    fn tell(&mut self, failure: Option<(&str, String)>) {
        if std::mem::replace(&mut self.told, true) {
            return;
        }
        let Some(account) = self.witness.account(failure, self.meter.used()).map(Arc::new) else { return };
        for onlooker in &self.onlookers {
            onlooker.saw(&account);
        }
    }
}

impl Drop for Witnessed {
    fn drop(&mut self) {
        self.tell(None);
    }
}
