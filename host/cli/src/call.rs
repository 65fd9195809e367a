//! `patio call`: one call of one adapter, on the desk.

use crate::desk::{Desk, block_on};
use crate::exit::{Exit, Failure, Outcome};
use crate::logging;
use clap::Args;
use patio_host::adapter::{Adapter, Call, CallError, Lending, LongLane, Meter, Premises, Said, SettingProblem, WayOut};
use patio_host::config::Config;
use patio_host::epos::{
    Capability, EposError, ErrorType, InvalidRequest, PaymentUpdate, Reply, Request, Requester, UpdateStatus, check,
};
use patio_host::metrics::LimitHits;
use patio_host::store::{MemoryStore, Shelf, Store};
use patio_host::trace::TraceId;
use patio_host::venue::grants::Lan;
use patio_host::venue::{Grants, HttpGrant, Redactor, Secret, VenueId};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The component
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// What to ask: SearchOrders, GetOrderById, HandleEvent:payment_intent.status_updated, …
    #[arg(value_name = "CAPABILITY")]
    capability: String,
    /// The request as EPOS JSON; a path's parameter is a field: '{"orderId": "1001"}'
    #[arg(value_name = "JSON", default_value = "{}")]
    request: String,
    /// A setting of the adapter
    #[arg(long = "setting", value_name = "KEY=VALUE", value_parser = key_value)]
    settings: Vec<(String, String)>,
    /// A server that the adapter may reach, as in [venues.x.allow] http
    #[arg(long = "allow", value_name = "URL", value_parser = grant)]
    allow: Vec<HttpGrant>,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    logging::start(logging::Default::Warnings);
    block_on(call(arguments))
}

async fn call(arguments: &Arguments) -> Outcome {
    let capability = Capability::by_name(&arguments.capability).ok_or_else(|| {
        let served = patio_host::epos::capability::TABLE.iter().map(|row| row.name).collect::<Vec<_>>();
        Failure::usage(format_args!("{:?} is no capability", arguments.capability))
            .hint(format_args!("one of {}", served.join(", ")))
    })?;
    let request = Request::from_params(capability, arguments.request.as_bytes())
        .map_err(|InvalidRequest(text)| Failure::usage(format_args!("the request is no {capability}: {text}")))?;
    let desk = Desk::set()?;
    let adapter = desk.load(&arguments.file).await?;
    if !adapter.capabilities().contains(capability) {
        return Err(Failure::failed(format_args!("{} does not provide {capability}", arguments.file.display())));
    }
    let lending = Arc::new(lend(&desk, &adapter, &arguments.settings, &arguments.allow)?);
    match ask(&adapter, &lending, &request).await {
        Ok(reply) => {
            let json = reply.into_rest().map_err(Failure::failed)?;
            // What is gone has no body over REST: on the desk it is shown as the empty object that a socket gets.
            let json = if json.is_empty() { b"{}".as_slice() } else { &json };
            let document: serde_json::Value = serde_json::from_slice(json).map_err(Failure::failed)?;
            crate::table::print_json(&document)
        }
        Err(error) => {
            crate::table::print_json(&error)?;
            Err(Failure::silent(Exit::Failed))
        }
    }
}

fn grant(text: &str) -> Result<HttpGrant, String> {
    text.parse().map_err(|bad| format!("{text:?} {bad}: write \"https://api.pos.example\""))
}

