//! What a call may cost, by what an adapter is written in: a language runtime costs something before it does anything.
//!
//! The language is taken from the marks that tool chains leave in a component (`componentize-py`, the JavaScript engine's
//! name); without one, the size decides, for a runtime takes megabytes. CPU is the host's own meter, that of
//! `limits.cpu_ms`: time of the thread inside the call. Of several calls the cheapest counts, so that a busy machine finds
//! no fault with an adapter. Each budget is some ten times what the demo of its language needs.

use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// Bytes from which a component without a mark has a runtime in it: those without have some hundred KB, large ones two
/// MB; the smallest runtime has eight.
const RUNTIME_BYTES: usize = 6 << 20;

/// What an adapter is written in, as far as its costs go.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Rust, C, and whatever needs no runtime.
    Compiled,
    /// JavaScript, TypeScript.
    JavaScript,
    /// Python.
    Python,
    /// Another language with a runtime of its own.
    Runtime,
}

/// What one call may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// CPU.
    pub cpu: Duration,
    /// Memory.
    pub memory_bytes: usize,
}

// === impl Class ===

impl Class {
    /// The class of a component's bytes.
    pub fn of(component: &[u8]) -> Self {
        let has = |mark: &str| memchr::memmem::find(component, mark.as_bytes()).is_some();
        if component.len() < RUNTIME_BYTES {
            return Self::Compiled;
        }
        if has("componentize-py") || has("libpython") {
            Self::Python
        } else if has("SpiderMonkey") || has("componentize-js") || has("ComponentizeJS") {
            Self::JavaScript
        } else {
            Self::Runtime
        }
    }

    /// What a call may use.
    pub const fn budget(self) -> Budget {
        const MIB: usize = 1 << 20;
        let (cpu_ms, memory_mib) = match self {
            Self::Compiled => (50, 16),
            Self::JavaScript => (200, 128),
            Self::Python => (400, 192),
            Self::Runtime => (400, 256),
        };
        Budget { cpu: Duration::from_millis(cpu_ms), memory_bytes: memory_mib * MIB }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Compiled => "without a runtime (Rust, C)",
            Self::JavaScript => "JavaScript",
            Self::Python => "Python",
            Self::Runtime => "with a runtime of its own",
        })
    }
}
