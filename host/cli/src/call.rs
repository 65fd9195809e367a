//! `patio call`: one call of one adapter, on the desk.

use crate::desk::{Desk, block_on, lacks_grants};
use crate::exit::{Exit, Failure, Outcome};
use crate::logging;
use crate::typed::{Granted, key_value};
use clap::Args;
use patio_check::LendError;
use patio_host::adapter::{Adapter, Call, CallError, Lending, Meter, Said};
use patio_host::epos::{
    Capability, EposError, ErrorType, InvalidRequest, PaymentUpdate, Reply, Request, Requester, UpdateStatus, check,
};
use patio_host::trace::TraceId;
use patio_host::venue::{Grants, Redactor, VenueId};
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
    #[command(flatten)]
    granted: Granted,
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
    let request = Request::from_params(capability, arguments.request.as_bytes()).map_err(|InvalidRequest(text)| {
        Failure::usage(format_args!("the request is no {capability}: {text}"))
            .hint("write EPOS JSON, as in '{\"orderId\": \"1001\"}'")
    })?;
    let desk = Desk::set()?;
    let adapter = desk.load(&arguments.file).await?;
    if !adapter.capabilities().contains(capability) {
        return Err(Failure::failed(format_args!("{} does not provide {capability}", arguments.file.display())));
    }
    let lending = Arc::new(lend(&desk, &adapter, &arguments.settings, arguments.granted.grants())?);
    let answered = ask(&adapter, &lending, &request).await;
    let venue = lending.venue.as_ref().map(VenueId::as_str).unwrap_or_default();
    if lacks_grants(&desk.notices, venue) {
        eprintln!(
            "hint: here, --allow URL, --folder PATH=read|write and --tcp ADDRESS:PORT are what [venues.{venue}.allow] has"
        );
    }
    match answered {
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

pub(crate) fn lend(desk: &Desk, adapter: &Adapter, settings: &[(String, String)], grants: Grants) -> Outcome<Lending> {
    let given: BTreeMap<_, _> = settings.iter().cloned().collect();
    let memory_bytes = desk.sandbox.settings().memory_bytes;
    patio_check::lend(adapter, &given, grants, memory_bytes, &desk.notices).map_err(|error| match error {
        LendError::Settings(_) => Failure::usage(error).hint("give settings with --setting KEY=VALUE"),
        LendError::Defaults(_) => Failure::failed(error),
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
