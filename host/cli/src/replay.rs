//! `patio replay`: recorded calls at the desk, with the same adapter or another, and what differs.

use crate::desk::{Desk, block_on};
use crate::exit::{Exit, Failure, Outcome};
use crate::typed::key_value;
use crate::{logging, table};
use clap::Args;
use patio_host::config::Config;
use patio_host::recording::{Again, Difference, Recording, Stage, replay};
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The component
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// What `patio record` wrote
    #[arg(value_name = "RECORDING")]
    recording: PathBuf,
    /// Only this call
    #[arg(long, value_name = "N")]
    call: Option<u32>,
    /// A setting in place of the recorded one; a recording has no secrets
    #[arg(long = "setting", value_name = "KEY=VALUE", value_parser = key_value)]
    settings: Vec<(String, String)>,
    /// For programs: one JSON document on stdout
    #[arg(long)]
    json: bool,
}

/// What came of all calls.
#[derive(Serialize)]
struct Report {
    venue: String,
    recorded_at: String,
    calls: Vec<Replayed>,
    same: usize,
    differs: usize,
    /// What the recording lacks as a whole.
    missing: Option<String>,
}

/// What came of one call.
#[derive(Serialize)]
struct Replayed {
    call: u32,
    asked: String,
    at: String,
    same: bool,
    differences: Vec<Difference>,
    notes: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    logging::start(logging::Default::Nothing);
    let shown = arguments.recording.display();
    let text = std::fs::read(&arguments.recording)
        .map_err(|error| Failure::usage(format_args!("{shown} cannot be read: {error}")))?;
    let recording = Recording::read(&String::from_utf8_lossy(&text))
        .map_err(|error| Failure::usage(format_args!("{shown}: {error}")).hint("`patio record` makes one"))?;
    if let Some(number) = arguments.call
        && !recording.calls.iter().any(|(call, _)| *call == number)
    {
        let last = recording.calls.last().map_or(0, |(call, _)| *call);
        return Err(Failure::usage(format_args!("{shown} has no call {number}"))
            .hint(format_args!("its calls are 1 to {last}")));
    }
    let report = block_on(play(arguments, recording))?;
    if arguments.json {
        table::print_json(&report)?;
    } else {
        report.print();
    }
    if report.differs == 0 { Ok(()) } else { Err(Failure::silent(Exit::Failed)) }
}

async fn play(arguments: &Arguments, recording: Recording) -> Outcome<Report> {
    let desk = Desk::set()?;
    let adapter = desk.load(&arguments.file).await?;
    let settings = arguments.settings.iter().cloned().collect();
    let stage = Stage { limits: Config::default_limits()?, settings, notices: Arc::clone(&desk.notices) };
    let mut calls = Vec::new();
    for (call, account) in &recording.calls {
        if arguments.call.is_some_and(|wanted| wanted != *call) {
            continue;
        }
        let Again { differences, notes } = replay(&adapter, account, &stage);
        let (asked, at) = (account.name().to_owned(), account.at.to_string());
        calls.push(Replayed { call: *call, asked, at, same: differences.is_empty(), differences, notes });
    }
    let same = calls.iter().filter(|call| call.same).count();
    let Recording { venue, at: recorded_at, missing, .. } = recording;
    Ok(Report { venue, recorded_at, same, differs: calls.len() - same, calls, missing })
}

// === impl Report ===

impl Report {
    fn print(&self) {
        for call in &self.calls {
            let word = if call.same { "same" } else { "differs" };
            println!("call {}  {}  {}  {word}", call.call, call.at, call.asked);
            call.differences.iter().for_each(|difference| println!("  {difference}"));
            call.notes.iter().for_each(|note| println!("  info: {note}"));
        }
        if let Some(missing) = &self.missing {
            println!("info: of the recording: {missing}");
        }
        let number = self.calls.len();
        let calls = if number == 1 { "call" } else { "calls" };
        println!("{number} {calls}: {} same, {} differ", self.same, self.differs);
    }
}
