//! The adapter of the crash harness's point of sale: a program of its own behind HTTP, which outlives the host.
//!
//! It speaks as that program does: 200 with the order, 404, 409 where the state forbids it, 503 where nothing was done;
//! after any other answer, and after none, it may have done what it was asked.

use patio_sdk::http::{Request, Response};
use patio_sdk::model::Payment;
use patio_sdk::payment_events::PaymentStatus;
use patio_sdk::payments::OrderPayment;
use patio_sdk::settings;

use crate::{EposError, Money, Order, PaymentSafety, PaymentUpdate, Setting, order, setting};

/// The settings of every adapter of this kind.
pub fn settings() -> Vec<Setting> {
    vec![setting("base-url", "where the till is: scheme, host and port", "http://127.0.0.1:1")]
}

/// GetOrderById.
pub fn get(order_id: &str) -> Result<Order, EposError> {
    let response = Request::get(&url(&format!("/orders/{order_id}"))).send();
    // A read that failed changed nothing.
    let response = response.map_err(|error| EposError::Unavailable(error.to_string()))?;
    match response.status {
        200 => read(order_id, &response),
        404 => Err(EposError::NotFound(format!("the till has no order {order_id}"))),
        status => Err(EposError::Unavailable(format!("the till answered {status}"))),
    }
}

/// RecordOrderPaymentById.
pub fn pay(order_id: &str, payment: &OrderPayment, safety: PaymentSafety) -> Result<Order, EposError> {
    let tips = payment.tips_amount.as_ref().map_or(0, |tips| tips.value);
    let lock = payment.lock_id.as_deref().unwrap_or_default();
    let body = format!("amount={}&tips={tips}&lock={lock}", payment.paid_amount.value);
    let request = Request::post(&url(&format!("/orders/{order_id}/payments")));
    post(order_id, &request, body, &payment.payment_intent_id, &payment.payment_intent_id, safety)
}

/// HandleEvent: money goes back.
pub fn payment_updated(update: &PaymentUpdate, safety: PaymentSafety) -> Result<(), EposError> {
    let (Some(intent), before) = (&update.intent, update.refunded_before.as_ref().map_or(0, |it| it.value)) else {
        return Err(EposError::InvalidRequest("the till needs the amounts".to_owned()));
    };
    let all = intent.paid_amount.value;
    let amount = match update.status {
        PaymentStatus::PartlyRefunded => intent.refunded_amount.as_ref().map_or(0, |it| it.value) - before,
        PaymentStatus::Refunded | PaymentStatus::Reversed => all - before,
        PaymentStatus::Created | PaymentStatus::Authorized | PaymentStatus::Captured | PaymentStatus::Canceled => {
            return Ok(());
        }
    };
    let Some(order_id) = &intent.order_id else {
        return Err(EposError::InvalidRequest("the till needs the order".to_owned()));
    };
    let request = Request::post(&url(&format!("/orders/{order_id}/refunds")));
    let key = format!("{}-{before}-{amount}", update.payment_intent_id);
    post(order_id, &request, format!("amount={amount}"), &update.payment_intent_id, &key, safety).map(|_| ())
}

/// CreateOrderLock and DeleteOrderLock.
pub fn lock(order_id: &str, lock_id: &str, held: bool) -> Result<Order, EposError> {
    let verb = if held { "lock" } else { "unlock" };
    let request = Request::post(&url(&format!("/orders/{order_id}/{verb}"))).body(format!("lock={lock_id}"));
    answer(order_id, &request.send()?)
}

/// Posts money. What a till of this kind is not told, it cannot know; `x-story` is for the harness's own book.
fn post(
    order_id: &str,
    request: &Request,
    body: String,
    intent: &str,
    key: &str,
    safety: PaymentSafety,
) -> Result<Order, EposError> {
    let request = request.clone().header("x-story", intent);
    let request = match safety {
        PaymentSafety::Keyed => request.header("idempotency-key", key).body(format!("{body}&intent={intent}")),
        PaymentSafety::Lookup => request.body(format!("{body}&intent={intent}")),
        PaymentSafety::None => request.body(body),
    };
    answer(order_id, &request.send()?)
}

