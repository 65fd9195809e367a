//! From a component to machine code, in a process of its own.
//!
//! wasmtime promises that what a component does when it *runs* stays inside its sandbox; it promises nothing about the
//! time and memory that *compiling* one takes, and a component can be made for which that is hours and all there is. So
//! the host starts its own binary as a child, hands it the component, and takes the code back. The child parses and
//! compiles under limits of the system's; a component that needs more ends the child and nothing else.
//!
//! **Why the code that comes back is run:** it was written by a process that the host started from its own executable,
//! through a pipe that nobody else has. wasmtime holds what is compiled to be as trustworthy as the compiler, and that
//! is the same compiler as in the host. Nothing else is ever deserialized, but what [`CompileCache`] kept of it.
//!
//! [`CompileCache`]: super::CompileCache

mod child;
mod parent;

pub use child::{CompileJob, Ended, compile};

use crate::config::Adapters;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use wasmtime::Engine;

/// Components that are compiled at once. One bomb must not keep an honest adapter waiting; more would take the cores and
/// the memory of a small machine from the calls.
const AT_ONCE: usize = 2;
/// Threads of a child. A component of 20 MB takes 23 s on one; each further one costs memory, and what compiles leaves
/// cores to the calls.
const THREADS: usize = 4;

/// How components are compiled. Cloning shares the places.
#[derive(Clone, Debug)]
pub struct Compiler {
    way: Way,
    limits: CompileLimits,
    places: Arc<Semaphore>,
}

#[derive(Clone, Debug)]
enum Way {
    /// In this process, without limits.
    Here,
    /// By a command that runs [`compile`].
    Child(CompileCommand),
}

/// The command that compiles: a program that ends up in [`compile`] with what [`CompileJob`] says.
#[derive(Clone, Debug)]
pub struct CompileCommand {
    /// The executable. It has to be this very version: another one's code is refused.
    pub program: PathBuf,
    /// What it is told first. `--memory-mib`, `--cpu-s` and `--code-mib`, each with its number, follow.
    pub arguments: Vec<OsString>,
    /// All that it finds in its environment.
    pub environment: Vec<(OsString, OsString)>,
}

/// What compiling one component may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CompileLimits {
    /// Memory of the child, in bytes: what it writes to, its code excepted.
    pub memory_bytes: usize,
    /// CPU time, over all its threads. The system counts whole seconds: parts of one are rounded up.
    pub cpu: Duration,
    /// From its start to its last byte. What waits for a place does not count.
    pub deadline: Duration,
    /// The code that comes of it, in bytes: the host has to hold it.
    pub code_bytes: usize,
}

/// Why there is no code.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CompileError {
    /// wasmtime refuses it.
    #[error("{0}")]
    Invalid(String),
    /// [`CompileLimits::memory_bytes`].
    #[error("compiling it takes more than {} MiB of memory (adapters.compile_memory_mib)", .0 >> 20)]
    Memory(usize),
    /// [`CompileLimits::cpu`].
    #[error("compiling it takes more than {} ms of CPU time (adapters.compile_cpu_ms)", .0.as_millis())]
    Cpu(Duration),
    /// [`CompileLimits::deadline`].
    #[error("it was not compiled within {} ms (adapters.compile_deadline_ms)", .0.as_millis())]
    Deadline(Duration),
    /// [`CompileLimits::code_bytes`].
    #[error("it compiles to more than {} MiB of code (adapters.code_mib)", .0 >> 20)]
    Code(usize),
    /// The compiler itself gave up, or was killed: what became of the child.
    #[error("the compiler did not survive it: {0}")]
    Died(String),
    /// The host's doing.
    #[error("it could not be compiled: {0}")]
    Host(String),
}

// === impl Compiler ===

impl Compiler {
    /// Compiles in this process and without limits: for tests, whose executable compiles nothing, and for components
    /// of one's own.
    pub fn in_this_process(limits: CompileLimits) -> Self {
        Self::new(Way::Here, limits)
    }

    /// Compiles in children, each under the limits.
    pub fn in_a_child(command: CompileCommand, limits: CompileLimits) -> Self {
        Self::new(Way::Child(command), limits)
    }

    fn new(way: Way, limits: CompileLimits) -> Self {
        Self { way, limits, places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Waits for a place. What is compiled under it holds it.
    pub(super) async fn place(&self) -> Result<tokio::sync::OwnedSemaphorePermit, CompileError> {
        let place = Arc::clone(&self.places).acquire_owned().await;
        place.map_err(|error| CompileError::Host(error.to_string()))
    }

    /// The code of a component. Dropping this ends what compiles, where that is a child.
    pub(super) async fn code_of(&self, engine: &Engine, component: Arc<[u8]>) -> Result<Vec<u8>, CompileError> {
        match &self.way {
            Way::Child(command) => parent::compile(command, &self.limits, &component).await,
            Way::Here => {
                let (engine, most) = (engine.clone(), self.limits.code_bytes);
                let code = tokio::task::spawn_blocking(move || precompile(&engine, &component, most)).await;
                code.unwrap_or_else(|error| Err(CompileError::Host(format!("compiling was cut short: {error}"))))
            }
        }
    }
}

/// Compiles, here. Text is no component: only bytes are taken, as everywhere.
fn precompile(engine: &Engine, component: &[u8], most: usize) -> Result<Vec<u8>, CompileError> {
    let code = engine.precompile_component(component).map_err(|error| CompileError::Invalid(one_line(&error)))?;
    if code.len() > most { Err(CompileError::Code(most)) } else { Ok(code) }
}

/// An error with its causes, on one line.
pub(super) fn one_line(error: &wasmtime::Error) -> String {
    format!("{error:#}").split_whitespace().collect::<Vec<_>>().join(" ")
}

// === impl CompileLimits ===

impl From<&Adapters> for CompileLimits {
    fn from(adapters: &Adapters) -> Self {
        Self {
            memory_bytes: adapters.compile_memory_bytes,
            cpu: adapters.compile_cpu,
            deadline: adapters.compile_deadline,
            code_bytes: adapters.code_bytes,
        }
    }
}

// === impl CompileCommand ===

impl CompileCommand {
    /// This very executable, told to compile by the arguments. On Linux it is the one that runs, even where another
    /// version lies in its place by now.
    ///
    /// # Errors
    /// Where the system does not say what runs.
    pub fn this_executable(arguments: impl IntoIterator<Item = OsString>) -> std::io::Result<Self> {
        let program =
            if cfg!(target_os = "linux") { PathBuf::from("/proc/self/exe") } else { std::env::current_exe()? };
        Ok(Self { program, arguments: arguments.into_iter().collect(), environment: Vec::new() })
    }

    /// With a variable in its otherwise empty environment.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }
}
