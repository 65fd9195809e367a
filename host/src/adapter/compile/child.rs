//! The child's side: gives up what it does not need, reads a component, and writes its code.

use super::{CompileError, precompile};
use crate::adapter::engine::{self, SourceLines};
use crate::adapter::load::MAX_COMPONENT_BYTES;
use std::io::{self, Read, Write};
use std::process::ExitCode;
use wasmtime::Engine;

/// Niceness of the child: calls that wait for a core go first.
#[cfg(unix)]
const NICE: i32 = 10;
/// Open files of the child: its pipes, and what the system is asked about its cores.
#[cfg(unix)]
const OPEN_FILES: u64 = 32;

/// What a child is told: the limits that it puts on itself.
#[derive(Clone, Copy, Debug)]
pub struct CompileJob {
    /// Memory that it may write to, in MiB.
    pub memory_mib: u64,
    /// CPU time, in seconds.
    pub cpu_seconds: u64,
    /// The code that may come of it, in MiB.
    pub code_mib: u64,
    /// Whether the code is for a sandbox that tells lines of the source.
    pub source_lines: SourceLines,
}

/// How a child ended without code: its exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ended(u8);

// === impl Ended ===

impl Ended {
    /// The component is none, with the reason on standard error (`EX_DATAERR` of sysexits.h).
    pub(super) const REFUSED: u8 = 65;
    /// The host is gone, or said something else than it should (`EX_IOERR`).
    const NOT_FED: u8 = 74;
    /// The limits could not be set: nothing was read (`EX_OSERR`).
    const NOT_LIMITED: u8 = 71;
    /// It compiles to more code than there may be.
    pub(super) const TOO_MUCH_CODE: u8 = 66;
    /// The system refused memory where wasmtime could say so.
    pub(super) const OUT_OF_MEMORY: u8 = 67;
}

impl From<Ended> for ExitCode {
    fn from(ended: Ended) -> Self {
        Self::from(ended.0)
    }
}

/// What a compiling child does, from beginning to end: call it before anything else is done in the process.
///
/// Standard input has eight bytes of length (the lowest first), the component, and then nothing for as long as the host
/// lives: where it ends, so does this process. Standard output gets the code. Standard error gets one line of reason.
///
/// # Errors
/// How it ended, where there is no code.
pub fn compile(job: CompileJob) -> Result<(), (Ended, String)> {
    let failed = |code: u8, what: String| (Ended(code), what);
    limit(job).map_err(|error| failed(Ended::NOT_LIMITED, format!("the limits could not be set: {error}")))?;
    let component = read_component(&mut io::stdin().lock())
        .map_err(|error| failed(Ended::NOT_FED, format!("no component came: {error}")))?;
    // Beside it, not before: the component comes by the same way.
    std::thread::Builder::new()
        .spawn(end_with_the_host)
        .map_err(|error| failed(Ended::OUT_OF_MEMORY, format!("no thread: {error}")))?;
    let engine = Engine::new(&engine::code_config(job.source_lines))
        .map_err(|error| failed(Ended::NOT_LIMITED, format!("there is no compiler: {error:#}")))?;
    let most = usize::try_from(job.code_mib << 20).unwrap_or(usize::MAX);
    let code = precompile(&engine, &component, most).map_err(|error| match error {
        CompileError::Code(_) => failed(Ended::TOO_MUCH_CODE, error.to_string()),
        CompileError::Invalid(reason) if reason.contains("Cannot allocate memory") => {
            failed(Ended::OUT_OF_MEMORY, reason)
        }
        other => failed(Ended::REFUSED, other.to_string()),
    })?;
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(&code)
        .and_then(|()| stdout.flush())
        .map_err(|error| failed(Ended::NOT_FED, format!("nobody takes the code: {error}")))
}

fn read_component(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    let length = usize::try_from(u64::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > MAX_COMPONENT_BYTES {
        return Err(io::Error::other(format!("{length} bytes are announced")));
    }
    let mut component = vec![0; length];
    from.read_exact(&mut component)?;
    Ok(component)
}

/// A host that was killed cannot kill its child, and the system's own signal for that ends the child with the *thread*
/// that started it, which in a runtime may end at any time. The end of a pipe says the same without that.
fn end_with_the_host() {
    let mut byte = [0];
    // Whatever comes, an end or a byte that nobody may send, there is nothing more to do.
    let _ = io::stdin().lock().read(&mut byte);
    std::process::exit(Ended::NOT_FED.into());
}

#[cfg(unix)]
fn limit(job: CompileJob) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let both = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    // Past the first the system ends it with a signal that says why; past the second with one that nothing outlives.
    let cpu = Rlimit { current: Some(job.cpu_seconds), maximum: Some(job.cpu_seconds.saturating_add(1)) };
    setrlimit(Resource::Cpu, cpu)?;
    // What is written to, not what is reserved: allocators and thread stacks reserve far more than they use.
    setrlimit(Resource::Data, both(job.memory_mib << 20))?;
    setrlimit(Resource::Core, both(0))?;
    // Pipes are no files to the system.
    setrlimit(Resource::Fsize, both(0))?;
    setrlimit(Resource::Nofile, both(OPEN_FILES))?;
    #[cfg(target_os = "linux")]
    rustix::thread::set_no_new_privs(true)?;
    // No limit: what is refused here only makes it less polite.
    let _ = rustix::process::nice(NICE);
    Ok(())
}

#[cfg(not(unix))]
fn limit(_: CompileJob) -> io::Result<()> {
    // The deadline, which the host holds, is all there is.
    Ok(())
}
