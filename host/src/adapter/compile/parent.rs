//! The host's side: starts the child, feeds it, takes what it writes, and says what became of it.

#[cfg(test)]
mod tests;

use super::child::Ended;
use super::{CompileCommand, CompileError, CompileLimits, THREADS};
use std::process::{ExitStatus, Stdio};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStdin, Command};

/// Bytes of what the child complains about. A reason is a line; what a compiler says of its own failure is a few.
const COMPLAINT_BYTES: usize = 4 * 1024;
/// Characters of a reason that are shown: the reason may hold names out of the component.
const REASON_CHARS: usize = 500;

/// What came out of a child.
struct Output {
    /// None where there was more than there may be.
    code: Option<Vec<u8>>,
    complaint: String,
}

pub(super) async fn compile(
    command: &CompileCommand,
    limits: &CompileLimits,
    component: &[u8],
) -> Result<Vec<u8>, CompileError> {
    let host = |error: std::io::Error| CompileError::Host(format!("{}: {error}", command.program.display()));
    let mut child = prepared(command, limits).spawn().map_err(host)?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
        return Err(CompileError::Host("the compiler has no pipes".to_owned()));
    };
    let work = async {
        let (lifeline, code, complaint) = tokio::join!(
            feed(stdin, component),
            at_most(stdout, limits.code_bytes),
            at_most_and_the_rest(stderr, COMPLAINT_BYTES)
        );
        let status = child.wait().await;
        // Held until here: a child whose standard input ends takes it that its host is gone.
        drop(lifeline);
        status.map(|status| (status, Output { code, complaint: readable(&complaint) }))
    };
    let ended = tokio::time::timeout(limits.deadline, work).await;
    let Ok(ended) = ended else {
        // Killed and waited for: the place that it took is free only when it is gone.
        let _ = child.kill().await;
        return Err(CompileError::Deadline(limits.deadline));
    };
    let (status, output) = ended.map_err(host)?;
    judge(status, output, limits)
}

fn prepared(command: &CompileCommand, limits: &CompileLimits) -> Command {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
    let mut prepared = Command::new(&command.program);
    prepared
        .args(&command.arguments)
        .arg("--memory-mib")
        .arg((limits.memory_bytes >> 20).to_string())
        .arg("--cpu-s")
        .arg(limits.cpu.as_millis().div_ceil(1000).to_string())
        .arg("--code-mib")
        .arg((limits.code_bytes >> 20).to_string())
        // Neither secrets that the host was given, nor anything that would change what is compiled.
        .env_clear()
        .envs(command.environment.iter().map(|(name, value)| (name, value)))
        .env("RAYON_NUM_THREADS", threads.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(unix)]
    // Ctrl-C in a terminal is for the host, and no folder is held that somebody may want to take away.
    prepared.process_group(0).current_dir("/");
    prepared
}

/// Hands the component over: its length, then its bytes. A child that is gone already is judged by how it went.
async fn feed(mut stdin: ChildStdin, component: &[u8]) -> ChildStdin {
    let length = u64::try_from(component.len()).unwrap_or(u64::MAX).to_le_bytes();
    if stdin.write_all(&length).await.is_ok() && stdin.write_all(component).await.is_ok() {
        let _ = stdin.flush().await;
    }
    stdin
}

/// All of it, or none where it is more. What is not read any more ends the child when it writes.
async fn at_most(from: impl AsyncRead + Unpin, most: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let bound = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    // A pipe that breaks is one that ended too soon: the status says why.
    let _ = from.take(bound).read_to_end(&mut bytes).await;
    (bytes.len() <= most).then_some(bytes)
}

/// The beginning of it; the rest is read, so that whoever writes it is not held up, and dropped.
async fn at_most_and_the_rest(mut from: impl AsyncRead + Unpin, most: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let bound = u64::try_from(most).unwrap_or(u64::MAX);
    let _ = (&mut from).take(bound).read_to_end(&mut bytes).await;
    let _ = tokio::io::copy(&mut from, &mut tokio::io::sink()).await;
    bytes
}

/// On one line, without what would move a terminal's cursor.
fn readable(complaint: &[u8]) -> String {
    let text = String::from_utf8_lossy(complaint);
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(REASON_CHARS).collect()
}

fn judge(status: ExitStatus, output: Output, limits: &CompileLimits) -> Result<Vec<u8>, CompileError> {
    let Output { code, complaint } = output;
    let Some(code) = code else { return Err(CompileError::Code(limits.code_bytes)) };
    match status.code() {
        Some(0) => return Ok(code),
        Some(exit) if exit == i32::from(Ended::REFUSED) => return Err(CompileError::Invalid(complaint)),
        Some(exit) if exit == i32::from(Ended::TOO_MUCH_CODE) => return Err(CompileError::Code(limits.code_bytes)),
        Some(exit) if exit == i32::from(Ended::OUT_OF_MEMORY) => return Err(CompileError::Memory(limits.memory_bytes)),
        _ => {}
    }
    if is_signal(status, CPU_TIME_SIGNAL) {
        return Err(CompileError::Cpu(limits.cpu));
    }
    // What Rust says before it aborts: there is no hook for it.
    if complaint.contains("memory allocation of") {
        return Err(CompileError::Memory(limits.memory_bytes));
    }
    let said = if complaint.is_empty() { String::new() } else { format!(", having said {complaint:?}") };
    Err(CompileError::Died(format!("{status}{said}")))
}

/// `SIGXCPU`, which has this number on every system that the host runs on.
const CPU_TIME_SIGNAL: i32 = 24;

#[cfg(unix)]
fn is_signal(status: ExitStatus, signal: i32) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(signal)
}

#[cfg(not(unix))]
fn is_signal(_: ExitStatus, _: i32) -> bool {
    false
}
