//! A call that is lived through again, with another build of the adapter maybe: what it was asked is asked, what it was
//! told by clocks, chance, store and network it is told again, and nothing leaves the desk.
//!
//! It has a runtime of its own, of one thread and with a clock that stands while anybody works and leaps to the next
//! timer when all wait. So an hour that is slept is no hour, and what comes first came first then.

use super::difference::{Difference, Part, differences, notes};
use super::past_store::PastStore;
use crate::adapter::witness::{Account, Asked, End, Past, SettingRead, Witnessed};
use crate::adapter::{Adapter, Call, Lending, LongLane};
use crate::dispatch::{Failure, failure};
use crate::epos::{Capability, Reply, Request, Requester, check, free_text};
use crate::metrics::LimitHits;
use crate::notice::Notices;
use crate::store::{Owner, Scope, Shelf, Store};
use crate::trace::TraceId;
use crate::venue::redact::REDACTED;
use crate::venue::{Limits, Redactor, Secret, VenueId};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Builder;

/// CPU that a call may use at the desk, whatever it could use then: a slow desk is no difference.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a replay needs besides adapter and recording.
pub struct Stage {
    /// The limits of a venue that says nothing of its own.
    pub limits: Limits,
    /// Settings in place of the recorded ones; for secrets, of which the recording has only the names.
    pub settings: BTreeMap<String, String>,
    /// Where the desk is told what a host would tell its operator.
    pub notices: Arc<Notices>,
}

/// What came of a call.
#[derive(Clone, PartialEq, Debug)]
pub struct Again {
    /// What differs.
    pub differences: Vec<Difference>,
    /// What is worth to know.
    pub notes: Vec<String>,
}

/// What is asked again.
enum Question {
    Request(Box<Request>, Requester, u32),
    PaymentUpdated(Box<crate::epos::PaymentUpdate>),
    PollChanges(Option<String>),
}

