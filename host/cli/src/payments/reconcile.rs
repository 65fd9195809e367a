//! `patio payments reconcile`: the host that runs is asked; where none runs, it is done here.

use super::time;
use crate::exit::{Exit, Failure, Outcome};
use crate::output::Output;
use crate::settings_file::SettingsFile;
use crate::table;
use crate::{compile, desk};
use clap::Args;
use patio_host::config::Config;
use patio_host::epos::{Money, Timestamp};
use patio_host::outgoing::{Outgoing, reason};
use patio_host::reconciliation::{Finding, Question, Report, Reports, lines};
use patio_host::server::Beside;
use patio_host::venue::VenueId;
use std::time::Duration;

/// A page of Dojo's list takes a second, an order of a slow POS five: this is a day of a large venue.
const PATIENCE: Duration = Duration::from_mins(30);

#[derive(Args)]
pub(crate) struct Reconcile {
    #[command(flatten)]
    file: SettingsFile,
    /// Only one venue
    #[arg(long, value_name = "ID")]
    venue: Option<VenueId>,
    /// Payments that changed from then on; where it is not said, from the beginning of the venue's business day
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<Timestamp>,
    /// Until then, which is not included; now where it is not said
    #[arg(long, value_name = "TIME", value_parser = time)]
    to: Option<Timestamp>,
    /// For spreadsheets: one line for each finding, and for each payment that could not be compared
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// For programs: one JSON document on stdout
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: &Reconcile) -> Outcome {
    let config = arguments.file.load()?;
    let question = Question {
        venue: arguments.venue.clone(),
        from: arguments.from,
        // So that a host that runs does it now, and the same for all venues.
        to: Some(arguments.to.unwrap_or_else(Timestamp::now)),
    };
    let gate = desk::gate_of(&config, config.server.max_adapter_memory_bytes)?;
    let beside = Beside::open(&config, gate, Some(compile::command()?));
    let reports = match beside.await.map_err(Failure::failed)? {
        Some(beside) => {
            let reports = beside.asked.answer(&question).await.map_err(Failure::failed);
            beside.close().await;
            reports?
        }
        None => ask_the_host(&config, &question).await?,
    };
    if arguments.json {
        table::print_json(&reports)?;
    } else if arguments.csv {
        lines::write(&mut Output::open(), &reports).map_err(Failure::failed)?;
    } else {
        reports.reports.iter().for_each(print);
    }
    for failure in &reports.failures {
        eprintln!("error: venue {} is not reconciled: {}", failure.venue, failure.reason);
    }
    if reports.failures.is_empty() { Ok(()) } else { Err(Failure::silent(Exit::Failed)) }
}

async fn ask_the_host(config: &Config, question: &Question) -> Outcome<Reports> {
    let console = config.server.console;
    // What listens on every address is reached on this machine's own.
    let address = if console.ip().is_unspecified() {
        std::net::SocketAddr::new(std::net::Ipv4Addr::LOCALHOST.into(), console.port())
    } else {
        console
    };
    let mut query = vec![];
    query.extend(question.venue.as_ref().map(|venue| format!("venue={venue}")));
    query.extend(question.from.map(|from| format!("from={from}")));
    query.extend(question.to.map(|to| format!("to={to}")));
    let url = format!("http://{address}/reconciliation.json?{}", query.join("&"));
    let unanswered = |why: String| {
        Failure::failed(format_args!("a host runs on this ledger, and its console at {address} {why}"))
            .hint("is [server] console the one that it was started with?")
    };
    let outgoing = Outgoing::new().map_err(Failure::failed)?;
    let sent = outgoing.client().get(url).timeout(PATIENCE).send().await;
    let answer = sent.map_err(|error| unanswered(reason(&error)))?;
    let status = answer.status();
    let body = answer.bytes().await.map_err(|error| unanswered(reason(&error)))?;
    if !status.is_success() {
        return Err(Failure::failed(String::from_utf8_lossy(&body).trim()));
    }
    serde_json::from_slice(&body).map_err(|error| unanswered(format!("answers what this patio cannot read: {error}")))
}

fn print(report: &Report) {
    println!("venue {}, payments from {} to {}", report.venue, report.period.from, report.period.to);
    println!("{}", report.summary());
    if !report.findings.is_empty() {
        println!();
        let rows: Vec<_> = report.findings.iter().map(cells).collect();
        table::print(["LIST", "PAYMENT INTENT", "ORDER", "DOJO", "CHARGED", "ON THE POS", "LEDGER"], &rows);
        println!();
        for finding in &report.findings {
            println!("{}: {}", finding.payment_intent_id, finding.what);
            println!("  to do: {}", finding.to_do);
        }
    }
    for one in &report.not_compared {
        let id = one.payment_intent_id.as_deref().unwrap_or("-");
        println!("not compared: {id}: {}", one.reason);
    }
    println!();
}

fn cells(finding: &Finding) -> [String; 7] {
    let amount = |amount: Option<Money>| amount.map_or_else(|| "-".to_owned(), |amount| amount.to_string());
    [
        finding.list.to_string(),
        finding.payment_intent_id.clone(),
        finding.order_id.clone(),
        finding.status.map_or_else(|| "not known".to_owned(), |status| status.to_string()),
        amount(finding.dojo_amount),
        amount(finding.pos_amount),
        finding.ledger.clone(),
    ]
}
