//! What an order shows of a payment. Pure.

use crate::epos::order::Payment;
use crate::epos::{Money, Order, OrderPayment};
use crate::ledger::{Before, Declined, Found};

/// Looks for a payment on an order. `before` is what the order showed before the attempt, and `lock` the time during
/// which it is locked now.
pub(super) fn found(order: &Order, payment: &OrderPayment, before: Option<&Before>, lock: Option<&str>) -> Found {
    let (id, paid) = (payment.payment_intent_id.as_str(), paid(order, payment.paid_amount));
    if order.payments.iter().any(|one| one.payment_intent_id.as_deref() == Some(id)) {
        return Found::Present { proof: "the order lists the payment".to_owned() };
    }
    if let Some(before) = before
        // An equal split in cash looks the same: the numbers prove it only where nobody else could pay.
        && before.lock.is_some()
        && before.lock.as_deref() == lock
        && sum(before.paid, payment.paid_amount) == Some(paid)
    {
        let proof = format!("under Dojo's lock, what is paid went from {} to {paid}", before.paid);
        return Found::Present { proof };
    }
    Found::Absent { paid, total: order.total_amount }
}

/// What an order shows before a payment is put on it.
pub(super) fn before(order: &Order, payment: &OrderPayment, lock: Option<String>) -> Before {
    Before { paid: paid(order, payment.paid_amount), total: order.total_amount, lock }
}

/// Why a payment cannot be put on an order: another currency, or more than what is due. None where it can, or where the
/// order does not say what is due.
pub(super) fn objection(before: &Before, payment: &OrderPayment) -> Option<Declined> {
    let total = before.total?;
    let Some(after) = sum(before.paid, payment.paid_amount) else {
        let (order, paid) = (total.currency_code, payment.paid_amount.currency_code);
        return Some(Declined::InvalidRequest(format!("paidAmount: is in {paid}, and the order is in {order}")));
    };
    (after.value > total.value).then(|| {
        let paid = payment.paid_amount;
        Declined::Conflict(format!("{} is paid of {total}, and {paid} more is too much", before.paid))
    })
}

/// An order as it was read, with a payment that is assumed to be on it.
pub(super) fn with(mut order: Order, payment: &OrderPayment) -> Order {
    let paid = sum(paid(&order, payment.paid_amount), payment.paid_amount);
    let tips = match (order.tips_amount, payment.tips_amount) {
        (Some(tips), Some(more)) => sum(tips, more),
        (tips, more) => tips.or(more),
    };
    order.payments.push(Payment {
        payment_intent_id: Some(payment.payment_intent_id.clone()),
        paid_amount: payment.paid_amount,
        tips_amount: payment.tips_amount,
    });
    let is_paid = order.total_amount.zip(paid).is_some_and(|(total, paid)| paid.value >= total.value);
    order.payable = order.payable && !is_paid;
    order.paid_amount = paid;
    order.tips_amount = tips;
    order
}

/// The sum of an order's payments, without tips; nothing, in the currency at hand, where there are none.
fn paid(order: &Order, at_hand: Money) -> Money {
    let currency = order.total_amount.map_or(at_hand.currency_code, |total| total.currency_code);
    order.paid_amount.unwrap_or(Money {
        value: order.payments.iter().map(|payment| payment.paid_amount.value).sum(),
        currency_code: currency,
    })
}

fn sum(one: Money, other: Money) -> Option<Money> {
    if one.currency_code != other.currency_code {
        return None;
    }
    Some(Money { value: one.value.checked_add(other.value)?, currency_code: one.currency_code })
}
