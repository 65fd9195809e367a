//! A check of Corner, and what it adds up to.

use super::amount;
use patio_host::epos::Timestamp;
use serde::{Deserialize, Serialize};

/// A check, as it is written in a case and as the API shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    pub(super) id: String,
    number: u32,
    #[serde(default)]
    pub(super) table: Option<String>,
    #[serde(default)]
    pub(super) waiter: Option<String>,
    #[serde(default)]
    guests: u32,
    pub(super) state: State,
    pub(super) currency: String,
    pub(super) opened: String,
    changed: String,
    #[serde(default)]
    lines: Vec<Line>,
    #[serde(default)]
    discounts: Vec<Discount>,
    #[serde(default)]
    taxes: Vec<Tax>,
    #[serde(default)]
    service: Option<String>,
    /// Computed.
    #[serde(default)]
    total: String,
    #[serde(default)]
    pub(super) payments: Vec<Payment>,
    /// Computed.
    #[serde(default)]
    balance: String,
    #[serde(default)]
    pub(super) lock: Option<Lock>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Open,
    Billed,
    Closed,
    Void,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sku: String,
    name: String,
    qty: i64,
    price: String,
    #[serde(default)]
    comment: Option<String>,
    #[serde(default)]
    void: bool,
    #[serde(default)]
    options: Vec<Choice>,
}

/// An option of a line: so many for each one of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    sku: String,
    name: String,
    qty: i64,
    price: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Discount {
    name: String,
    amount: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tax {
    name: String,
    rate: String,
    amount: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payment {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) amount: String,
    #[serde(default)]
    pub(super) tip: Option<String>,
    #[serde(default)]
    pub(super) reference: Option<String>,
    #[serde(default)]
    pub(super) void: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Lock {
    pub(super) id: String,
    pub(super) until: String,
}

// === impl Check ===

impl Check {
    /// Whether a card machine finds it among those that are open.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, State::Open | State::Billed)
    }

    pub(super) fn minor(&self, text: &str) -> i64 {
        amount::parse(text, &self.currency).unwrap_or_default()
    }

    pub(super) fn text(&self, minor: i64) -> String {
        amount::write(minor, &self.currency)
    }

    /// Lines without discounts, with service, without tips.
    fn total(&self) -> i64 {
        let line = |line: &Line| {
            let options = line.options.iter().map(|option| option.qty * self.minor(&option.price)).sum::<i64>();
            line.qty * (self.minor(&line.price) + options)
        };
        let lines = self.lines.iter().filter(|line| !line.void).map(line).sum::<i64>();
        let discounts = self.discounts.iter().map(|discount| self.minor(&discount.amount)).sum::<i64>();
        lines - discounts + self.service.as_ref().map_or(0, |service| self.minor(service))
    }

    /// What is left to pay.
    pub(super) fn due(&self) -> i64 {
        let payments = self.payments.iter().filter(|payment| !payment.void);
        self.total() - payments.map(|payment| self.minor(&payment.amount)).sum::<i64>()
    }

    /// With what is computed.
    pub(super) fn added_up(mut self) -> Self {
        let nothing = self.text(0);
        for payment in &mut self.payments {
            payment.tip.get_or_insert_with(|| nothing.clone());
        }
        self.total = self.text(self.total());
        self.balance = self.text(self.due());
        self
    }

    /// The lock that holds now.
    pub(super) fn held(&self) -> Option<&str> {
        let lock = self.lock.as_ref()?;
        let until: Timestamp = lock.until.parse().ok()?;
        (until > Timestamp::now()).then_some(lock.id.as_str())
    }
}
