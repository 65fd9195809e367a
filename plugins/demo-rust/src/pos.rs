//! The POS as it speaks: the way to it, and what it answers.

use patio_sdk::http::{Client, Response};
use patio_sdk::{Result, settings};
use serde::Deserialize;

/// The way to the POS. Each request ends before the call does, and its failures become the right errors with `?`.
pub(crate) fn client() -> Result<Client> {
    let (base_url, api_key) = (settings::required("base_url")?, settings::required("api_key")?);
    Ok(Client::new(base_url).header("x-api-key", api_key).words(words))
}

/// Why the POS refuses, in words.
fn words(refusal: &Response) -> Option<String> {
    if refusal.status == 401 {
        return Some("the POS refuses the api_key: look at the venue's settings".to_owned());
    }
    refusal.json::<Refusal>().ok().map(|refusal| refusal.error.message)
}

#[derive(Deserialize)]
struct Refusal {
    error: Reason,
}

#[derive(Deserialize)]
struct Reason {
    message: String,
}

/// A part of the list of checks.
#[derive(Deserialize)]
pub(crate) struct Checks {
    pub(crate) checks: Vec<Check>,
    pub(crate) more_before: bool,
    pub(crate) more_after: bool,
}

/// A check. Amounts are decimal texts like "12.50"; what the adapter has no use for is left out.
#[derive(Deserialize)]
pub(crate) struct Check {
    pub(crate) id: String,
    pub(crate) number: u32,
    pub(crate) table: Option<String>,
    pub(crate) waiter: Option<String>,
    pub(crate) state: State,
    pub(crate) currency: String,
    /// Local time with its offset.
    pub(crate) opened: String,
    pub(crate) changed: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) discounts: Vec<Discount>,
    pub(crate) taxes: Vec<Tax>,
    pub(crate) service: Option<String>,
    /// With the service, without tips.
    pub(crate) total: String,
    pub(crate) payments: Vec<Payment>,
    pub(crate) balance: String,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    Open,
    Billed,
    Closed,
    Void,
}

#[derive(Deserialize)]
pub(crate) struct Line {
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) qty: i32,
    /// Of one, without options.
    pub(crate) price: String,
    pub(crate) comment: Option<String>,
    pub(crate) void: bool,
    pub(crate) options: Vec<Choice>,
}

#[derive(Deserialize)]
pub(crate) struct Choice {
    pub(crate) sku: String,
    pub(crate) name: String,
    /// For one of the line.
    pub(crate) qty: i32,
    pub(crate) price: String,
}

#[derive(Deserialize)]
pub(crate) struct Discount {
    pub(crate) name: String,
    pub(crate) amount: String,
}

#[derive(Deserialize)]
pub(crate) struct Tax {
    pub(crate) name: String,
    /// Percent: "20.00".
    pub(crate) rate: String,
    pub(crate) amount: String,
}

#[derive(Deserialize)]
pub(crate) struct Payment {
    pub(crate) amount: String,
    pub(crate) tip: Option<String>,
    /// The payment intent, of one that came through Dojo.
    pub(crate) reference: Option<String>,
    pub(crate) void: bool,
}
