//! `patio adapters inspect`: what a component is and asks for, and what a configuration gives it.

use super::paste;
use super::{document, names};
use crate::desk::Desk;
use crate::exit::{Failure, Outcome};
use crate::{logging, table};
use clap::Args;
use patio_host::adapter::{Adapter, Missing, Setting};
use patio_host::config::{Config, environment};
use patio_host::venue::{Grants, Reach, Venue, grants::Host};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What a venue is called that nobody named.
const ANY_VENUE: &str = "crown";

#[derive(Args)]
pub(crate) struct Inspect {
    /// The component
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// Show what this configuration gives it, and what is missing
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// For this venue alone, whatever adapter it has; without --config, what the new venue is called
    #[arg(long, value_name = "ID")]
    venue: Option<String>,
    /// For programs: one JSON document on stdout
    #[arg(long)]
    json: bool,
}

/// What a venue gives, and what it does not.
struct Given {
    venue: Arc<Venue>,
    missing: Missing,
    toml: Option<String>,
}

pub(super) async fn run(arguments: &Inspect) -> Outcome {
    logging::start(logging::Default::Warnings);
    let adapter = Desk::set()?.load(&arguments.file).await?;
    let given = given(arguments, &adapter)?;
    let new = given.is_none().then(|| {
        let missing = Missing::of(adapter.description(), &BTreeMap::new(), &Grants::default());
        let id = arguments.venue.as_deref().unwrap_or(ANY_VENUE);
        (paste::new_venue(id, adapter.name().as_str(), adapter.description(), &missing), missing)
    });
    if arguments.json {
        let mut document = document(&adapter);
        if let (Some(document), Some((toml, missing))) = (document.as_object_mut(), &new) {
            document.insert("never".to_owned(), never(missing));
            document.insert("toml".to_owned(), json!(toml));
        }
        if let (Some(document), Some(given)) = (document.as_object_mut(), &given) {
            let venues: serde_json::Map<_, _> =
                given.iter().map(|given| (given.venue.id.to_string(), given.document())).collect();
            document.insert("venues".to_owned(), Value::Object(venues));
        }
        return table::print_json(&document);
    }
    print(&adapter);
    if let Some((toml, missing)) = &new {
        print_never(missing);
        println!("\n# a venue that gives it all, to paste into patio.toml:\n{}", toml.trim_end());
    }
    for given in given.iter().flatten() {
        given.print();
    }
    Ok(())
}

/// Each venue that is asked about; none where no configuration is.
fn given(arguments: &Inspect, adapter: &Adapter) -> Outcome<Option<Vec<Given>>> {
    let Some(file) = &arguments.config else { return Ok(None) };
    let (config, _) = Config::load(file, environment::of_process())?;
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let chosen = |venue: &&Arc<Venue>| match &arguments.venue {
        Some(id) => venue.id.as_str() == id,
        None => venue.adapter == *adapter.name(),
    };
    let venues: Vec<_> = config.venues.values().filter(chosen).cloned().collect();
    if venues.is_empty() {
        let known: Vec<_> = config.venues.keys().map(ToString::to_string).collect();
        let whose = match &arguments.venue {
            Some(id) => format!("{} has no venue {id:?}", file.display()),
            None => format!("{} has no venue with the adapter {:?}", file.display(), adapter.name().as_str()),
        };
        return Err(Failure::usage(whose).hint(format_args!("name one with --venue: {}", known.join(", "))));
    }
    let of = |venue: Arc<Venue>| {
        let mut missing = Missing::of(adapter.description(), &venue.settings, &venue.grants);
        if !config.server.lan_grants {
            forbid_local(&mut missing);
        }
        Given { toml: paste::missing(&venue, &missing, &text), missing, venue }
    };
    Ok(Some(venues.into_iter().map(of).collect()))
}

