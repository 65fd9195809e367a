//! `patio:host/log`, and standard output: an adapter's words in the host's log, redacted and bounded.

use super::{Lending, Lent};
use crate::adapter::state::CallState;
use crate::adapter::witness::Witness;
use crate::mask;
use crate::notice::{Level, Notice};
use crate::trace::TraceId;
use crate::venue::VenueId;
use bytes::Bytes;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::AsyncWrite;
use wasmtime::component::Linker;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamError};

mod bindings {
    wasmtime::component::bindgen!({
        path: "../wit",
        inline: "package patio:lend-log; world lend { import patio:host/log@0.1.0; }",
    });
}

use bindings::patio::host::log;

/// Bytes of a line of standard output at most: a longer one goes on in the next.
const LINE_BYTES: usize = 4096;
/// What a guest may write to standard output before it asks again.
const WRITE_BYTES: usize = 64 * 1024;

/// What one call may still log.
pub(in crate::adapter) struct Budget {
    lending: Arc<Lending>,
    left: Mutex<Left>,
    /// Who notes the call: of an instance that is kept, nobody ever does.
    witness: Option<Arc<Witness>>,
}

struct Left {
    trace_id: TraceId,
    lines: usize,
    bytes: usize,
    /// The operator hears once per call that lines are swallowed.
    told: bool,
}

// === impl Budget ===

impl Budget {
    pub(in crate::adapter) fn new(lending: &Arc<Lending>, trace_id: &TraceId, witness: Option<&Arc<Witness>>) -> Self {
        let left = Mutex::new(Left::of(lending, trace_id));
        Self { lending: Arc::clone(lending), left, witness: witness.cloned() }
    }

    /// Begins another call of a kept instance.
    pub(in crate::adapter) fn renew(&self, trace_id: &TraceId) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = Left::of(&self.lending, trace_id);
    }

    /// Logs a line, or swallows it past the limit: never an error, for an adapter that logs too much still answers.
    fn line(&self, level: log::Level, message: &str, fields: &[log::Field]) {
        let size = fields.iter().fold(message.len(), |sum, field| sum + field.name.len() + field.value.len());
        let trace_id = {
            let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
            if left.lines == 0 || left.bytes < size {
                let told = std::mem::replace(&mut left.told, true);
                let limit = if left.lines == 0 { "log_lines" } else { "log_bytes" };
                drop(left);
                self.lending.limit_hits.hit(limit);
                if !told {
                    self.tell(format!(
                        "logged more than {} lines or {} bytes in one call (limits.log_lines, limits.log_bytes): the rest is dropped",
                        self.lending.limits.log_lines, self.lending.limits.log_bytes
                    ));
                }
                return;
            }
            left.lines -= 1;
            left.bytes -= size;
            left.trace_id.clone()
        };
        let mut text = printable(message);
        for field in fields {
            text.push_str(&format!(" {}={:?}", printable(&field.name), field.value));
        }
        let text = self.lending.redactor.redact(&text);
        let text = mask::cards(&text);
        let (venue, adapter) = (self.lending.venue.as_ref().map(VenueId::as_str), self.lending.adapter.as_str());
        let trace_id = trace_id.as_str();
        if let Some(witness) = &self.witness {
            witness.log(word(level), &text);
        }
        match level {
            log::Level::Trace => tracing::trace!(target: "adapter", venue, adapter, trace_id, "{text}"),
            log::Level::Debug => tracing::debug!(target: "adapter", venue, adapter, trace_id, "{text}"),
            log::Level::Info => tracing::info!(target: "adapter", venue, adapter, trace_id, "{text}"),
            log::Level::Warn => tracing::warn!(target: "adapter", venue, adapter, trace_id, "{text}"),
            log::Level::Error => tracing::error!(target: "adapter", venue, adapter, trace_id, "{text}"),
        }
    }

    /// Tells the operator something about this call: `adapter "x" of venue "y" <text>`.
    pub(in crate::adapter) fn tell(&self, text: impl AsRef<str>) {
        let Lending { venue, adapter, .. } = self.lending.as_ref();
        let whose = match venue {
            Some(venue) => format!("adapter {adapter:?} of venue {venue:?}"),
            None => format!("adapter {adapter:?}"),
        };
        self.tell_whole(&format!("{whose} {}", text.as_ref()));
    }

    /// The same with a text that says whose it is.
    pub(in crate::adapter) fn tell_whole(&self, text: &str) {
        let trace_id = self.left.lock().unwrap_or_else(PoisonError::into_inner).trace_id.clone();
        let Lending { venue, adapter, redactor, notices, .. } = self.lending.as_ref();
        let mut notice = Notice::new(Level::Warning, redactor.redact(text)).adapter(adapter).trace(&trace_id);
        notice.venue.clone_from(venue);
        notices.tell(notice);
    }
}

// === impl Left ===

impl Left {
    fn of(lending: &Lending, trace_id: &TraceId) -> Self {
        let (lines, bytes) = (lending.limits.log_lines, lending.limits.log_bytes);
        Self { trace_id: trace_id.clone(), lines, bytes, told: false }
    }
}

const fn word(level: log::Level) -> &'static str {
    match level {
        log::Level::Trace => "trace",
        log::Level::Debug => "debug",
        log::Level::Info => "info",
        log::Level::Warn => "warn",
        log::Level::Error => "error",
    }
}

/// A text that cannot forge another log line.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

impl log::Host for CallState {
    fn write(&mut self, level: log::Level, message: String, fields: Vec<log::Field>) {
        self.log.line(level, &message, &fields);
    }
}

pub(super) fn link(linker: &mut Linker<CallState>) -> wasmtime::Result<()> {
    log::add_to_linker::<_, Lent>(linker, |state| state)
}

/// Standard output or error, as lines of the log.
pub(in crate::adapter) struct Stdio {
    budget: Arc<Budget>,
    name: &'static str,
}

// === impl Stdio ===

impl Stdio {
    pub(in crate::adapter) fn new(budget: &Arc<Budget>, name: &'static str) -> Self {
        Self { budget: Arc::clone(budget), name }
    }
}

impl IsTerminal for Stdio {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Stdio {
    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(Lines { budget: Arc::clone(&self.budget), name: self.name, line: Vec::new() })
    }

    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        // Only WASI 0.3 asks for it, which the engine refuses.
        Box::new(tokio::io::sink())
    }
}

struct Lines {
    budget: Arc<Budget>,
    name: &'static str,
    line: Vec<u8>,
}

// === impl Lines ===

impl Lines {
    fn end(&mut self) {
        if !self.line.is_empty() {
            let line = String::from_utf8_lossy(&self.line).into_owned();
            self.line.clear();
            self.budget.line(log::Level::Info, &format!("{}: {line}", self.name), &[]);
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.end();
    }
}

#[async_trait::async_trait]
impl OutputStream for Lines {
    fn write(&mut self, bytes: Bytes) -> Result<(), StreamError> {
        for byte in bytes {
            match byte {
                b'\n' => self.end(),
                byte => {
                    self.line.push(byte);
                    if self.line.len() == LINE_BYTES {
                        self.end();
                    }
                }
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), StreamError> {
        Ok(())
    }

    fn check_write(&mut self) -> Result<usize, StreamError> {
        Ok(WRITE_BYTES)
    }
}

#[async_trait::async_trait]
impl Pollable for Lines {
    async fn ready(&mut self) {}
}
