//! What was paid: the intent's own amounts, or those of its captures.

use super::{Capture, Wire};
use crate::epos::{CaptureMode, Currency, Money, PaymentStatus};

/// The amounts of an intent that must be put together.
pub(super) struct Amounts {
    pub(super) amount: Money,
    pub(super) paid: Money,
    pub(super) tips: Option<Money>,
    pub(super) total: Money,
    pub(super) refunded: Option<Money>,
}

// === impl Amounts ===

impl Amounts {
    pub(super) fn of(wire: &Wire, status: PaymentStatus, mode: CaptureMode) -> Result<Self, String> {
        let amount = wire.amount.ok_or("it has no amount")?;
        let currency = amount.currency_code;
        let value = |name, money: Option<Money>| checked(name, money, currency);
        let asked = not_negative("amount", amount.value)?;
        let own_tips = value("tipsAmount", wire.tips_amount)?;
        let service_charge = value("serviceChargeAmount", wire.service_charge_amount)?.unwrap_or_default();
        let cashback = value("cashbackAmount", wire.cashback_amount)?.unwrap_or_default();
        let said_total = value("totalAmount", wire.total_amount)?.unwrap_or_default();
        let refunded = wire.refunded_amount.map(|value| not_negative("refundedAmount", value)).transpose()?;
        let whole = sum([asked, service_charge])?;

        let made = captures(wire)?;
        let (paid, tips, total) = match (mode, made) {
            // What an intent asked for and what was captured of it may differ: the captures are the money.
            (CaptureMode::Manual, Some(Captured { amount, tips })) => {
                let tips = tips.or(own_tips);
                (amount, tips, sum([amount, tips.unwrap_or_default()])?)
            }
            (mode, _) => {
                // An intent that captured itself at its expiry may name no captures.
                let open = !matches!(status, PaymentStatus::Captured | PaymentStatus::Refunded);
                let paid = if mode == CaptureMode::Manual && open { 0 } else { whole };
                let parts = sum([whole, own_tips.unwrap_or_default(), cashback])?;
                (paid, own_tips, said_total.max(parts))
            }
        };
        let money = |value| Money::new(value, currency);
        Ok(Self {
            amount,
            paid: money(paid),
            tips: tips.map(money),
            total: money(total),
            refunded: refunded.filter(|value| *value > 0).map(money),
        })
    }
}

struct Captured {
    amount: i64,
    tips: Option<i64>,
}

/// The sum of the captures that succeeded; none where there are none.
fn captures(wire: &Wire) -> Result<Option<Captured>, String> {
    let mut captured: Option<Captured> = None;
    let succeeded = |capture: &&Capture| capture.status.as_deref() == Some("Successful");
    for capture in wire.captures.iter().flatten().filter(succeeded) {
        let amount = not_negative("captures.amount", capture.amount.ok_or("a capture has no amount")?)?;
        let tips = capture.tips_amount.map(|tips| not_negative("captures.tipsAmount", tips)).transpose()?;
        let before = captured.take().unwrap_or(Captured { amount: 0, tips: None });
        captured = Some(Captured {
            amount: sum([before.amount, amount])?,
            tips: match (before.tips, tips) {
                (None, None) => None,
                (before, more) => Some(sum([before.unwrap_or_default(), more.unwrap_or_default()])?),
            },
        });
    }
    Ok(captured)
}

fn checked(name: &str, money: Option<Money>, currency: Currency) -> Result<Option<i64>, String> {
    let Some(money) = money else { return Ok(None) };
    if money.currency_code != currency && money.value != 0 {
        return Err(format!("{name} is in {}, amount in {currency}", money.currency_code));
    }
    not_negative(name, money.value).map(Some)
}

fn not_negative(name: &str, value: i64) -> Result<i64, String> {
    if value < 0 { Err(format!("{name} is negative: {value}")) } else { Ok(value) }
}

fn sum<const N: usize>(values: [i64; N]) -> Result<i64, String> {
    let add = |sum: i64, value| sum.checked_add(value);
    values.into_iter().try_fold(0, add).ok_or_else(|| "its amounts are out of range".to_owned())
}
