//! One call of an adapter: a fresh instance, one deadline, and then it is gone.

use super::engine::GUEST_STACK_BYTES;
use super::fault::{Fault, Limit};
use super::lend::Lending;
use super::load::Adapter;
use super::metered::{Meter, Metered, MeteredDrop, Spent};
use super::plain::plain;
use super::state::{CallState, Running};
use super::warm::{Kept, Warm};
use crate::epos::{Breach, ChangePage, OrderPayment, PaymentUpdate, Reply, Request, Requester};
use crate::trace::TraceId;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wasmtime::component::Instance;
use wasmtime::{PoolConcurrencyLimitError, Store, Trap, WasmBacktrace};
use wasmtime_wasi_http::FieldMapError;

/// Words of wasmtime where a guest holds too many handles: in its table, or to lend one to the host for a call.
const TOO_MANY: &str = "too many handles";
const NO_MORE: &str = "store handle limit exceeded";

/// Frames of a trap's backtrace that the operator reads: the panic machinery takes the first half of them.
const TOLD_FRAMES: usize = 12;

/// Frames that a witness notes: whoever wrote the adapter looks for his own among them.
const WITNESSED_FRAMES: usize = 64;

/// Characters of a function's name there: generic ones are long, and mean little at their end.
const FRAME_CHARS: usize = 200;