fn answer(order_id: &str, response: &Response) -> Result<Order, EposError> {
    match response.status {
        200 => read(order_id, response),
        404 => Err(EposError::NotFound(format!("the till has no order {order_id}"))),
        409 => Err(EposError::Conflict("the till refuses".to_owned())),
        503 => Err(EposError::Unavailable("the till is busy".to_owned())),
        status => Err(EposError::InDoubt(format!("the till answered {status}"))),
    }
}

/// An order as the till writes it: a line with its total, then one for each payment: `INTENT AMOUNT TIPS`, with `-` for
/// an intent that is not known.
fn read(order_id: &str, response: &Response) -> Result<Order, EposError> {
    let text = String::from_utf8_lossy(&response.body).into_owned();
    let wrong = || EposError::InDoubt(format!("the till answered what is no order: {text:?}"));
    let mut lines = text.lines();
    let total: i64 = lines.next().and_then(|line| line.parse().ok()).ok_or_else(wrong)?;
    let payments = lines.map(payment).collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
    let (paid, tips) = payments.iter().fold((0, 0), |(paid, tips), one| {
        (paid + one.paid_amount.value, tips + one.tips_amount.as_ref().map_or(0, |it| it.value))
    });
    let mut order = order(order_id);
    for item in &mut order.items {
        (item.quantity, item.amount_per_item.value) = (1, total);
    }
    Ok(Order {
        total_amount: Some(Money::new(total, "GBP")),
        paid_amount: Some(Money::new(paid, "GBP")),
        tips_amount: Some(Money::new(tips, "GBP")),
        payable: paid < total,
        payments,
        ..order
    })
}

fn payment(line: &str) -> Option<Payment> {
    let mut words = line.split(' ');
    let intent = words.next().filter(|word| *word != "-").map(ToOwned::to_owned);
    let (amount, tips) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let tips_amount = (tips != 0).then(|| Money::new(tips, "GBP"));
    Some(Payment { payment_intent_id: intent, paid_amount: Money::new(amount, "GBP"), tips_amount })
}

fn url(path: &str) -> String {
    format!("{}{path}", settings::get("base-url").unwrap_or_default())
}

/// An adapter for the till, of a kind of safety.
#[macro_export]
macro_rules! till {
    ($till:ident, $safety:expr) => {
        impl $crate::Case for $till {
            const PAYMENT_SAFETY: $crate::PaymentSafety = $safety;

            fn settings() -> Vec<$crate::Setting> {
                $crate::till::settings()
            }

            fn search(_: u32) -> Result<$crate::OrderPage, $crate::EposError> {
                Ok($crate::page([]))
            }

            fn get(order_id: &str) -> Result<$crate::Order, $crate::EposError> {
                $crate::till::get(order_id)
            }

            fn payment_updated(update: &$crate::PaymentUpdate) -> Result<(), $crate::EposError> {
                $crate::till::payment_updated(update, $safety)
            }
        }

        impl $crate::patio_sdk::payments::Guest for $till {
            fn record_payment(
                order_id: String,
                payment: $crate::patio_sdk::payments::OrderPayment,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Order, $crate::EposError> {
                $crate::till::pay(&order_id, &payment, $safety)
            }
        }

        impl $crate::patio_sdk::order_locks::Guest for $till {
            fn create_lock(
                order_id: String,
                lock_id: String,
                _: String,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Order, $crate::EposError> {
                $crate::till::lock(&order_id, &lock_id, true)
            }

            fn delete_lock(
                order_id: String,
                lock_id: String,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Order, $crate::EposError> {
                $crate::till::lock(&order_id, &lock_id, false)
            }
        }

        $crate::case!($till: about, orders, payment_events; payments, order_locks);
    };
}
