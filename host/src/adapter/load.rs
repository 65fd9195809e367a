//! From bytes to an adapter: compiled, checked against the contract on a trial instance, and asked what it is.

use super::call::{CallError, Failed, limited};
use super::compilation::Compilation;
use super::compile::{CompileError, one_line};
use super::description::Description;
use super::engine::Sandbox;
use super::fault::Fault;
use super::lend::Lending;
use super::long::LongLane;
use super::metered::Meter;
use super::state::{CallState, Running};
use super::v0_1::{Exports, Misfit};
use super::warm::WarmInstances;
use crate::epos::CapabilitySet;
use crate::metrics::LimitHits;
use crate::notice::Notices;
use crate::trace::TraceId;
use crate::venue::{AdapterName, Limits, Redactor};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wasmtime::Trap;
use wasmtime::component::{Component, InstancePre};

/// Bytes of a component at most: a Python adapter has 18 MB, and everything above is more likely a mistake.
pub(super) const MAX_COMPONENT_BYTES: usize = 128 * 1024 * 1024;
/// `\0asm`, version 13, layer 1: a component.
const COMPONENT_MAGIC: [u8; 8] = [0x00, b'a', b's', b'm', 0x0d, 0x00, 0x01, 0x00];
/// `\0asm`, version 1, layer 0: a core module.
const MODULE_MAGIC: [u8; 8] = [0x00, b'a', b's', b'm', 0x01, 0x00, 0x00, 0x00];
/// How long `describe` may take. It knows no venue and reaches nothing; Python's first call needs a few milliseconds.
const DESCRIBE_DEADLINE: Duration = Duration::from_secs(5);

/// What describing may use: no venue has said anything yet. Memory is the pool's, for a language runtime takes most of
/// what it ever takes when it starts.
pub(super) const DESCRIBE_LIMITS: Limits = Limits {
    deadline: DESCRIBE_DEADLINE,
    cpu: DESCRIBE_DEADLINE,
    memory_bytes: usize::MAX,
    reply_bytes: 1024 * 1024,
    handles: 1_000,
    random_bytes: 64 * 1024,
    log_lines: 100,
    log_bytes: 64 * 1024,
    store_keys: 0,
    store_key_bytes: 0,
    store_value_bytes: 0,
    store_bytes: 0,
    calls_at_once: 1,
    calls_waiting: 0,
    reuse_calls: 1,
    http_requests: 0,
    http_response_bytes: 0,
    tcp_connections: 0,
    open_files: 0,
    file_write_bytes: 0,
    file_bytes: 0,
    file_changes: 0,
    folder_entries: 0,
    folder_free_bytes: 0,
    http_connections: 0,
    http_headers: 0,
    http_header_bytes: 0,
    // A language runtime may make header fields when it starts.
    http_fields_bytes: 32 * 1024,
    // Nobody calls it again.
    breaker_failures: 1,
    breaker_first_pause: Duration::ZERO,
    breaker_longest_pause: Duration::ZERO,
};

/// A component that was checked and may be called.
pub struct Adapter {
    name: AdapterName,
    digest: Digest,
    description: Description,
    capabilities: CapabilitySet,
    interfaces: Interfaces,
    pub(super) pre: InstancePre<CallState>,
    pub(super) exports: Exports,
    pub(super) sandbox: Arc<Sandbox>,
    pub(super) warm: WarmInstances,
}

/// The interfaces of a component by name, as they stand in it.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Interfaces {
    /// What it provides.
    pub exports: Vec<String>,
    /// What it wants to be lent.
    pub imports: Vec<String>,
}

/// SHA-256 of a component's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

/// Why a file is no adapter.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Too large.
    #[error("it has {0} bytes; an adapter may have {MAX_COMPONENT_BYTES}")]
    TooLarge(usize),
    /// Another kind of file.
    #[error("it is no WebAssembly file")]
    NotWasm,
    /// A module that was not made into a component.
    #[error("it is a core module, not a component: build it for wasm32-wasip2, or make a component of it")]
    Module,
    /// wasmtime refuses it.
    #[error("it is no valid component (a copy that is not complete?): {0}")]
    Invalid(String),
    /// Compiling it took more than it may, or ended the compiler.
    #[error("{0}")]
    Compile(CompileError),
    /// It wants something that no host lends.
    #[error("it wants an import that is not lent: {0}")]
    Import(String),
    /// Its exports do not fit.
    #[error("{0}")]
    Misfit(#[from] Misfit),
    /// It needs more of the pool than there is.
    #[error("it needs more than the sandbox has: {0}")]
    Resources(String),
    /// It did not say what it is.
    #[error("`about.describe` failed: {0}")]
    Describe(Fault),
    /// What it says of itself is no description.
    #[error("{0}")]
    Description(String),
    /// The host's doing: try again.
    #[error("{0}")]
    Host(String),
}

// === impl Adapter ===

impl Adapter {
    /// Makes an adapter of a component's bytes.
    ///
    /// # Errors
    /// Why they are none.
    pub async fn load(
        sandbox: &Arc<Sandbox>,
        compilation: &Compilation,
        notices: &Arc<Notices>,
        name: AdapterName,
        bytes: Vec<u8>,
    ) -> Result<Self, LoadError> {
        check_kind(&bytes)?;
        let digest = Digest::of(&bytes);
        let component = compilation.component(&sandbox.engine, digest, bytes).await?;
        let pre = sandbox.linker.instantiate_pre(&component).map_err(|error| LoadError::Import(one_line(&error)))?;
        let (exports, capabilities) = Exports::find(&component)?;
        let lending = Arc::new(Lending::nothing(name.clone(), notices));
        let description = describe(sandbox, &pre, &exports, &lending).await?;
        let warm = WarmInstances::new(&sandbox.warm_slots);
        let interfaces = Interfaces::of(&component);
        let sandbox = Arc::clone(sandbox);
        Ok(Self { name, digest, description, capabilities, interfaces, pre, exports, sandbox, warm })
    }

