//! `patio render-bill`: an order's bill as a card machine would print it.

use crate::call::{ask, lend};
use crate::desk::{Desk, block_on};
use crate::exit::{Failure, Outcome};
use crate::logging;
use crate::output::Output;
use crate::typed::key_value;
use clap::{Args, ValueEnum};
use patio_bill::PngError;
use patio_host::epos::{Bill, Capability, Reply, Request};
use patio_host::venue::Grants;
use std::fmt;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Args)]
pub(crate) struct Arguments {
    /// An adapter's component, or a bill: a file with an OrderBill as JSON, `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The order whose bill the adapter is asked for
    #[arg(value_name = "ORDER")]
    order: Option<String>,
    /// How it is drawn; without it, as the name given with --output ends, else text
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<Format>,
    /// Where it is written, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A setting of the adapter
    #[arg(long = "setting", value_name = "KEY=VALUE", value_parser = key_value)]
    settings: Vec<(String, String)>,
}

/// What a bill can be drawn as.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 48 columns
    Text,
    /// A document that refers to nothing outside itself
    Svg,
    /// A picture
    Png,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    logging::start(logging::Default::Warnings);
    let format = arguments.format.unwrap_or_else(|| Format::of(arguments.output.as_deref()));
    if format == Format::Png && arguments.output.is_none() && io::stdout().is_terminal() {
        return Err(Failure::usage("a PNG is nothing that a terminal shows").hint("add --output bill.png"));
    }
    let bill = match &arguments.order {
        Some(order) => block_on(asked(&arguments.file, order, &arguments.settings))?,
        None => read(&arguments.file, &arguments.settings)?,
    };
    let drawn = match format {
        Format::Text => patio_bill::text(&bill).into_bytes(),
        Format::Svg => patio_bill::svg(&bill).into_bytes(),
        Format::Png => patio_bill::png(&bill).map_err(|error| match error {
            PngError::TooLong { .. } => Failure::failed(error).hint("--format svg has no such limit"),
            _ => Failure::failed(error),
        })?,
    };
    match &arguments.output {
        Some(file) => std::fs::write(file, drawn)
            .map_err(|error| Failure::failed(format_args!("{} cannot be written: {error}", file.display()))),
        None => Output::open().write_all(&drawn).map_err(Failure::failed),
    }
}

/// The bill that an adapter gives for an order.
async fn asked(file: &Path, order: &str, settings: &[(String, String)]) -> Outcome<Bill> {
    if !is_component(file) {
        return Err(Failure::usage(format_args!("{} is no adapter, so it is not asked for an order", file.display()))
            .hint("give a component (.wasm), or leave the order out to draw a bill's JSON"));
    }
    let capability = Capability::GetOrderBillById;
    let desk = Desk::set()?;
    let adapter = desk.load(file).await?;
    if !adapter.capabilities().contains(capability) {
        return Err(Failure::failed(format_args!("{} does not provide {capability}", file.display()))
            .hint("an adapter that exports the interface `order-bills` does"));
    }
    let lending = Arc::new(lend(&desk, &adapter, settings, Grants::default())?);
    match ask(&adapter, &lending, &Request::GetBill { order_id: order.to_owned() }).await {
        Ok(Reply::Bill(bill)) => Ok(*bill),
        Ok(_) => Err(Failure::failed("the adapter answered with something else than a bill")),
        Err(error) => {
            let said = error.debug_message.map(|text| format!(": {}", printable(text))).unwrap_or_default();
            Err(Failure::failed(format_args!("there is no bill of order {order:?}: {:?}{said}", error.error_type)))
        }
    }
}

/// The bill in a file.
fn read(file: &Path, settings: &[(String, String)]) -> Outcome<Bill> {
    if is_component(file) {
        return Err(Failure::usage(format_args!("{} is asked for the bill of which order?", file.display()))
            .hint(format_args!("patio render-bill {} ORDER", file.display())));
    }
    if !settings.is_empty() {
        return Err(Failure::usage("--setting is for an adapter").hint("a bill's JSON has no settings: leave it out"));
    }
    let from_input = file == Path::new("-");
    let name = if from_input { "standard input".to_owned() } else { file.display().to_string() };
    let json = if from_input { all_input() } else { std::fs::read(file) }
        .map_err(|error| Failure::usage(format_args!("{name} cannot be read: {error}")))?;
    serde_json::from_slice(&json).map_err(|error| {
        Failure::usage(format_args!("{name} is no OrderBill: {}", printable(error)))
            .hint("a bill is {\"header\": {\"lines\": […]}, \"order\": {…}, \"footer\": {\"lines\": […]}}")
    })
}

fn all_input() -> io::Result<Vec<u8>> {
    let mut json = Vec::new();
    io::stdin().lock().read_to_end(&mut json)?;
    Ok(json)
}

/// What others wrote, without what a terminal would obey.
fn printable(text: impl fmt::Display) -> String {
    text.to_string().replace(char::is_control, "\u{fffd}")
}

fn is_component(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("wasm"))
}

// === impl Format ===

impl Format {
    fn of(output: Option<&Path>) -> Self {
        let extension = output.and_then(Path::extension).map(|extension| extension.to_ascii_lowercase());
        match extension.as_ref().and_then(|extension| extension.to_str()) {
            Some("svg") => Self::Svg,
            Some("png") => Self::Png,
            _ => Self::Text,
        }
    }
}
