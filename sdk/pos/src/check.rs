//! A check of Corner, and what it adds up to.

use crate::amount;
use crate::opening::BadOpening;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A check, as it is written in an opening and as the API shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Check {
    pub(crate) id: String,
    number: u32,
    #[serde(default)]
    pub(crate) table: Option<String>,
    #[serde(default)]
    pub(crate) waiter: Option<String>,
    #[serde(default)]
    guests: u32,
    pub(crate) state: State,
    pub(crate) currency: String,
    pub(crate) opened: String,
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
    pub(crate) payments: Vec<Payment>,
    /// Computed.
    #[serde(default)]
    balance: String,
    #[serde(default)]
    pub(crate) lock: Option<Lock>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
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
    qty: i32,
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
    qty: i32,
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
pub(crate) struct Payment {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) amount: String,
    #[serde(default)]
    pub(crate) tip: Option<String>,
    #[serde(default)]
    pub(crate) reference: Option<String>,
    #[serde(default)]
    pub(crate) void: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Lock {
    pub(crate) id: String,
    pub(crate) until: String,
}

// === impl Check ===

impl Check {
    /// Of its fields.
    pub(crate) fn read(fields: &Value) -> Result<Self, BadOpening> {
        let id = fields.get("id").and_then(Value::as_str).unwrap_or("without an id");
        let bad = |what: String| BadOpening::BadCheck { id: id.to_owned(), what };
        let check = Self::deserialize(fields).map_err(|error| bad(error.to_string()))?;
        check.fault().map_or(Ok(check), |fault| Err(bad(fault)))
    }

    /// What in it is no amount or no time.
    fn fault(&self) -> Option<String> {
        let lines = self
            .lines
            .iter()
            .flat_map(|line| std::iter::once(&line.price).chain(line.options.iter().map(|option| &option.price)));
        let discounts = self.discounts.iter().map(|discount| &discount.amount);
        let payments = self.payments.iter().flat_map(|payment| std::iter::once(&payment.amount).chain(&payment.tip));
        let taxes = self.taxes.iter().map(|tax| &tax.amount);
        let mut amounts = lines.chain(discounts).chain(payments).chain(taxes).chain(&self.service);
        if let Some(amount) = amounts.find(|amount| amount::parse(amount, &self.currency).is_none()) {
            return Some(format!("{amount:?} is no amount in {}", self.currency));
        }
        let mut times = [&self.opened, &self.changed].into_iter().chain(self.lock.as_ref().map(|lock| &lock.until));
        times.find(|time| time.parse::<Timestamp>().is_err()).map(|time| format!("{time:?} is no time with an offset"))
    }

    /// Where it stands among others: local times of different offsets are the instants that they are.
    pub(crate) fn place(&self) -> (Timestamp, &str) {
        (self.opened.parse().unwrap_or(Timestamp::UNIX_EPOCH), &self.id)
    }

    /// Whether a card machine finds it among those that are open.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, State::Open | State::Billed)
    }

    fn minor(&self, text: &str) -> i128 {
        amount::parse(text, &self.currency).unwrap_or_default().into()
    }

    pub(crate) fn text(&self, minor: i128) -> String {
        amount::write(minor, &self.currency)
    }

    /// Lines without discounts, with service, without tips.
    fn total(&self) -> i128 {
        let line = |line: &Line| {
            let options = line.options.iter().map(|option| i128::from(option.qty) * self.minor(&option.price));
            i128::from(line.qty) * (self.minor(&line.price) + options.sum::<i128>())
        };
        let lines = self.lines.iter().filter(|line| !line.void).map(line).sum::<i128>();
        let discounts = self.discounts.iter().map(|discount| self.minor(&discount.amount)).sum::<i128>();
        lines - discounts + self.service.as_ref().map_or(0, |service| self.minor(service))
    }

    /// What is left to pay.
    pub(crate) fn due(&self) -> i128 {
        let payments = self.payments.iter().filter(|payment| !payment.void);
        self.total() - payments.map(|payment| self.minor(&payment.amount)).sum::<i128>()
    }

    /// As the API shows it: with what is computed.
    pub(crate) fn shown(&self) -> Value {
        let mut check = self.clone();
        for payment in &mut check.payments {
            payment.tip.get_or_insert_with(|| self.text(0));
        }
        check.total = self.text(self.total());
        check.balance = self.text(self.due());
        serde_json::to_value(check).unwrap_or_default()
    }

    /// The lock that holds at a time.
    pub(crate) fn held(&self, now: Timestamp) -> Option<&str> {
        let lock = self.lock.as_ref()?;
        let until: Timestamp = lock.until.parse().ok()?;
        (until > now).then_some(lock.id.as_str())
    }
}
