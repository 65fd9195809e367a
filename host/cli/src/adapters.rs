//! `patio adapters`: what lies in the folder, and what a component is.

mod keygen;
mod secret_key;
mod sign;
mod verify;

use crate::desk::{Desk, block_on};
use crate::exit::{Exit, Failure, Outcome};
use crate::logging;
use crate::settings_file::SettingsFile;
use crate::table;
use clap::{Args, Subcommand};
use patio_host::adapter::Adapter;
use patio_host::epos::{Capability, CapabilitySet};
use patio_host::trust::Approval;
use serde_json::{Value, json};
use std::path::PathBuf;

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
    /// What a component exports, wants and is called, without a host
    Inspect(Inspect),
    /// Makes a pair of keys for signing adapters
    Keygen(keygen::Arguments),
    /// Signs an adapter, so that hosts that trust the key load it
    Sign(sign::Arguments),
    /// Whether an adapter's signature is good and trusted
    Verify(verify::Arguments),
}

#[derive(Args)]
pub(crate) struct Inspect {
    /// The component
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// For programs: one JSON document on stdout
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::List { file, json } => list(file, *json),
        Command::Inspect(inspect) => block_on(inspect_file(inspect)),
        Command::Keygen(arguments) => keygen::run(arguments),
        Command::Sign(arguments) => sign::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
    }
}

fn list(file: &SettingsFile, as_json: bool) -> Outcome {
    // What fails stands in the list: log lines would say it twice.
    let config = file.load()?;
    let registry = block_on(async { Desk::set()?.load_folder(&config).await })?;
    let slots = registry.list();
    if as_json {
        let adapters: Vec<_> = slots
            .iter()
            .map(|(name, slot)| {
                json!({
                    "name": name.as_str(),
                    "adapter": slot.adapter.as_deref().map(document),
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

async fn inspect_file(arguments: &Inspect) -> Outcome {
    logging::start(logging::Default::Warnings);
    let adapter = Desk::set()?.load(&arguments.file).await?;
    if arguments.json {
        return table::print_json(&document(&adapter));
    }
    print(&adapter);
    Ok(())
}

fn document(adapter: &Adapter) -> Value {
    json!({
        "digest": adapter.digest().to_string(),
        "description": adapter.description(),
        "capabilities": names(adapter.capabilities()),
        "interfaces": adapter.interfaces(),
    })
}

fn print(adapter: &Adapter) {
    let description = adapter.description();
    let vendor = description.vendor.as_ref().map_or_else(String::new, |vendor| format!(" by {vendor}"));
    println!("{} {}{vendor}", description.name, description.version);
    println!("sha256         {}", adapter.digest());
    println!("payment safety {}", description.payment_safety);
    list_under("capabilities", names(adapter.capabilities()).iter().map(ToString::to_string));
    list_under("exports", adapter.interfaces().exports.iter().cloned());
    list_under("imports", adapter.interfaces().imports.iter().cloned());
    list_under(
        "settings",
        description.settings.iter().map(|setting| {
            let kind = match (setting.required, &setting.default) {
                (_, Some(default)) => format!("default {default:?}"),
                (true, None) => "required".to_owned(),
                (false, None) => "optional".to_owned(),
            };
            let secret = if setting.secret { ", secret" } else { "" };
            format!("{} ({kind}{secret}): {}", setting.name, setting.help)
        }),
    );
    list_under("wants to reach", description.http.iter().cloned());
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
