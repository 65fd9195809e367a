//! `patio check`: the conformance kit, on the desk.

use crate::desk::{self, Desk};
use crate::exit::{Exit, Failure, Outcome};
use crate::logging;
use crate::typed::key_value;
use clap::Args;
use patio_check::report::{Terminal, html, terminal};
use patio_check::{Catalogue, CatalogueError, Check, Glob, LendError, Report};
use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Cases that are played at once: half of the desk's places, for a call that ends leaves its place a moment later.
const AT_ONCE: usize = 4;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The component
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// A setting of the adapter; {pos} in it is the point of sale: --setting base_url={pos}
    #[arg(long = "setting", value_name = "KEY=VALUE", value_parser = key_value)]
    settings: Vec<(String, String)>,
    /// A server that the adapter may reach, beside the point of sale
    #[arg(long = "allow", value_name = "URL", value_parser = server)]
    allow: Vec<String>,
    /// Your own point of sale (a test system: payments are posted to it), in place of the example one
    #[arg(long, value_name = "URL", value_parser = server)]
    pos: Option<String>,
    /// Only cases with such an id: payments/*, or one of them; may be given several times
    #[arg(long = "case", value_name = "GLOB")]
    cases: Vec<Glob>,
    /// Other cases than those that patio carries: a folder with <group>/<rule>.toml in it
    #[arg(long = "cases", value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Names each case that does not fit the adapter
    #[arg(long)]
    skipped: bool,
    /// For programs: one JSON document, on stdout or in a file
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    json: Option<PathBuf>,
    /// For a browser: one HTML file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    logging::start(logging::Default::Nothing);
    desk::block_on(check(arguments))
}

async fn check(arguments: &Arguments) -> Outcome {
    let catalogue = catalogue(arguments)?;
    let desk = Desk::set()?;
    let adapter = desk.load(&arguments.file).await?;
    let component = std::fs::read(&arguments.file)
        .map_err(|error| Failure::usage(format_args!("{} cannot be read: {error}", arguments.file.display())))?;
    let settings = arguments.settings.iter().cloned().collect();
    let (allow, pos) = (arguments.allow.clone(), arguments.pos.clone());
    let check = Check::new(&adapter, &component, settings, allow, pos, desk.sandbox.settings().memory_bytes);
    if arguments.pos.is_some() && !check.has_pos() {
        return Err(Failure::usage("--pos is given, and no setting of the adapter is pointed there")
            .hint("name the setting that has its address: --setting base_url={pos}"));
    }
    check.is_ready().map_err(|error| match error {
        LendError::Settings(_) => Failure::usage(error)
            .hint("give it with --setting KEY=VALUE; {pos} in a value is the address of the point of sale"),
        LendError::Defaults(_) => Failure::failed(error),
    })?;
    let report = check.at_once(AT_ONCE).run(&catalogue).await;
    write(arguments, &report)?;
    if report.is_passed() { Ok(()) } else { Err(Failure::silent(Exit::Failed)) }
}

fn catalogue(arguments: &Arguments) -> Outcome<Catalogue> {
    let all = match &arguments.folder {
        Some(folder) => Catalogue::of_folder(folder),
        None => Catalogue::embedded(),
    };
    let all = all.map_err(|error| match error {
        CatalogueError::Bad { .. } => Failure::usage(error).hint("tests/conformance/cases has cases to look at"),
        error => Failure::usage(error),
    })?;
    let ids: Vec<_> = all.cases().iter().map(|case| case.id.clone()).collect();
    let chosen = all.only(&arguments.cases);
    if chosen.cases().is_empty() {
        let asked = arguments.cases.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        return Err(Failure::usage(format_args!("no case has the id {asked}")).hint(known(&ids, &asked)));
    }
    Ok(chosen)
}

/// What could have been asked for: the cases of that group, where there is one of that name, else the groups.
fn known(ids: &[String], asked: &str) -> String {
    let group = |id: &str| id.split_once('/').map_or(id, |(group, _)| group).to_owned();
    let beside: Vec<_> = ids.iter().filter(|id| group(id) == group(asked)).cloned().collect();
    if !beside.is_empty() {
        return format!("one of {}", beside.join(", "));
    }
    let groups: BTreeSet<_> = ids.iter().map(|id| format!("'{}/*'", group(id))).collect();
    format!("a group of them: {}", groups.into_iter().collect::<Vec<_>>().join(", "))
}

fn write(arguments: &Arguments, report: &Report) -> Outcome {
    let again = again(arguments);
    if let Some(file) = &arguments.html {
        to_file(file, &html(report, &again))?;
    }
    let json = arguments.json.as_ref().map(|file| report.json().map(|json| (file, json))).transpose();
    match json.map_err(Failure::failed)? {
        Some((file, json)) if file == Path::new("-") => {
            println!("{json}");
            return Ok(());
        }
        Some((file, json)) => to_file(file, &json)?,
        None => (),
    }
    let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    print!("{}", terminal(report, &Terminal { colours, again, skipped: arguments.skipped }));
    Ok(())
}

fn to_file(file: &Path, text: &str) -> Outcome {
    std::fs::write(file, text)
        .map_err(|error| Failure::failed(format_args!("{} cannot be written: {error}", file.display())))
}

/// What was typed, without the options that choose cases and reports. Values are left out: one may be a secret.
fn again(arguments: &Arguments) -> String {
    let mut line = format!("patio check {}", arguments.file.display());
    for (key, value) in &arguments.settings {
        let value = if value.contains("{pos}") { value.as_str() } else { "…" };
        line.push_str(&format!(" --setting {key}={value}"));
    }
    for (option, values) in [("--allow", arguments.allow.as_slice()), ("--pos", arguments.pos.as_slice())] {
        values.iter().for_each(|value| line.push_str(&format!(" {option} {value}")));
    }
    if let Some(folder) = &arguments.folder {
        line.push_str(&format!(" --cases {}", folder.display()));
    }
    line
}

fn server(text: &str) -> Result<String, String> {
    let as_grant = text.replace("{pos}", "http://127.0.0.1:1");
    match as_grant.parse::<patio_host::venue::HttpGrant>() {
        Ok(_) => Ok(text.to_owned()),
        Err(bad) => Err(format!("{text:?} {bad}: write \"https://api.pos.example\"")),
    }
}
