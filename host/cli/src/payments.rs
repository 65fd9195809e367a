//! `patio payments`: the ledger, beside a running host or without one.

mod reconcile;

use crate::desk::block_on;
use crate::exit::{Failure, Outcome};
use crate::output::Output;
use crate::settings_file::SettingsFile;
use crate::table;
use clap::{Args, Subcommand};
use patio_host::csv;
use patio_host::epos::Timestamp;
use patio_host::ledger::{Decision, Filter, Ledger as _, SqliteLedger};
use patio_host::payments::decide::{DecideError, decide};
use patio_host::payments::export;
use patio_host::payments::summary::{self, PaymentRow, PaymentStory};
use patio_host::venue::VenueId;

/// Rows of a page at most.
const ROWS: u32 = 1000;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// The payment intents, the one that changed last first
    List(List),
    /// Everything that is known of one payment intent
    Show(Show),
    /// Answers a payment that waits for a person
    Resolve(Resolve),
    /// Every fact of a time as CSV, in the order of the ledger
    Export(Export),
    /// Compares Dojo's list of payments with the orders of the POS; changes nothing
    Reconcile(reconcile::Reconcile),
}

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    file: SettingsFile,
    /// Only those that wait for a person
    #[arg(long)]
    attention: bool,
    /// Only those of one venue
    #[arg(long, value_name = "ID")]
    venue: Option<VenueId>,
    /// So many at most
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=i64::from(ROWS)))]
    limit: u32,
    /// For programs: one JSON document on stdout
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(crate) struct Show {
    #[command(flatten)]
    file: SettingsFile,
    /// Dojo's id of the payment intent
    #[arg(value_name = "PAYMENT_INTENT_ID")]
    id: String,
    /// For programs: one JSON document on stdout
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(crate) struct Resolve {
    #[command(flatten)]
    file: SettingsFile,
    /// Dojo's id of the payment intent
    #[arg(value_name = "PAYMENT_INTENT_ID")]
    id: String,
    #[command(flatten)]
    answer: Answer,
    /// Who decides: it is kept with the decision
    #[arg(long, value_name = "WHO")]
    by: String,
    /// Whose payment, where several venues have the id
    #[arg(long, value_name = "ID")]
    venue: Option<VenueId>,
    /// For programs: one JSON document on stdout
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Answer {
    /// It is on the POS: nothing more is posted
    #[arg(long)]
    applied: bool,
    /// It is not on the POS: post it now
    #[arg(long)]
    post: bool,
    /// Give the money back
    #[arg(long)]
    refund: bool,
}

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    file: SettingsFile,
    /// From then on: 2026-11-01, or 2026-11-01T18:00:00Z; days begin at midnight UTC
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Timestamp,
    /// Until then, which is not included; now where it is not said
    #[arg(long, value_name = "TIME", value_parser = time)]
    to: Option<Timestamp>,
}

fn time(text: &str) -> Result<Timestamp, String> {
    let day = format!("{text}T00:00:00Z");
    text.parse()
        .or_else(|_| day.parse())
        .map_err(|_| format!("{text:?} is no time: write 2026-11-01, or 2026-11-01T18:00:00Z"))
}

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::List(arguments) => block_on(list(arguments)),
        Command::Show(arguments) => block_on(show(arguments)),
        Command::Resolve(arguments) => block_on(resolve(arguments)),
        Command::Export(arguments) => block_on(export(arguments)),
        Command::Reconcile(arguments) => block_on(reconcile::run(arguments)),
    }
}

async fn list(arguments: &List) -> Outcome {
    let ledger = open(&arguments.file)?;
    let filter = Filter {
        venue: arguments.venue.clone(),
        attention: arguments.attention,
        limit: arguments.limit,
        ..Filter::default()
    };
    let rows = summary::list(&ledger, &filter).await.map_err(Failure::failed)?;
    if arguments.json {
        return table::print_json(&rows);
    }
    if rows.is_empty() {
        println!("{}", if arguments.attention { "nothing waits for a person" } else { "no payments yet" });
        return Ok(());
    }
    let cells: Vec<_> = rows.iter().map(cells).collect();
    table::print(["VENUE", "PAYMENT INTENT", "STANDING", "UPDATED", "WHY"], &cells);
    if rows.len() == usize::try_from(arguments.limit).unwrap_or(usize::MAX) {
        eprintln!("there may be more: --limit {ROWS}, or --venue");
    }
    Ok(())
}