/// What an adapter is asked.
#[derive(Clone, Copy, Debug)]
pub enum Call<'a> {
    /// A card machine's request.
    Request(&'a Request, &'a Requester),
    /// A payment that is put on its order: which, and the number of the attempt, 1 the first time.
    RecordPayment(&'a str, &'a OrderPayment, u32, &'a Requester),
    /// A step of a payment.
    PaymentUpdated(&'a PaymentUpdate),
}

/// A reply as it came: not yet held against the contract as a whole.
#[derive(Debug)]
pub struct Answered {
    /// What the adapter answered.
    pub reply: Reply,
    /// Orders of a search that could not be read.
    pub dropped: Vec<Breach>,
}

/// An `epos-error` of the contract: what the adapter itself says.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the contract's words: wit/deps/epos/model.wit")]
pub enum Said {
    NotFound(String),
    InvalidRequest(String),
    Conflict(String),
    Unavailable(String),
    InDoubt(String),
    Unexpected(String),
}

/// Why a call had no reply.
#[derive(Debug)]
pub enum CallError {
    /// The adapter says so.
    Said(Said),
    /// The adapter failed.
    Fault(Fault),
    /// The pool has no place: the host's doing, and nothing was sent.
    Full,
}

/// How a call ended without a reply, as far as the engine tells it.
pub(super) enum Failed {
    Said(Said),
    Fault(Fault),
    Engine(wasmtime::Error),
}

// === impl Failed ===

impl From<wasmtime::Error> for Failed {
    fn from(error: wasmtime::Error) -> Self {
        Self::Engine(error)
    }
}

impl From<Said> for Failed {
    fn from(said: Said) -> Self {
        Self::Said(said)
    }
}

impl From<Breach> for Failed {
    fn from(breach: Breach) -> Self {
        Self::Fault(Fault::Breach(breach))
    }
}

impl Failed {
    /// Says what an error of the engine was about, in the operator's words.
    pub(super) fn explain(self, store: &Store<CallState>) -> CallError {
        match self {
            Self::Said(said) => CallError::Said(said),
            Self::Fault(fault) => CallError::Fault(fault),
            Self::Engine(error) if error.downcast_ref::<PoolConcurrencyLimitError>().is_some() => CallError::Full,
            Self::Engine(error) => CallError::Fault(explain(&error, store)),
        }
    }
}

// === impl Adapter ===

impl Adapter {
    /// Calls the adapter. `meter` shows what the call spent, whatever its end.
    ///
    /// # Errors
    /// What the adapter says, or how it failed.
    pub async fn call(
        &self,
        call: Call<'_>,
        lending: &Arc<Lending>,
        trace_id: &TraceId,
        deadline: Instant,
        meter: &Arc<Meter>,
    ) -> Result<Answered, CallError> {
        if let Some(witness) = meter.witness() {
            witness.asked(Some(&call), None);
        }
        let (mut store, kept) = self.begin(lending, trace_id, deadline, meter);
        let work = async {
            let store = store.get();
            let instance = self.instance(store, kept.as_ref()).await?;
            let answered = match call {
                Call::Request(request, requester) => self.exports.answer(store, &instance, request, requester).await?,
                Call::RecordPayment(order_id, payment, attempt, requester) => {
                    let exports = &self.exports;
                    exports.record_payment(store, &instance, order_id, payment, attempt, requester).await?
                }
                Call::PaymentUpdated(update) => self.exports.payment_updated(store, &instance, update).await?,
            };
            store.data_mut().settle_files().await;
            Ok((answered, instance))
        };
        let outcome = limited(work, lending, deadline, meter).await;
        self.end(outcome, lending, store, kept)
    }

    /// Asks what changed since a mark of an earlier answer; none for the first time. `meter` shows what the call spent.
    ///
    /// # Errors
    /// What the adapter says, or how it failed.
    pub async fn poll_changes(
        &self,
        since: Option<&str>,
        lending: &Arc<Lending>,
        trace_id: &TraceId,
        deadline: Instant,
        meter: &Arc<Meter>,
    ) -> Result<ChangePage, CallError> {
        if let Some(witness) = meter.witness() {
            witness.asked(None, since);
        }
        let (mut store, kept) = self.begin(lending, trace_id, deadline, meter);
        let work = async {
            let store = store.get();
            let instance = self.instance(store, kept.as_ref()).await?;
            let page = self.exports.poll_changes(store, &instance, since).await?;
            store.data_mut().settle_files().await;
            Ok((page, instance))
        };
        let outcome = limited(work, lending, deadline, meter).await;
        self.end(outcome, lending, store, kept)
    }

    /// Asks once more what the adapter is: whether it works at all. `meter` shows what the call spent.
    ///
    /// # Errors
    /// How it failed.
    pub async fn describe_again(
        &self,
        lending: &Arc<Lending>,
        trace_id: &TraceId,
        deadline: Instant,
        meter: &Arc<Meter>,
    ) -> Result<(), CallError> {
        let (mut store, kept) = self.begin(lending, trace_id, deadline, meter);
        let work = async {
            let store = store.get();
            let instance = self.instance(store, kept.as_ref()).await?;
            self.exports.describe(store, &instance).await?;
            Ok(((), instance))
        };
        let outcome = limited(work, lending, deadline, meter).await;
        self.end(outcome, lending, store, kept)
    }

    /// A store for a call: a fresh one, or the one of an instance that was kept.
    fn begin(
        &self,
        lending: &Arc<Lending>,
        trace_id: &TraceId,
        deadline: Instant,
        meter: &Arc<Meter>,
    ) -> (MeteredDrop<Store<CallState>>, Option<Kept>) {
        let running = Running { trace_id: trace_id.clone(), deadline, meter: Arc::clone(meter) };
        // A call that is noted has an instance of its own: what it does must follow from what is noted.
        let warm = if meter.witness().is_some() { None } else { self.warm.take(lending) };
        let (store, kept) = match warm {
            Some(Warm { mut store, kept }) => {
                CallState::begin(&mut store, running);
                (store, Some(kept))
            }
            None => (CallState::store(&self.sandbox, lending, running), None),
        };
        (MeteredDrop::new(store, meter), kept)
    }

    async fn instance(&self, store: &mut Store<CallState>, kept: Option<&Kept>) -> Result<Instance, Failed> {
        match kept {
            Some(kept) => Ok(kept.instance),
            None => {
                store.data_mut().open_folders().await;
                let instance = self.pre.instantiate_async(&mut *store).await?;
                if let Some(witness) = store.data().witness() {
                    witness.instance_made();
                }
                Ok(instance)
            }
        }
    }

    fn end<T>(
        &self,
        outcome: Result<(T, Instance), Failed>,
        lending: &Arc<Lending>,
        mut store: MeteredDrop<Store<CallState>>,
        kept: Option<Kept>,
    ) -> Result<T, CallError> {
        store.get().data().note_memory();
        let witness = store.get().data().witness().cloned();
        if let Some(witness) = &witness {
            store.get().data().tell_witness();
            if let Err(Failed::Engine(error)) = &outcome {
                witness.trapped(backtrace(error));
            }
        }
        match outcome {
            Ok((answer, instance)) => {
                if lending.reuse && witness.is_none() {
                    self.warm.keep(lending, store.into_inner(), instance, kept);
                }
                Ok(answer)
            }
            // The store goes with everything in it: what trapped or was cut short is never used again.
            Err(failed) => Err(failed.explain(store.get())),
        }
    }
}

/// Runs work under the venue's CPU budget and the call's deadline, whichever ends first.
pub(super) async fn limited<T>(
    work: impl Future<Output = Result<T, Failed>>,
    lending: &Lending,
    deadline: Instant,
    meter: &Meter,
) -> Result<T, Failed> {
    let budget = lending.limits.cpu;
    let work = pin!(work);
    match tokio::time::timeout_at(deadline.into(), Metered::new(work, budget, meter)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(Spent)) => Err(Failed::Fault(Fault::Limit(Limit::Cpu(milliseconds(budget))))),
        Err(_) => Err(Failed::Fault(Fault::Limit(Limit::Deadline(milliseconds(lending.limits.deadline))))),
    }
}