/// Lives through a call again, and comes back when it has ended.
pub fn replay(adapter: &Adapter, recorded: &Account, stage: &Stage) -> Again {
    let work = || match Builder::new_current_thread().enable_time().start_paused(true).build() {
        Ok(runtime) => runtime.block_on(live(adapter, recorded, stage)),
        Err(error) => impossible(format!("it could not be begun: {error}")),
    };
    // On a thread of its own: whoever calls may have a runtime already.
    let ended = std::thread::scope(|scope| scope.spawn(work).join());
    ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

async fn live(adapter: &Adapter, recorded: &Account, stage: &Stage) -> Again {
    let question = match question(adapter, &recorded.asked) {
        Ok(question) => question,
        Err(why) => return impossible(why),
    };
    let Ok(venue) = recorded.venue.parse::<VenueId>() else {
        return impossible(format!("{:?} is no venue's id", recorded.venue));
    };
    let (lending, deadline) = lend(adapter, recorded, stage, venue).await;
    let trace_id = TraceId::brought(&recorded.trace_id).or_else(|| TraceId::brought("replay"));
    let trace_id = trace_id.unwrap_or_else(TraceId::random);
    let past = Past::new(recorded.clone());
    let witnessed = Witnessed::in_the_past(adapter, &lending, &trace_id, deadline, past);
    let until = tokio::time::Instant::now().into_std() + deadline;
    let outcome = ask(adapter, &question, &lending, &trace_id, until, &witnessed).await;
    let failed = outcome.err().map(|failure| failure.without_secrets(&lending.redactor));
    let failed = failed.as_ref().map(|failure| (failure.outcome(), failure.to_string()));
    match witnessed.account(failed) {
        Some(now) => {
            let differences = differences(recorded, &now);
            let notes = notes(recorded, &now, !differences.is_empty());
            Again { differences, notes }
        }
        None => impossible("the adapter was not asked".to_owned()),
    }
}

fn impossible(why: String) -> Again {
    let difference = Difference { part: Part::Recording, place: String::new(), recorded: None, now: Some(why) };
    Again { differences: vec![difference], notes: Vec::new() }
}

fn question(adapter: &Adapter, asked: &Asked) -> Result<Question, String> {
    let request = |capability: Capability, request: &serde_json::Value, requester: &Requester, attempt: u32| {
        provided(adapter, capability)?;
        let read = Request::from_params(capability, request.to_string().as_bytes());
        let request = read.map_err(|error| format!("the recorded request is no {capability}: {error}"))?;
        Ok(Question::Request(Box::new(request), requester.clone(), attempt))
    };
    match asked {
        Asked::Request { capability, request: asked, requester } => {
            let known = Capability::by_name(capability);
            request(known.ok_or_else(|| format!("{capability:?} is no capability"))?, asked, requester, 1)
        }
        Asked::RecordPayment { request: asked, attempt, requester } => {
            request(Capability::RecordOrderPaymentById, asked, requester, *attempt)
        }
        Asked::PaymentUpdated { update } => {
            provided(adapter, Capability::PaymentIntentStatusUpdated)?;
            Ok(Question::PaymentUpdated(update.clone()))
        }
        Asked::PollChanges { .. } if !adapter.tells_changes() => {
            Err("the adapter cannot be asked what changed".to_owned())
        }
        Asked::PollChanges { since } => Ok(Question::PollChanges(since.clone())),
    }
}

fn provided(adapter: &Adapter, capability: Capability) -> Result<(), String> {
    let provides = adapter.capabilities().contains(capability);
    provides.then_some(()).ok_or_else(|| format!("the adapter does not provide {capability}"))
}

/// What a call is lent: out of the recording all of it. And how long it may take.
async fn lend(adapter: &Adapter, recorded: &Account, stage: &Stage, venue: VenueId) -> (Arc<Lending>, Duration) {
    let read = recorded.settings.iter().filter_map(|(name, read)| {
        let text = match read {
            SettingRead::Value(text) => text.clone(),
            SettingRead::Secret => REDACTED.to_owned(),
            SettingRead::Absent => return None,
        };
        Some((name.clone(), text))
    });
    let settings: BTreeMap<_, _> = read.chain(stage.settings.clone()).collect();
    // What stands for a secret is found again in the forms that URLs and headers give it.
    let secret = recorded.settings.iter().filter(|(_, read)| **read == SettingRead::Secret);
    let given = secret.filter_map(|(name, _)| stage.settings.get(name)).map(|text| Secret::new(text.as_str()));
    let redactor = Redactor::new(given.chain([Secret::new(REDACTED)]));
    let ended_by = |kind: &str| matches!(&recorded.end, End::Failed { kind: ended, .. } if ended == kind);
    let deadline = Duration::from_millis(recorded.allowed.deadline_ms);
    let limits = Limits {
        deadline,
        cpu: if ended_by("limit") { Duration::from_millis(recorded.allowed.cpu_ms).min(PATIENCE) } else { PATIENCE },
        memory_bytes: recorded.allowed.memory_bytes,
        ..stage.limits.clone()
    };
    let scope = Scope { venue: venue.clone(), owner: Owner::Adapter(adapter.name().clone()) };
    let store: Arc<dyn Store> = Arc::new(PastStore::of(recorded, &scope).await);
    let lending = Lending {
        store: Some(Shelf::new(&store, &venue, adapter.name(), &limits)),
        venue: Some(venue),
        adapter: adapter.name().clone(),
        settings,
        way_out: None,
        premises: None,
        limits,
        reuse: false,
        redactor,
        notices: Arc::clone(&stage.notices),
        long_lane: LongLane::default(),
        limit_hits: LimitHits::none(),
    };
    (Arc::new(lending), deadline)
}

/// Asks as `dispatch` does, and holds the reply against the contract.
async fn ask(
    adapter: &Adapter,
    question: &Question,
    lending: &Arc<Lending>,
    trace_id: &TraceId,
    deadline: Instant,
    witnessed: &Witnessed,
) -> Result<(), Failure> {
    let meter = witnessed.meter();
    let answered = match question {
        Question::PollChanges(since) => {
            let page = adapter.poll_changes(since.as_deref(), lending, trace_id, deadline, meter).await;
            let page = page.map_err(failure)?;
            meter.witness().into_iter().for_each(|witness| witness.changed(&page));
            return Ok(());
        }
        Question::PaymentUpdated(update) => {
            adapter.call(Call::PaymentUpdated(update), lending, trace_id, deadline, meter).await.map_err(failure)?.reply
        }
        Question::Request(request, requester, attempt) => {
            let call = match request.as_ref() {
                Request::RecordPayment { order_id, payment } => {
                    Call::RecordPayment(order_id, payment, *attempt, requester)
                }
                request => Call::Request(request, requester),
            };
            let answered = adapter.call(call, lending, trace_id, deadline, meter).await.map_err(failure)?;
            let (mut reply, mut dropped) = (answered.reply, answered.dropped);
            check::hold(request, &mut reply, &mut dropped).map_err(|breach| Failure::Fault(breach.into()))?;
            free_text::mask(&mut reply);
            reply
        }
    };
    note(meter.witness(), &answered);
    Ok(())
}

fn note(witness: Option<&Arc<crate::adapter::witness::Witness>>, reply: &Reply) {
    if let Some(witness) = witness {
        witness.replied(reply);
    }
}
