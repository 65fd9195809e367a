//! `patio`: the command line. One file per command.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks to a terminal")]

mod adapters;
mod call;
mod check_config;
mod compile;
mod demo;
mod desk;
mod doctor;
mod exit;
mod fencing;
mod logging;
mod payments;
mod pos;
mod render_bill;
mod serve;
mod settings_file;
mod signals;
mod simulator;
mod table;

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
    /// One call of one adapter, on the desk: EPOS JSON in, EPOS JSON out
    Call(call::Arguments),
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
        Command::Call(arguments) => call::run(&arguments),
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