/// Where the operator's switch is off, an address of the network is no wish that a grant could fulfil.
fn forbid_local(missing: &mut Missing) {
    let is_local = |host: &Host| matches!(host, Host::Address(address) if Reach::of(*address) == Reach::Local);
    let (local, http) = std::mem::take(&mut missing.http).into_iter().partition(|grant| is_local(&grant.host));
    missing.http = http;
    let forbidden: Vec<patio_host::venue::HttpGrant> = local;
    missing.never.extend(forbidden.into_iter().map(|grant| patio_host::adapter::Never {
        wish: grant.to_string(),
        why: "is of this machine or its network, which [server] lan_grants = false forbids".to_owned(),
    }));
}

fn never(missing: &Missing) -> Value {
    let never = missing.never.iter().map(|never| json!({ "wish": never.wish, "why": never.why }));
    never.collect()
}

// === impl Given ===

impl Given {
    fn document(&self) -> Value {
        let Self { venue, missing, toml } = self;
        let grants =
            |grants: &[patio_host::venue::HttpGrant]| -> Value { grants.iter().map(ToString::to_string).collect() };
        let settings: Vec<_> = missing.settings.iter().map(|setting| setting.name.as_str()).collect();
        json!({
            "granted": { "http": grants(&venue.grants.http), "settings": venue.settings.keys().collect::<Vec<_>>() },
            "missing": { "http": grants(&missing.http), "settings": settings },
            "declined": grants(&venue.grants.declined),
            "never": never(missing),
            "toml": toml,
        })
    }

    fn print(&self) {
        let Self { venue, missing, toml } = self;
        let grants = &venue.grants;
        println!("\nvenue {}", venue.id);
        let http = grants.http.iter().map(|grant| format!("reach {grant}"));
        let folders = grants.folders.iter().map(|folder| {
            format!("{} {} as {}", folder.access.word(), paste::string(&folder.path.display().to_string()), folder.name)
        });
        let tcp = grants.tcp.iter().map(|address| format!("connect to {address}"));
        // Values are not shown: some are secrets that nobody marked.
        let settings = venue.settings.keys().map(|name| format!("the setting {}", paste::string(name)));
        super::list_under("gives", http.chain(folders).chain(tcp).chain(settings));
        let settings = missing.settings.iter().map(|setting| format!("the setting {}", paste::string(&setting.name)));
        super::list_under("lacks", missing.http.iter().map(|grant| format!("reach {grant}")).chain(settings));
        if !grants.declined.is_empty() {
            super::list_under("declines", grants.declined.iter().map(|server| format!("reach {server}")));
        }
        print_never(missing);
        if let Some(toml) = toml {
            println!(
                "# to paste into the configuration; or decline a server: declined = [\"…\"] in [venues.{}.allow]",
                venue.id
            );
            println!("{}", toml.trim_end());
        }
    }
}

fn print_never(missing: &Missing) {
    if !missing.never.is_empty() {
        let lines = missing.never.iter().map(|never| format!("{} {}", paste::string(&never.wish), never.why));
        super::list_under("asks in vain", lines);
    }
}

fn print(adapter: &Adapter) {
    let description = adapter.description();
    let vendor = description.vendor.as_ref().map_or_else(String::new, |vendor| format!(" by {vendor}"));
    println!("{} {}{vendor}", description.name, description.version);
    println!("sha256         {}", adapter.digest());
    println!("payment safety {}", description.payment_safety);
    super::list_under("capabilities", names(adapter.capabilities()).iter().map(ToString::to_string));
    super::list_under("exports", adapter.interfaces().exports.iter().cloned());
    super::list_under("imports", adapter.interfaces().imports.iter().cloned());
    super::list_under("settings", description.settings.iter().map(setting_line));
    super::list_under("wants to reach", description.http.iter().map(|wish| shown(wish)));
}

fn setting_line(setting: &Setting) -> String {
    let kind = match (setting.required, &setting.default) {
        (_, Some(default)) => format!("default {}", paste::string(default)),
        (true, None) => "required".to_owned(),
        (false, None) => "optional".to_owned(),
    };
    let secret = if setting.secret { ", secret" } else { "" };
    format!("{} ({kind}{secret}): {}", shown(&setting.name), setting.help)
}

/// A vendor's text as it is, where it is one word of visible characters; else quoted.
fn shown(text: &str) -> String {
    let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\'));
    if plain { text.to_owned() } else { paste::string(text) }
}
