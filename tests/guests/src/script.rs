//! A till whose behaviour on a payment is chosen by a setting, for tests of how money is settled.
//!
//! `answer` is one of [`ANSWERS`], or `unavailable-N`: unavailable the first N times, then ok. Where the name ends in
//! `-applied`, the payment is put on the order before the answer goes wrong; otherwise only `ok` and what comes after a
//! delay do so.
//!
//! The order `ledger` has two kinds of lines as its note: `received INTENT STATUS ATTEMPT` for each call, and
//! `applied INTENT STATUS ATTEMPT AMOUNT ORDER` for each that was applied. Any other order shows the payments applied
//! to it, of a total of 100.00.

use std::thread;
use std::time::Duration;

use patio_sdk::about::{PaymentSafety, Setting};
use patio_sdk::model::{EposError, Money, Order, Payment};
use patio_sdk::payment_events::{PaymentStatus, PaymentUpdate};
use patio_sdk::{settings, store};

use crate::{number, order, setting};

/// What the setting `answer` may be.
pub const ANSWERS: &str = "ok, unavailable, unavailable-N, in-doubt, in-doubt-applied, conflict, not-found, invalid, \
                           unexpected, trap, trap-applied, slow, slow-applied";

const RECEIVED: &str = "received";
const APPLIED: &str = "applied";

/// The settings of every till of this kind.
pub fn settings() -> Vec<Setting> {
    vec![
        setting("answer", ANSWERS, "ok"),
        setting("delay-ms", "how long the slow answers take", "1000"),
        setting("total", "what each order comes to, in pence", "10000"),
    ]
}

/// Takes in an update. A till that is `keyed` applies no payment twice.
pub fn payment_updated(update: &PaymentUpdate, safety: PaymentSafety) -> Result<(), EposError> {
    let calls = append(RECEIVED, &format!("{} {}", head(update), update.attempt))?;
    let text = "as the script says".to_owned();
    let delay = || thread::sleep(Duration::from_millis(number("delay-ms", 1000)));
    let answer = settings::get("answer").unwrap_or_else(|| "ok".to_owned());
    if let Some(times) = answer.strip_prefix("unavailable-").and_then(|times| times.parse::<usize>().ok()) {
        return if calls <= times { Err(EposError::Unavailable(text)) } else { apply(update, safety) };
    }
    match answer.as_str() {
        "ok" => apply(update, safety),
        "unavailable" => Err(EposError::Unavailable(text)),
        "in-doubt" => Err(EposError::InDoubt(text)),
        "in-doubt-applied" => apply(update, safety).and(Err(EposError::InDoubt(text))),
        "conflict" => Err(EposError::Conflict(text)),
        "not-found" => Err(EposError::NotFound(text)),
        "invalid" => Err(EposError::InvalidRequest(text)),
        "unexpected" => Err(EposError::Unexpected(text)),
        "trap" => std::process::abort(),
        "trap-applied" => {
            apply(update, safety)?;
            std::process::abort()
        }
        "slow" => {
            delay();
            apply(update, safety)
        }
        "slow-applied" => {
            apply(update, safety)?;
            delay();
            Ok(())
        }
        other => Err(EposError::Unexpected(format!("no such answer: {other}"))),
    }
}

/// An order with its payments, or the ledger. A till that is neither `keyed` nor `lookup` keeps no intents.
pub fn get(order_id: &str, safety: PaymentSafety) -> Result<Order, EposError> {
    if order_id == "ledger" {
        let note = [lines(RECEIVED)?, lines(APPLIED)?].concat().join("\n");
        return Ok(Order { note: Some(note), ..order(order_id) });
    }
    let payments: Vec<_> = lines(APPLIED)?.iter().filter_map(|line| payment(line, order_id, safety)).collect();
    let (total, paid) = (number("total", 10_000), payments.iter().map(|it| it.paid_amount.value).sum());
    let mut order = order(order_id);
    for item in &mut order.items {
        (item.quantity, item.amount_per_item.value) = (1, total);
    }
    Ok(Order {
        total_amount: Some(Money::new(total, "GBP")),
        paid_amount: Some(Money::new(paid, "GBP")),
        payable: paid < total,
        payments,
        ..order
    })
}

fn head(update: &PaymentUpdate) -> String {
    let status = match update.status {
        PaymentStatus::Created => "created",
        PaymentStatus::Authorized => "authorized",
        PaymentStatus::Captured => "captured",
        PaymentStatus::PartlyRefunded => "partly-refunded",
        PaymentStatus::Refunded => "refunded",
        PaymentStatus::Reversed => "reversed",
        PaymentStatus::Canceled => "canceled",
    };
    format!("{} {status}", update.payment_intent_id)
}

fn apply(update: &PaymentUpdate, safety: PaymentSafety) -> Result<(), EposError> {
    let head = head(update);
    let known = format!("{APPLIED} {head} ");
    if safety == PaymentSafety::Keyed && lines(APPLIED)?.iter().any(|line| line.starts_with(&known)) {
        return Ok(());
    }
    let intent = update.intent.as_ref();
    let amount = match update.status {
        PaymentStatus::Captured => intent.map_or(0, |it| it.paid_amount.value),
        _ => intent.and_then(|it| it.refunded_amount.as_ref()).map_or(0, |it| it.value),
    };
    let order = intent.and_then(|it| it.order_id.as_deref()).unwrap_or("-");
    append(APPLIED, &format!("{head} {} {amount} {order}", update.attempt)).map(|_| ())
}

/// The payment in a line of what was applied, where it is one of this order. Refunds are only written down.
fn payment(line: &str, order: &str, safety: PaymentSafety) -> Option<Payment> {
    let mut words = line.splitn(6, ' ').skip(1);
    let (intent, status, _, amount) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let is_here = status == "captured" && words.next()? == order;
    is_here.then(|| Payment {
        payment_intent_id: (safety != PaymentSafety::None).then(|| intent.to_owned()),
        paid_amount: Money::new(amount.parse().unwrap_or(0), "GBP"),
        tips_amount: None,
    })
}

/// The lines kept under a key.
fn lines(key: &str) -> Result<Vec<String>, EposError> {
    Ok(text(read(key)?.as_deref()).lines().map(str::to_owned).collect())
}

/// Adds a line under a key, and answers how many there are then. The key is the line's first word.
fn append(key: &str, line: &str) -> Result<usize, EposError> {
    loop {
        let before = read(key)?;
        let after = format!("{}{key} {line}\n", text(before.as_deref()));
        let written = store::compare_and_set(key, before.as_deref(), after.as_bytes());
        if written.map_err(|error| EposError::Unexpected(error.to_string()))? {
            return Ok(after.lines().count());
        }
    }
}

fn read(key: &str) -> Result<Option<Vec<u8>>, EposError> {
    store::get(key).map_err(|error| EposError::Unexpected(error.to_string()))
}

fn text(stored: Option<&[u8]>) -> String {
    String::from_utf8_lossy(stored.unwrap_or_default()).into_owned()
}
