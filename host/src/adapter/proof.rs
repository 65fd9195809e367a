//! The host proves its own sandbox: before it serves, small hostile components are let loose in it, and each must be
//! stopped by the limit that is there for it. A ticker that does not tick, a limiter that is not asked or a guard page
//! that is missing would otherwise be noticed by whom it harms.

use super::call::{CallError, limited};
use super::engine::Sandbox;
use super::fault::{Fault, Limit};
use super::lend::Lending;
use super::load::DESCRIBE_LIMITS;
use super::metered::Meter;
use super::state::{CallState, Running};
use crate::notice::Notices;
use crate::trace::TraceId;
use crate::venue::{AdapterName, Limits};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use wasmtime::component::Component;

/// What a hostile component may use: so little that the proof delays no start.
const STOPPED_WITHIN: Duration = Duration::from_millis(50);
const CPU: Duration = Duration::from_millis(20);
const MEMORY_BYTES: usize = 8 * 1024 * 1024;

/// How long a stop may take until it counts as none. A machine that is overloaded at its start is slow, not unsafe.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a component that nothing stopped is nudged, so that its thread does not run for ever.
const LAST_RESORT: Duration = Duration::from_secs(1);

/// The components, as text: what each does is seen at a glance.
const HOSTILE: [Hostile; 3] = [
    Hostile {
        name: "an endless loop",
        text: r#"(component
            (core module $m (func (export "run") (loop $again (br $again))))
            (core instance $i (instantiate $m))
            (func (export "run") (canon lift (core func $i "run"))))"#,
        is_stopped_by: |limit| matches!(limit, Limit::Cpu(_) | Limit::Deadline(_)),
    },
    Hostile {
        name: "a memory bomb",
        text: r#"(component
            (core module $m
                (memory 1)
                (func (export "run")
                    (loop $again
                        (br_if $again (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))
                    unreachable))
            (core instance $i (instantiate $m))
            (func (export "run") (canon lift (core func $i "run"))))"#,
        is_stopped_by: |limit| matches!(limit, Limit::Memory(_)),
    },
    Hostile {
        name: "a bottomless recursion",
        text: r#"(component
            (core module $m (func $down (export "run") (call $down)))
            (core instance $i (instantiate $m))
            (func (export "run") (canon lift (core func $i "run"))))"#,
        is_stopped_by: |limit| matches!(limit, Limit::Stack(_)),
    },
];

struct Hostile {
    name: &'static str,
    text: &'static str,
    is_stopped_by: fn(Limit) -> bool,
}

/// A hostile component that was stopped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof {
    /// What it was.
    pub name: &'static str,
    /// What stopped it, in the words that an operator would read of an adapter.
    pub stopped: String,
    /// How long that took.
    pub took: Duration,
    /// The CPU that it used.
    pub cpu: Duration,
}

/// The sandbox does not hold.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "the sandbox does not hold, so the host does not serve: {name} {what}. No setting causes this; `patio doctor` says \
     what this machine lacks"
)]
pub struct Unproven {
    /// Which hostile component.
    pub name: &'static str,
    /// What became of it.
    pub what: String,
}

// === impl Sandbox ===

impl Sandbox {
    /// Lets the hostile components loose, one after another. Blocks for a few times 20 ms.
    ///
    /// # Errors
    /// The first that was not stopped by its limit.
    pub fn prove(self: &Arc<Self>) -> Result<Vec<Proof>, Unproven> {
        self.prove_within(PATIENCE)
    }

    fn prove_within(self: &Arc<Self>, patience: Duration) -> Result<Vec<Proof>, Unproven> {
        let proofs = HOSTILE.iter().map(|hostile| self.stops(hostile, patience));
        proofs.collect()
    }

    fn stops(self: &Arc<Self>, hostile: &Hostile, patience: Duration) -> Result<Proof, Unproven> {
        let started = Instant::now();
        loop {
            match self.tried(hostile, patience)? {
                Some(proof) => return Ok(proof),
                // Where others want the cores, time may run out before the other limit is reached.
                None if started.elapsed() < patience => {}
                None => {
                    let what = "was stopped by its time, again and again, and not by the limit that is there for it";
                    return Err(Unproven { name: hostile.name, what: what.to_owned() });
                }
            }
        }
    }

