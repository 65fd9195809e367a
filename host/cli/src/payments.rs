//! `patio payments`: the ledger, beside a running host or without one.

use crate::desk::block_on;
use crate::exit::{Failure, Outcome};
use crate::settings_file::SettingsFile;
use crate::table;
use clap::{Args, Subcommand};
use patio_host::ledger::{Filter, SqliteLedger};
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

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::List(arguments) => block_on(list(arguments)),
        Command::Show(arguments) => block_on(show(arguments)),
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
    let config = file.load()?;
    SqliteLedger::open_read_only(&config.ledger.path).map_err(Failure::failed)
}
