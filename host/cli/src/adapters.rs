//! `patio adapters`: what lies in the folder, and what a component is.

mod inspect;
mod keygen;
pub(crate) mod paste;
mod rollback;
mod secret_key;
mod sign;
mod verify;

use crate::desk::{Desk, block_on};
use crate::exit::{Exit, Failure, Outcome};
use crate::settings_file::SettingsFile;
use crate::table;
use clap::Subcommand;
use patio_host::adapter::{Adapter, SettingProblem};
use patio_host::config::Config;
use patio_host::epos::{Capability, CapabilitySet};
use patio_host::trust::Approval;
use patio_host::venue::{AdapterName, Venue};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// The adapters in the folder: what each is, or why it is none
    List {
        #[command(flatten)]
        file: SettingsFile,
        /// For programs: one JSON document on stdout
        #[arg(long)]
        json: bool,
    },
    /// What a component exports, wants and is called, without a host; and what a configuration gives it
    Inspect(inspect::Inspect),
    /// Puts the version before back into the folder: the newest that worked there and is not the one that lies there
    Rollback(rollback::Arguments),
    /// Makes a pair of keys for signing adapters
    Keygen(keygen::Arguments),
    /// Signs an adapter, so that hosts that trust the key load it
    Sign(sign::Arguments),
    /// Whether an adapter's signature is good and trusted
    Verify(verify::Arguments),
}

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::List { file, json } => list(file, *json),
        Command::Inspect(inspect) => block_on(inspect::run(inspect)),
        Command::Rollback(arguments) => block_on(rollback::run(arguments)),
        Command::Keygen(arguments) => keygen::run(arguments),
        Command::Sign(arguments) => sign::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
    }
}

fn list(file: &SettingsFile, as_json: bool) -> Outcome {
    // What fails stands in the list: log lines would say it twice.
    let config = file.load_without_secrets()?;
    let registry = block_on(async { Desk::set()?.load_folder(&config).await })?;
    let slots = registry.list();
    let unfit = |name: &AdapterName, adapter: &Adapter| unfit(&config, name, adapter);
    if as_json {
        let adapters: Vec<_> = slots
            .iter()
            .map(|(name, slot)| {
                json!({
                    "name": name.as_str(),
                    "adapter": slot.adapter.as_deref().map(document),
                    "unfit": slot.adapter.as_deref().map(|adapter| unfit(name, adapter)),
                    "approval": slot.approval.as_ref().map(ToString::to_string),
                    "failure": slot.failure.as_ref().map(|failure| json!({
                        "digest": failure.digest.to_string(), "reason": failure.reason,
                    })),
                })
            })
            .collect();
        table::print_json(&adapters)?;
    } else if slots.is_empty() {
        println!("no adapter in {}: drop a .wasm file there", config.adapters.folder.display());
    } else {
        let rows: Vec<_> = slots
            .iter()
            .map(|(name, slot)| match &slot.adapter {
                Some(adapter) => [
                    name.to_string(),
                    "loaded".to_owned(),
                    adapter.description().version.clone(),
                    adapter.description().payment_safety.to_string(),
                    slot.approval.as_ref().map(short).unwrap_or_default(),
                    names(adapter.capabilities()).join(" "),
                ],
                None => {
                    let reason = slot.failure.as_ref().map_or("", |failure| failure.reason.as_str());
                    [
                        name.to_string(),
                        "failed".to_owned(),
                        String::new(),
                        String::new(),
                        String::new(),
                        reason.to_owned(),
                    ]
                }
            })
            .collect();
        table::print(["NAME", "STATE", "VERSION", "SAFETY", "SIGNATURE", "CAPABILITIES"], &rows);
        for (name, slot) in &slots {
            let Some(adapter) = &slot.adapter else { continue };
            for (venue, reason) in unfit(name, adapter) {
                let version = &adapter.description().version;
                println!(
                    "venue {venue} cannot use {name} {version}: {reason}; a host that runs goes on with the version before"
                );
            }
        }
    }
    let failed = slots.values().any(|slot| slot.failure.is_some());
    if failed { Err(Failure::silent(Exit::Failed)) } else { Ok(()) }
}

/// In a column: a key's number alone.
fn short(approval: &Approval) -> String {
    match approval {
        Approval::Signed { key, .. } => key.id().to_string(),
        unchecked => unchecked.to_string(),
    }
}

/// The venues that lack settings for the version that lies in the folder, or have some that it does not know.
fn unfit(config: &Config, name: &AdapterName, adapter: &Adapter) -> BTreeMap<String, String> {
    let reason = |venue: &Arc<Venue>| {
        let given = venue.settings.iter().map(|(name, value)| (name.clone(), value.text.clone())).collect();
        let problems = adapter.description().settings(&given).err()?;
        Some((venue.id.to_string(), SettingProblem::join(&problems)))
    };
    config.venues.values().filter(|venue| venue.adapter == *name).filter_map(reason).collect()
}

fn document(adapter: &Adapter) -> Value {
    json!({
        "digest": adapter.digest().to_string(),
        "description": adapter.description(),
        "capabilities": names(adapter.capabilities()),
        "interfaces": adapter.interfaces(),
    })
}

fn list_under(title: &str, lines: impl Iterator<Item = String>) {
    println!("{title}");
    let mut none = true;
    for line in lines {
        none = false;
        println!("  {line}");
    }
    if none {
        println!("  none");
    }
}

fn names(capabilities: CapabilitySet) -> Vec<&'static str> {
    capabilities.iter().map(Capability::name).collect()
}