    /// One try; none where its time ended it before the limit that it is about.
    fn tried(self: &Arc<Self>, hostile: &Hostile, patience: Duration) -> Result<Option<Proof>, Unproven> {
        let Hostile { name, text, is_stopped_by } = *hostile;
        let unproven = |what: String| Unproven { name, what };
        let limits = Limits { deadline: STOPPED_WITHIN, cpu: CPU, memory_bytes: MEMORY_BYTES, ..DESCRIBE_LIMITS };
        let (tell, told) = mpsc::channel();
        let sandbox = Arc::clone(self);
        // A thread of its own: what nothing stops must not take a thread that serves.
        let thread = std::thread::Builder::new().name("self-proof".to_owned());
        let started = thread.spawn(move || {
            let _ = tell.send(let_loose(&sandbox, text, limits));
        });
        started.map_err(|error| unproven(format!("could not be tried: {error}")))?;
        let Ok(end) = told.recv_timeout(patience) else {
            let since = Instant::now();
            while since.elapsed() < LAST_RESORT && told.recv_timeout(Duration::from_millis(1)).is_err() {
                self.engine.increment_epoch();
            }
            return Err(unproven(format!("was not stopped within {} ms", patience.as_millis())));
        };
        match end.outcome {
            Err(CallError::Fault(Fault::Limit(limit))) if is_stopped_by(limit) => {
                Ok(Some(Proof { name, stopped: limit.to_string(), took: end.took, cpu: end.cpu }))
            }
            Err(CallError::Fault(Fault::Limit(Limit::Cpu(_) | Limit::Deadline(_)))) => Ok(None),
            Err(CallError::Fault(fault)) => Err(unproven(format!("was stopped by something else: {fault}"))),
            Err(other) => Err(unproven(format!("could not be tried: {other:?}"))),
            Ok(()) => Err(unproven("came to its end".to_owned())),
        }
    }
}

/// How a component ended.
pub(super) struct End {
    pub(super) outcome: Result<(), CallError>,
    pub(super) took: Duration,
    pub(super) cpu: Duration,
}

/// Calls the function `run` of a component, given as text, under the limits and with what every call of an adapter has.
pub(super) fn let_loose(sandbox: &Sandbox, text: &str, limits: Limits) -> End {
    let failed = |text: String| End {
        outcome: Err(CallError::Fault(Fault::Trap(text))),
        took: Duration::ZERO,
        cpu: Duration::ZERO,
    };
    let component = match wat::parse_str(text)
        .map_err(|error| error.to_string())
        .and_then(|bytes| Component::from_binary(&sandbox.engine, &bytes).map_err(|error| format!("{error:#}")))
    {
        Ok(component) => component,
        Err(error) => return failed(error),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let (runtime, name) = match (runtime, "self-proof".parse::<AdapterName>()) {
        (Ok(runtime), Ok(name)) => (runtime, name),
        (Err(error), _) => return failed(error.to_string()),
        (_, Err(error)) => return failed(error.to_string()),
    };
    let deadline = limits.deadline;
    let lending = Arc::new(Lending { limits, ..Lending::nothing(name, &Arc::new(Notices::default())) });
    let (started, meter) = (Instant::now(), Arc::new(Meter::default()));
    let running = Running { trace_id: TraceId::random(), deadline: started + deadline, meter: Arc::clone(&meter) };
    let mut store = CallState::store(sandbox, &lending, running);
    let outcome = runtime.block_on(async {
        let work = async {
            let instance = sandbox.linker.instantiate_async(&mut store, &component).await?;
            let run = instance.get_typed_func::<(), ()>(&mut store, "run")?;
            Ok(run.call_async(&mut store, ()).await?)
        };
        limited(work, &lending, started + deadline, &meter).await
    });
    let outcome = outcome.map_err(|failed| failed.explain(&store));
    End { outcome, took: started.elapsed(), cpu: meter.used() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::SandboxSettings;

    const SMALL: SandboxSettings = SandboxSettings { calls_at_once: 1, memory_bytes: 16 << 20 };

    #[test]
    fn a_sandbox_proves_itself() {
        let proofs = Arc::new(Sandbox::new(SMALL).unwrap()).prove().unwrap();
        let told: Vec<_> = proofs.iter().map(|proof| (proof.name, proof.stopped.as_str())).collect();
        let [(_, stopped), rest @ ..] = told.as_slice() else { panic!() };
        assert!(
            [
                "it used more than 20 ms of CPU time (limits.cpu_ms)",
                "it did not answer within 50 ms (limits.deadline_ms)"
            ]
            .contains(stopped),
            "{stopped}"
        );
        assert_eq!(
            rest,
            [
                ("a memory bomb", "it asked for more than 8 MiB of memory (limits.memory_mib)"),
                ("a bottomless recursion", "its calls nest deeper than 1024 KiB of stack allow"),
            ]
        );
    }

    #[test]
    fn a_ticker_that_does_not_tick_is_found_out() {
        let sandbox = Arc::new(Sandbox::inert(SMALL).unwrap());
        let unproven = sandbox.prove_within(Duration::from_millis(300)).unwrap_err();
        assert_eq!(
            unproven.to_string(),
            "the sandbox does not hold, so the host does not serve: an endless loop was not stopped within 300 ms. No \
             setting causes this; `patio doctor` says what this machine lacks"
        );
    }
}
