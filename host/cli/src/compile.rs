//! `patio compile-adapter`: the child that compiles. The host and the desk start it from their own binary; nobody types it.

use crate::exit::{Failure, Outcome};
use clap::Args;
use patio_host::adapter::{CompileCommand, CompileJob, SourceLines, compile_component};
use std::process::ExitCode;

/// What the child is called.
const COMMAND: &str = "compile-adapter";

#[derive(Args)]
pub(crate) struct Arguments {
    /// Memory that it may write to
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1 << 20))]
    memory_mib: u64,
    /// CPU time that it may use
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=1 << 20))]
    cpu_s: u64,
    /// Code that may come of it
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1 << 20))]
    code_mib: u64,
    /// For a sandbox that tells lines of the source
    #[arg(long)]
    source_lines: bool,
}

/// The command that runs this binary's child.
pub(crate) fn command() -> Outcome<CompileCommand> {
    let command = CompileCommand::this_executable([COMMAND.into()])
        .map_err(|error| Failure::failed(format_args!("this executable is not known: {error}")))?;
    // This binary's allocator reserves a gigabyte when it starts, all of which would count as memory of the child.
    Ok(command.with_variable("MIMALLOC_ARENA_EAGER_COMMIT", "0"))
}

/// The same, for a sandbox that tells lines of the source.
pub(crate) fn command_with_source_lines() -> Outcome<CompileCommand> {
    let mut command = command()?;
    command.arguments.push("--source-lines".into());
    Ok(command)
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let &Arguments { memory_mib, cpu_s, code_mib, source_lines } = arguments;
    let source_lines = if source_lines { SourceLines::Told } else { SourceLines::None };
    match compile_component(CompileJob { memory_mib, cpu_seconds: cpu_s, code_mib, source_lines }) {
        Ok(()) => ExitCode::SUCCESS,
        Err((ended, reason)) => {
            eprintln!("{reason}");
            ended.into()
        }
    }
}
