//! `patio doctor`: what holds on this machine with this configuration, what does not, and what to do.
//!
//! Facts are gathered here; each file beside decides about one thing, by facts alone.

mod adapters_folder;
mod address_space;
mod approval;
mod check;
mod clock;
mod compiled_code;
mod configuration;
mod descriptors;
mod facts;
mod fence;
mod ledger;
mod listeners;
mod pages;
mod roots;
mod sandbox;
mod secrets;
mod user;
mod venues;

use crate::exit::{Exit, Failure, Outcome};
use crate::logging;
use check::{Check, State};
use clap::Args;
use facts::Facts;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    file: crate::settings_file::SettingsFile,
    /// For programs: one JSON document on stdout, {"ok", "checks": [{"name", "state", "what", "details", "hint"}]}
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    logging::start(logging::Default::Warnings);
    let checks = checks(&Facts::gather(&arguments.file.config)?);
    // What could be better keeps nobody from serving.
    let ok = checks.iter().all(|check| check.state != State::Fails);
    if arguments.json {
        crate::table::print_json(&serde_json::json!({ "ok": ok, "checks": checks }))?;
    } else {
        checks.iter().for_each(|check| println!("{check}"));
    }
    if ok { Ok(()) } else { Err(Failure::silent(Exit::Failed)) }
}

fn checks(facts: &Facts) -> Vec<Check> {
    vec![
        configuration::check(&facts.configuration),
        fence::check(&facts.fence),
        pages::check(&facts.pages),
        address_space::check(&facts.address_space),
        sandbox::check(&facts.sandbox),
        descriptors::check(&facts.descriptors),
        user::check(facts.is_root),
        ledger::check(&facts.ledger),
        compiled_code::check(&facts.compiled_code),
        adapters_folder::check(&facts.adapters_folder),
        approval::check(&facts.approval),
        secrets::check(&facts.secrets),
        listeners::check(&facts.listeners),
        venues::check(&facts.venues),
        roots::check(&facts.roots),
        clock::check(&facts.clock),
    ]
}
