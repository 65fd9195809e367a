//! What a till holds: orders, and every line that was ever written on one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// All orders, and all that happened to them.
#[derive(Clone, Default, Debug)]
pub struct Book {
    orders: BTreeMap<String, Open>,
    lines: Vec<Line>,
    keys: BTreeSet<String>,
    /// How often the same money came.
    times: BTreeMap<String, usize>,
}

/// A line of the book.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub what: What,
    pub order: String,
    /// Which payment intent it is of. The till of kind `None` was told it for this book alone, and never says it.
    pub intent: Option<String>,
    pub amount: i64,
    pub tips: i64,
}

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Paid by card.
    Paid,
    /// Given back.
    Undone,
    /// Paid beside us.
    Cash,
}

#[derive(Clone, Default, Debug)]
struct Open {
    total: i64,
    lock: Option<String>,
}

/// Money that is to be written down.
#[derive(Clone, Debug)]
pub(super) struct Money {
    pub(super) line: Line,
    pub(super) key: Option<String>,
    pub(super) lock: Option<String>,
}

/// Why something is not written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refusal {
    NoOrder,
    Conflict,
}

// === impl Book ===

impl Book {
    pub(super) fn open(&mut self, id: &str, total: i64) {
        self.orders.insert(id.to_owned(), Open { total, lock: None });
    }

    /// How often the same money came before.
    pub(super) fn came(&mut self, what: &str) -> usize {
        let times = self.times.entry(what.to_owned()).or_default();
        *times += 1;
        *times - 1
    }

    /// Everything that was written, in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// What is paid of an order, without tips.
    pub fn paid(&self, order: &str) -> i64 {
        self.lines.iter().filter(|line| line.order == order).map(Line::signed).sum()
    }

    pub(super) fn take_cash(&mut self, order: &str, amount: i64) -> bool {
        let Some(open) = self.orders.get(order) else { return false };
        let is_taken = open.lock.is_none() && self.paid(order) + amount <= open.total;
        if is_taken {
            self.lines.push(Line { what: What::Cash, order: order.to_owned(), intent: None, amount, tips: 0 });
        }
        is_taken
    }

    /// Writes it down; what has a key that was written is there already. A till that counts on nobody paying too much
    /// would hide what this one is to show, so more than what is due is taken too.
    pub(super) fn write(&mut self, money: Money) -> Result<(), Refusal> {
        let open = self.orders.get(&money.line.order).ok_or(Refusal::NoOrder)?;
        if money.key.as_ref().is_some_and(|key| self.keys.contains(key)) {
            return Ok(());
        }
        // A till that is locked for one card machine takes nothing of another.
        if open.lock.is_some() && money.lock.is_some() && open.lock != money.lock {
            return Err(Refusal::Conflict);
        }
        self.keys.extend(money.key);
        self.lines.push(money.line);
        Ok(())
    }

    /// The same lock again is the same lock; another one is a conflict.
    pub(super) fn lock(&mut self, order: &str, lock: &str) -> Result<(), Refusal> {
        let open = self.orders.get_mut(order).ok_or(Refusal::NoOrder)?;
        if open.lock.as_ref().is_some_and(|held| held != lock) {
            return Err(Refusal::Conflict);
        }
        open.lock = Some(lock.to_owned());
        Ok(())
    }

    /// A lock that is gone already is a success.
    pub(super) fn unlock(&mut self, order: &str, lock: &str) -> Result<(), Refusal> {
        let open = self.orders.get_mut(order).ok_or(Refusal::NoOrder)?;
        if open.lock.as_ref().is_some_and(|held| held == lock) {
            open.lock = None;
        }
        Ok(())
    }

    /// An order as the till tells it: its total, then a line for each payment that is still on it.
    pub(super) fn shown(&self, order: &str, shows_intents: bool) -> Option<String> {
        let mut text = self.orders.get(order)?.total.to_string();
        let mut payments: Vec<(Option<&str>, i64, i64)> = Vec::new();
        for line in self.lines.iter().filter(|line| line.order == order) {
            let intent = line.intent.as_deref();
            let same = |payment: &&mut (Option<&str>, i64, i64)| payment.0 == intent && payment.1 > 0;
            match (line.what, payments.iter_mut().rfind(same)) {
                (What::Undone, Some(payment)) => payment.1 -= line.amount,
                _ => payments.push((intent, line.signed(), line.tips)),
            }
        }
        for (intent, amount, tips) in payments.into_iter().filter(|payment| payment.1 != 0) {
            let intent = intent.filter(|_| shows_intents).unwrap_or("-");
            let _ = write!(text, "\n{intent} {amount} {tips}");
        }
        Some(text)
    }
}

// === impl Line ===

impl Line {
    /// What it adds to what is paid.
    pub fn signed(&self) -> i64 {
        match self.what {
            What::Paid | What::Cash => self.amount,
            What::Undone => -self.amount,
        }
    }
}