async fn show(arguments: &Show) -> Outcome {
    let ledger = open(&arguments.file)?;
    let stories = summary::show(&ledger, &arguments.id).await.map_err(Failure::failed)?;
    if stories.is_empty() {
        return Err(Failure::failed(format_args!("the ledger has no payment intent {:?}", arguments.id))
            .hint("`patio payments list` shows those it has"));
    }
    if arguments.json {
        return table::print_json(&stories);
    }
    stories.iter().for_each(print);
    Ok(())
}

async fn resolve(arguments: &Resolve) -> Outcome {
    let config = arguments.file.load_without_secrets()?;
    let ledger = SqliteLedger::open_beside(&config.ledger.path).map_err(Failure::failed)?;
    let decision = match arguments.answer {
        Answer { applied: true, .. } => Decision::Applied,
        Answer { post: true, .. } => Decision::Post,
        Answer { .. } => Decision::GiveBack,
    };
    let (id, venue) = (&arguments.id, arguments.venue.as_ref());
    let decided = decide(&ledger, id, venue, decision, &arguments.by, Timestamp::now()).await;
    ledger.close().await;
    let key = decided.map_err(|error| {
        let failure = Failure::failed(&error);
        match error {
            DecideError::Unknown(_) => failure.hint("`patio payments list --attention` shows those that wait"),
            DecideError::NotWaiting(..) | DecideError::Overtaken(_) => {
                failure.hint(format_args!("`patio payments show {id}` shows where it stands"))
            }
            DecideError::Ambiguous { .. } => failure.hint("add --venue ID"),
            DecideError::Nobody => failure.hint("add --by \"your name\""),
            DecideError::Ledger(_) => failure,
        }
    })?;
    if arguments.json {
        let document = serde_json::json!({
            "venue": key.venue.to_string(), "paymentIntentId": key.intent.as_ref(), "decision": decision, "by": arguments.by,
        });
        return table::print_json(&document);
    }
    println!("written: {} decided about {key}: {decision}", arguments.by);
    println!("a host that runs acts upon it within seconds, another one when it starts");
    Ok(())
}

async fn export(arguments: &Export) -> Outcome {
    let ledger = open(&arguments.file)?;
    let to = arguments.to.unwrap_or_else(Timestamp::now);
    if to <= arguments.from {
        return Err(Failure::usage(format_args!("--to {to} is not after --from {}", arguments.from)));
    }
    let mut out = Output::open();
    csv::write(&mut out, export::COLUMNS).map_err(Failure::failed)?;
    let written =
        export::rows(&ledger, arguments.from, to, |row| csv::write(&mut out, row).map_err(ExportError::Write));
    written.await.map_err(Failure::failed)
}

#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error(transparent)]
    Ledger(#[from] patio_host::ledger::LedgerError),
    #[error(transparent)]
    Write(std::io::Error),
}

fn print(story: &PaymentStory) {
    println!("payment intent {} of venue {}", story.row.payment_intent_id, story.row.venue);
    println!("standing       {}", story.row.standing);
    if let Some(status) = story.status {
        println!("status         {status:?}");
    }
    if let Some(reason) = &story.row.reason {
        println!("attention      {reason}");
    }
    if let Some(due) = story.row.due {
        println!("next attempt   {due}");
    }
    for entry in &story.entries {
        println!("  {entry}");
    }
}

fn cells(row: &PaymentRow) -> [String; 5] {
    [
        row.venue.clone(),
        row.payment_intent_id.clone(),
        row.standing.to_owned(),
        row.updated_at.to_string(),
        row.reason.clone().unwrap_or_default(),
    ]
}

fn open(file: &SettingsFile) -> Outcome<SqliteLedger> {
    let config = file.load_without_secrets()?;
    SqliteLedger::open_read_only(&config.ledger.path).map_err(Failure::failed)
}
