//! `patio`: the command line. One file per command.

// First: its macros are what all others print with.
#[macro_use]
mod output;

mod adapters;
mod build;
mod call;
mod carried;
mod check;
mod check_config;
mod compile;
mod demo;
mod desk;
mod dev;
mod doctor;
#[cfg(test)]
mod documented;
mod exit;
mod fencing;
mod logging;
mod new;
mod payments;
mod record;
mod pos;
mod render_bill;
mod replay;
mod serve;
mod settings_file;
mod signals;
mod simulator;
mod table;
mod typed;
mod vendoring;
mod wit;

use clap::{Parser, Subcommand};
use exit::Exit;
use std::process::ExitCode;

/// A page of orders is a thousand small strings that are made on one thread and freed on another: the system's allocator
/// spends a sixth of a call on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Makes any point of sale speak Dojo's EPOS Data API.
///
/// Exit codes: 0 fine, 1 failed, 64 wrong usage or configuration.
#[derive(Parser)]
#[command(name = "patio", version, propagate_version = true, max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A demo restaurant behind the EPOS Data API: no file, no network, no point of sale needed
    Demo(demo::Arguments),
    /// The host
    Serve(serve::Arguments),
    /// Reads everything that `serve` would, and says what is wrong and where
    CheckConfig(check_config::Arguments),
    /// Whether this machine is fit for it: what holds, what does not, and what to do
    Doctor(doctor::Arguments),
    /// What lies in the folder of adapters, and what a component is
    #[command(subcommand)]
    Adapters(adapters::Command),
    /// A new adapter's project, which builds and passes its check as it is
    New(new::Arguments),
    /// Builds a project's component, and says what is missing for it
    Build(build::Arguments),
    /// Builds and serves a project while it is changed, with a card machine beside it, and shows each call
    Dev(dev::Arguments),
    /// The interfaces that a project carries
    #[command(subcommand)]
    Wit(wit::Command),
    /// One call of one adapter, on the desk: EPOS JSON in, EPOS JSON out
    Call(call::Arguments),
    /// Whether an adapter keeps the contract: the conformance kit's cases, played against it
    Check(check::Arguments),
    /// The calls of a venue of a host that runs, with their outgoing traffic, in a file; without secrets
    Record(record::Arguments),
    /// Recorded calls once more, at the desk: what differs, with the same adapter or another
    Replay(replay::Arguments),
    /// An order's bill as a card machine would print it: text, SVG or PNG
    RenderBill(render_bill::Arguments),
    /// The ledger
    #[command(subcommand)]
    Payments(payments::Command),
    /// Corner, an example point of sale, for an adapter that is being written
    Pos(pos::Arguments),
    /// The Dojo side, without an account: its API, its end of the WebSocket, and a card machine
    Simulator(Box<simulator::Arguments>),
    /// What this binary starts to compile an adapter under limits
    #[command(hide = true)]
    CompileAdapter(compile::Arguments),
}

fn main() -> ExitCode {
    let command_line = match CommandLine::try_parse() {
        Ok(command_line) => command_line,
        Err(error) => {
            let _ = error.print();
            // Help and version are answers; everything else is wrong usage.
            return if error.use_stderr() { Exit::Usage.into() } else { ExitCode::SUCCESS };
        }
    };
    let outcome = match command_line.command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::CheckConfig(arguments) => check_config::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Adapters(command) => adapters::run(&command),
        Command::New(arguments) => new::run(&arguments),
        Command::Build(arguments) => build::run(&arguments),
        Command::Dev(arguments) => dev::run(&arguments),
        Command::Wit(command) => wit::run(&command),
        Command::Call(arguments) => call::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Record(arguments) => record::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::RenderBill(arguments) => render_bill::run(&arguments),
        Command::Payments(command) => payments::run(&command),
        Command::Pos(arguments) => pos::run(&arguments),
        Command::Simulator(arguments) => simulator::run(&arguments),
        Command::CompileAdapter(arguments) => return compile::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.print(),
    }
}