pub(crate) fn lend(
    desk: &Desk,
    adapter: &Adapter,
    settings: &[(String, String)],
    allow: &[HttpGrant],
) -> Outcome<Lending> {
    let given: BTreeMap<_, _> = settings.iter().cloned().collect();
    let settings = adapter.description().settings(&given).map_err(|problems| {
        Failure::usage(SettingProblem::join(&problems)).hint("give settings with --setting KEY=VALUE")
    })?;
    let secret = adapter.description().settings.iter().filter(|setting| setting.secret);
    let redactor =
        Redactor::new(secret.filter_map(|setting| settings.get(&setting.name)).map(|text| Secret::new(text.as_str())));
    let mut limits = Config::default_limits()?;
    // On the desk a language runtime need not be configured first.
    limits.memory_bytes = desk.sandbox.settings().memory_bytes;
    let venue: VenueId = "desk".parse().map_err(Failure::failed)?;
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    // A vendor's own machine: the point of sale may well be on it, also by the name `localhost`.
    let networks = ["127.0.0.0/8", "::1"].iter().filter_map(|network| network.parse().ok()).collect();
    let grants = Grants { http: allow.to_vec(), lan: Lan { is_open: true, networks }, ..Grants::default() };
    Ok(Lending {
        way_out: Some(Arc::new(WayOut::new(&venue, adapter.name(), &grants, &limits))),
        premises: Some(Arc::new(Premises::new(&venue, adapter.name(), &grants, 1))),
        store: Some(Shelf::new(&store, &venue, adapter.name(), &limits)),
        venue: Some(venue),
        adapter: adapter.name().clone(),
        settings,
        limits,
        reuse: false,
        redactor,
        notices: Arc::clone(&desk.notices),
        long_lane: LongLane::default(),
        limit_hits: LimitHits::none(),
    })
}

pub(crate) async fn ask(adapter: &Adapter, lending: &Arc<Lending>, request: &Request) -> Result<Reply, EposError> {
    let requester = Requester::default();
    let update = match request {
        Request::HandleEvent(event) => Some(PaymentUpdate {
            event_id: event.id.clone(),
            payment_intent_id: event.data.payment_intent_id.clone(),
            status: UpdateStatus::from(event.data.payment_status),
            capture_mode: event.data.capture_mode,
            created_at: event.created_at,
            // There is no Dojo to read it from.
            intent: None,
            refunded_before: None,
            requester: requester.clone(),
            attempt: 1,
        }),
        _ => None,
    };
    let call = update.as_ref().map_or(Call::Request(request, &requester), Call::PaymentUpdated);
    let deadline = Instant::now() + lending.limits.deadline;
    let meter = Arc::new(Meter::default());
    let answered = adapter
        .call(call, lending, &TraceId::random(), deadline, &meter)
        .await
        .map_err(|error| epos_error(error, &lending.redactor))?;
    let (mut reply, mut dropped) = (answered.reply, answered.dropped);
    check::hold(request, &mut reply, &mut dropped)
        .map_err(|breach| unexpected(&format!("the answer breaks the contract: {breach}"), &lending.redactor))?;
    for breach in dropped {
        let breach = breach.to_string();
        eprintln!("warning: an order breaks the contract and is not shown: {}", lending.redactor.redact(&breach));
    }
    Ok(reply)
}

/// As the card machine would read it, but with the reasons that only a vendor may see. Settings that the adapter calls
/// secret are in none.
fn epos_error(error: CallError, redactor: &Redactor) -> EposError {
    let (error_type, text) = match error {
        CallError::Said(Said::NotFound(text)) => (ErrorType::NotFound, text),
        CallError::Said(Said::InvalidRequest(text)) => (ErrorType::InvalidRequest, text),
        CallError::Said(Said::Conflict(text)) => (ErrorType::Conflict, text),
        CallError::Said(Said::Unavailable(text)) => (ErrorType::UnexpectedError, format!("unavailable: {text}")),
        CallError::Said(Said::InDoubt(text)) => (ErrorType::UnexpectedError, format!("in doubt: {text}")),
        CallError::Said(Said::Unexpected(text)) => (ErrorType::UnexpectedError, text),
        CallError::Fault(fault) => (ErrorType::UnexpectedError, format!("the adapter failed: {fault}")),
        CallError::Full => (ErrorType::UnexpectedError, "the sandbox has no place".to_owned()),
    };
    EposError { error_type, debug_message: Some(redactor.redact(&text).into_owned()), trace_id: None }
}

fn unexpected(text: &str, redactor: &Redactor) -> EposError {
    let text = redactor.redact(text).into_owned();
    EposError { error_type: ErrorType::UnexpectedError, debug_message: Some(text), trace_id: None }
}

pub(crate) fn key_value(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .ok_or_else(|| "write KEY=VALUE".to_owned())
}