fn explain(error: &wasmtime::Error, store: &Store<CallState>) -> Fault {
    if let Some(exit) = error.downcast_ref::<wasmtime_wasi::I32Exit>() {
        return Fault::Exit(exit.0);
    }
    // Whatever a guest does after it was refused memory (an abort, an illegal access), the limit is what happened.
    if let Some(limit) = store.data().memory_limit() {
        return Fault::Limit(limit);
    }
    if error.downcast_ref::<Trap>() == Some(&Trap::StackOverflow) {
        return Fault::Limit(Limit::Stack(GUEST_STACK_BYTES));
    }
    let text = format!("{error:?}");
    // wasmtime keeps these error types to itself.
    if text.contains("fuel allocated for hostcalls has been exhausted") {
        return Fault::Limit(Limit::Transfer(store.data().lending.limits.reply_bytes));
    }
    let limits = &store.data().lending.limits;
    if text.contains("requested len") && text.contains("exceeds limit") {
        return Fault::Limit(Limit::Random(limits.random_bytes));
    }
    if let Some(FieldMapError::TooManyFields | FieldMapError::TotalSizeTooBig) = error.downcast_ref() {
        return Fault::Limit(Limit::Fields(limits.http_fields_bytes));
    }
    if error.downcast_ref::<wasmtime::component::ResourceTableError>().is_some()
        || [TOO_MANY, NO_MORE].iter().any(|words| text.contains(words))
    {
        return Fault::Limit(Limit::Handles(store.data().lending.limits.handles));
    }
    Fault::Trap(trap_text(error))
}

/// The cause and the innermost functions, on one line. A panic's own words are in the log, as a line of `stderr`.
fn trap_text(error: &wasmtime::Error) -> String {
    let cause = error.root_cause().to_string();
    let cause = cause.strip_prefix("wasm trap: ").unwrap_or(&cause);
    let frames: Vec<_> = error
        .downcast_ref::<WasmBacktrace>()
        .map(|backtrace| backtrace.frames())
        .unwrap_or_default()
        .iter()
        .take(TOLD_FRAMES)
        .map(|frame| frame.func_name().map_or_else(|| "?".to_owned(), demangled))
        .collect();
    if frames.is_empty() { cause.to_owned() } else { format!("{cause}, in {}", frames.join(" < ")) }
}

/// The functions from the innermost on, with their lines where the component was compiled with them.
fn backtrace(error: &wasmtime::Error) -> Vec<String> {
    let frames = error.downcast_ref::<WasmBacktrace>().map(WasmBacktrace::frames).unwrap_or_default();
    let mut lines = Vec::new();
    for frame in frames.iter().take(WITNESSED_FRAMES) {
        let function = frame.func_name().map_or_else(|| "?".to_owned(), demangled);
        // One for each function that was inlined, the innermost first.
        let places: Vec<_> = frame.symbols().iter().filter_map(place).collect();
        if places.is_empty() {
            lines.push(function);
        } else {
            lines.extend(places);
        }
    }
    lines
}

fn place(symbol: &wasmtime::FrameSymbol) -> Option<String> {
    let (file, line) = (symbol.file()?, symbol.line()?);
    let function = symbol.name().map_or_else(|| "?".to_owned(), demangled);
    Some(format!("{function} at {}:{line}", plain(file, FRAME_CHARS)))
}

/// A function's name as its author wrote it, who may have written anything.
fn demangled(name: &str) -> String {
    plain(&format!("{:#}", rustc_demangle::demangle(name)), FRAME_CHARS)
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