    /// Its name: the file's.
    pub const fn name(&self) -> &AdapterName {
        &self.name
    }

    /// What its file's bytes hash to.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// What it says of itself.
    pub const fn description(&self) -> &Description {
        &self.description
    }

    /// What it provides, by its exports, of what this version serves.
    pub const fn capabilities(&self) -> CapabilitySet {
        self.capabilities
    }

    /// Whether it can be asked what changed.
    pub const fn tells_changes(&self) -> bool {
        self.exports.tells_changes()
    }

    /// Its interfaces, those that this version does not serve included.
    pub const fn interfaces(&self) -> &Interfaces {
        &self.interfaces
    }

    /// Drops the instances that were kept under a lending that is gone.
    pub fn forget(&self, lending: &Arc<Lending>) {
        self.warm.forget(lending);
    }
}

impl fmt::Debug for Adapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Adapter").field("name", &self.name).field("digest", &self.digest).finish_non_exhaustive()
    }
}

impl Lending {
    /// What an adapter has while it is only described.
    pub(super) fn nothing(adapter: AdapterName, notices: &Arc<Notices>) -> Self {
        Self {
            venue: None,
            adapter,
            settings: BTreeMap::new(),
            store: None,
            way_out: None,
            premises: None,
            limits: DESCRIBE_LIMITS,
            reuse: false,
            redactor: Redactor::default(),
            notices: Arc::clone(notices),
            long_lane: LongLane::default(),
            limit_hits: LimitHits::none(),
        }
    }
}

impl Interfaces {
    fn of(component: &Component) -> Self {
        let (engine, kind) = (component.engine(), component.component_type());
        Self {
            exports: kind.exports(engine).map(|(name, _)| name.to_owned()).collect(),
            imports: kind.imports(engine).map(|(name, _)| name.to_owned()).collect(),
        }
    }
}

fn check_kind(bytes: &[u8]) -> Result<(), LoadError> {
    if bytes.len() > MAX_COMPONENT_BYTES {
        return Err(LoadError::TooLarge(bytes.len()));
    }
    match bytes.first_chunk() {
        Some(&COMPONENT_MAGIC) => Ok(()),
        Some(&MODULE_MAGIC) => Err(LoadError::Module),
        _ => Err(LoadError::NotWasm),
    }
}

/// Instantiates once, as every call will: names, types and sizes are checked now and not at a table in a restaurant.
async fn describe(
    sandbox: &Sandbox,
    pre: &InstancePre<CallState>,
    exports: &Exports,
    lending: &Arc<Lending>,
) -> Result<Description, LoadError> {
    let deadline = Instant::now() + DESCRIBE_DEADLINE;
    let meter = Arc::new(Meter::default());
    let running = Running { trace_id: TraceId::random(), deadline, meter: Arc::clone(&meter) };
    let mut store = CallState::store(sandbox, lending, running);
    let mut misfit = Ok(());
    let mut started = false;
    let work = async {
        let instance = pre.instantiate_async(&mut store).await?;
        started = true;
        misfit = exports.check(&mut store, &instance);
        if misfit.is_err() {
            return Ok(None);
        }
        Ok(Some(exports.describe(&mut store, &instance).await?))
    };
    let outcome = limited(work, lending, deadline, &meter).await;
    misfit?;
    match outcome {
        Ok(Some(description)) => description.made_plain().map_err(LoadError::Description),
        Ok(None) => Err(LoadError::Host("it was not checked".to_owned())),
        // A start function that traps is no lack of anything.
        Err(Failed::Engine(error))
            if !started && store.data().memory_limit().is_none() && error.downcast_ref::<Trap>().is_none() =>
        {
            Err(LoadError::Resources(one_line(&error)))
        }
        Err(failed) => Err(match failed.explain(&store) {
            CallError::Fault(fault) => LoadError::Describe(fault),
            CallError::Full => LoadError::Host("no sandbox is free to try it in".to_owned()),
            CallError::Said(said) => LoadError::Host(format!("{said:?}")),
        }),
    }
}

// === impl LoadError ===

impl LoadError {
    /// Whether the same bytes will fail the same way: to try again would cost as much and tell no more.
    pub const fn is_lasting(&self) -> bool {
        match self {
            Self::TooLarge(_) | Self::NotWasm | Self::Module | Self::Invalid(_) | Self::Import(_) | Self::Misfit(_) => {
                true
            }
            Self::Compile(error) => {
                matches!(error, CompileError::Memory(_) | CompileError::Cpu(_) | CompileError::Code(_))
            }
            Self::Resources(_) | Self::Describe(_) | Self::Description(_) | Self::Host(_) => false,
        }
    }
}

impl From<CompileError> for LoadError {
    fn from(error: CompileError) -> Self {
        match error {
            CompileError::Invalid(reason) => Self::Invalid(reason),
            CompileError::Host(reason) => Self::Host(reason),
            error => Self::Compile(error),
        }
    }
}

// === impl Digest ===

impl Digest {
    /// The digest of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
