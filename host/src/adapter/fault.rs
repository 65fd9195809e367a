//! How an adapter fails: told to the operator in full, to the card machine not at all.

use crate::epos::Breach;
use std::fmt;

/// A failure that is the adapter's own.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It hit a limit.
    #[error("{0}")]
    Limit(Limit),
    /// It trapped: a panic, an illegal access, an `unreachable`.
    #[error("it trapped: {0}")]
    Trap(String),
    /// It ended the program, which even with code 0 is no answer.
    #[error("it called exit({0}) instead of answering")]
    Exit(i32),
    /// Its answer breaks the contract.
    #[error("its answer breaks the contract: {0}")]
    Breach(#[from] Breach),
}

/// A limit of `[venues.x.limits]`, and how much it allows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// Wall time of a call, in milliseconds.
    Deadline(u64),
    /// CPU time of a call, in milliseconds.
    Cpu(u64),
    /// Memories and tables together, in bytes.
    Memory(usize),
    /// The call stack, in bytes. The engine's, not the venue's.
    Stack(usize),
    /// What one call may hand to the host, in bytes: its answer, or the arguments of a call of the host's.
    Transfer(usize),
    /// Handles of host resources.
    Handles(usize),
    /// Random bytes asked for at once.
    Random(usize),
    /// Header fields of one request to a point of sale, in bytes of memory.
    Fields(usize),
}

// === impl Fault ===

impl Fault {
    /// A word for metrics.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Limit(Limit::Deadline(_)) => "deadline",
            Self::Limit(_) => "limit",
            Self::Trap(_) => "trap",
            Self::Exit(_) => "exit",
            Self::Breach(_) => "breach",
        }
    }

    /// Whether the call's wall time ran out.
    pub const fn is_deadline(&self) -> bool {
        matches!(self, Self::Limit(Limit::Deadline(_)))
    }
}

// === impl Limit ===

impl Limit {
    /// A word for metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deadline(_) => "deadline",
            Self::Cpu(_) => "cpu",
            Self::Memory(_) => "memory",
            Self::Stack(_) => "stack",
            Self::Transfer(_) => "transfer",
            Self::Handles(_) => "handles",
            Self::Random(_) => "random_bytes",
            Self::Fields(_) => "http_fields_bytes",
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deadline(ms) => write!(f, "it did not answer within {ms} ms (limits.deadline_ms)"),
            Self::Cpu(ms) => write!(f, "it used more than {ms} ms of CPU time (limits.cpu_ms)"),
            Self::Memory(bytes) => {
                write!(f, "it asked for more than {} MiB of memory (limits.memory_mib)", bytes / (1024 * 1024))
            }
            Self::Stack(bytes) => write!(f, "its calls nest deeper than {} KiB of stack allow", bytes / 1024),
            Self::Transfer(bytes) => {
                write!(f, "it handed over more than {bytes} bytes at once (limits.reply_bytes)")
            }
            Self::Handles(count) => write!(f, "it held more than {count} handles (limits.handles)"),
            Self::Random(bytes) => {
                write!(f, "it asked for more than {bytes} random bytes at once (limits.random_bytes)")
            }
            Self::Fields(bytes) => {
                write!(f, "it put more than {bytes} bytes into header fields (limits.http_fields_bytes)")
            }
        }
    }
}
