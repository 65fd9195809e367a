//! `patio check-config`: everything that `serve` would read, without serving.

use crate::exit::{Exit, Failure, Outcome};
use clap::Args;
use patio_host::config::{Config, Finding, Level, environment};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    file: crate::settings_file::SettingsFile,
    /// For programs: one JSON document on stdout
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let (mut findings, venues) = match Config::load(&arguments.file.config, environment::of_process()) {
        Ok((config, warnings)) => {
            let mut findings = warnings;
            findings.extend(crate::desk::check_venues(&config, &arguments.file.config)?);
            (findings, Some(config.venues.len()))
        }
        Err(problems) => (problems.warnings.into_iter().chain(problems.problems).collect(), None),
    };
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let wrong = findings.iter().any(|finding| finding.level > Level::Warning);
    if arguments.json {
        crate::table::print_json(&serde_json::json!({ "ok": !wrong, "findings": findings }))?;
    } else {
        findings.iter().for_each(print);
        if !wrong {
            let venues = venues.unwrap_or_default();
            let plural = if venues == 1 { "" } else { "s" };
            println!("{} is fine: {venues} venue{plural}", arguments.file.config.display());
        }
    }
    if wrong { Err(Failure::silent(Exit::Usage)) } else { Ok(()) }
}

fn print(finding: &Finding) {
    let word = if finding.level == Level::Warning { "warning" } else { "error" };
    eprintln!("{word}: {finding}");
}
