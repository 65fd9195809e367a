//! Log lines on stderr: `PATIO_LOG` says which (`info` by default; `patio_host=debug`, `adapter=trace`, …).

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// What `PATIO_LOG` holds where it is not set.
#[derive(Clone, Copy)]
pub(crate) enum Default {
    /// A host: everything an operator wants to read.
    Info,
    /// A command whose output is its answer: only what is wrong.
    Warnings,
    /// A command that shows calls by itself, with what adapters log and how they ended: only what else is wrong.
    OwnWarnings,
    /// A command that says itself what is logged and what went wrong.
    Nothing,
}

/// Starts logging. A filter that cannot be read is told and passed over: a host with a typing error in `PATIO_LOG` serves.
pub(crate) fn start(default: Default) {
    let fallback = match default {
        Default::Info => "info",
        Default::Warnings => "warn,adapter=info",
        Default::OwnWarnings => "warn,adapter=off,patio_host::call=off",
        Default::Nothing => "off",
    };
    let filter = match std::env::var("PATIO_LOG") {
        Ok(text) => EnvFilter::try_new(&text).unwrap_or_else(|error| {
            eprintln!("warning: PATIO_LOG={text:?} cannot be read ({error}): {fallback:?} is used");
            EnvFilter::new(fallback)
        }),
        Err(_) => EnvFilter::new(fallback),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // It would tell standard error that standard error cannot be written, and panic.
        .log_internal_errors(false)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}
