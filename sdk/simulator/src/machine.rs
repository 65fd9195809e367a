//! A card machine at the table: finds orders, takes payments, and tells the point of sale of them.
//!
//! What it cannot do is a [`Trouble`]; what the point of sale says wrongly is in the transcript.

mod payment;
mod trouble;

pub use payment::Payment;
pub use trouble::Trouble;

use crate::cloud::Cloud;
use crate::fault::Faults;
use crate::line::{Ask, Heard, Line, Requester};
use crate::operation::Operation;
use crate::{clock, id, order};
use serde_json::{Value, json};
use std::sync::Arc;

/// How often something is asked before a card machine gives up, where no answer comes.
const ATTEMPTS: usize = 3;

/// Orders of a page: all that a screen scrolls through, and the most that may be asked for.
const PAGE: usize = 100;

/// For how long an order is locked: a payment takes a minute, and a split one several.
const LOCK_SECONDS: i64 = 300;

/// How the point of sale is told of payments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tells {
    /// By events: payment intents that are created and captured.
    Events,
    /// By RecordOrderPayment.
    Record,
    /// By both, as Dojo does where both are registered.
    Both,
}

/// A card machine.
pub struct CardMachine {
    line: Line,
    cloud: Cloud,
    account: String,
    faults: Arc<Faults>,
    /// How it tells of payments.
    pub tells: Tells,
    /// Who it says asks.
    pub requester: Requester,
    listed: Vec<Value>,
    chosen: Option<Chosen>,
    payments: Vec<Payment>,
    /// An event that comes later than it should.
    held_back: Option<Value>,
}

/// The order at which the card machine is.
struct Chosen {
    order: Value,
    lock: Option<String>,
}

// === impl CardMachine ===

impl CardMachine {
    /// A card machine that has just been switched on.
    #[must_use]
    pub fn new(line: Line, cloud: Cloud, account: &str, tells: Tells, faults: Arc<Faults>) -> Self {
        Self {
            line,
            cloud,
            account: account.to_owned(),
            faults,
            tells,
            requester: Requester { waiter_id: None, device_id: "simulator-1".to_owned() },
            listed: Vec::new(),
            chosen: None,
            payments: Vec::new(),
            held_back: None,
        }
    }

    /// The orders that can be paid, each with the name on the screen.
    ///
    /// # Errors
    /// Where the point of sale does not say.
    pub async fn list(&mut self) -> Result<Vec<(String, Value)>, Trouble> {
        let cursor = json!({"limit": PAGE});
        let body = match &self.requester.waiter_id {
            Some(waiter_id) => json!({"payableOnly": true, "cursor": cursor, "dineIn": {"waiterId": waiter_id}}),
            None => json!({"payableOnly": true, "cursor": cursor}),
        };
        let page = self.ask(self.new_ask("SearchOrders")?.body(body)).await?;
        self.listed = page.get("data").and_then(Value::as_array).cloned().unwrap_or_default();
        if let Some(order) = self.listed.iter().find(|order| order["payable"] == false) {
            return Err(Trouble::NotPayable { order: order::id(order).to_owned() });
        }
        Ok(order::names(&self.listed).into_iter().zip(self.listed.iter().cloned()).collect())
    }

    /// Takes an order of the list by its id, its name on the screen, or its place from 1, and reads it.
    ///
    /// # Errors
    /// Where it is not on the list, or the point of sale does not say.
    pub async fn choose(&mut self, wanted: &str) -> Result<&Value, Trouble> {
        let mut named = order::names(&self.listed).into_iter().zip(&self.listed);
        let named = named.find(|(name, order)| order::id(order) == wanted || name == wanted).map(|(_, order)| order);
        let placed = || self.listed.get(wanted.parse::<usize>().ok()?.checked_sub(1)?);
        let found = named.or_else(placed).ok_or_else(|| Trouble::NotListed { wanted: wanted.to_owned() })?;
        let id = order::id(found).to_owned();
        let order = self.read(&id).await?;
        Ok(&self.chosen.insert(Chosen { order, lock: None }).order)
    }

    /// The order at which it is, read anew.
    ///
    /// # Errors
    /// Where there is none, or the point of sale does not say.
    pub async fn look(&mut self) -> Result<&Value, Trouble> {
        let id = self.order_id()?;
        let order = self.read(&id).await?;
        let chosen = self.chosen.as_mut().ok_or(Trouble::NothingChosen)?;
        chosen.order = order;
        Ok(&chosen.order)
    }

    /// Locks the order, so that nobody else changes it.
    ///
    /// # Errors
    /// Where there is none, or the point of sale refuses.
    pub async fn lock(&mut self) -> Result<(), Trouble> {
        let order = self.order_id()?;
        let lock = self.chosen.as_ref().and_then(|chosen| chosen.lock.clone()).unwrap_or_else(|| id::new("lock"));
        let body = json!({"lockId": lock, "expiry": clock::in_seconds(LOCK_SECONDS)});
        self.ask(self.new_ask("CreateOrderLock")?.field("orderId", &order).body(body)).await?;
        if let Some(chosen) = &mut self.chosen {
            chosen.lock = Some(lock);
        }
        Ok(())
    }

    /// Keeps the lock for longer.
    ///
    /// # Errors
    /// Where there is none, or the point of sale refuses.
    pub async fn extend(&mut self) -> Result<(), Trouble> {
        let (order, lock) = (self.order_id()?, self.lock_id()?);
        let body = json!({"expiry": clock::in_seconds(LOCK_SECONDS)});
        let ask = self.new_ask("ExtendOrderLock")?.field("orderId", &order).field("lockId", &lock).body(body);
        self.ask(ask).await?;
        Ok(())
    }

    /// Gives the order free.
    ///
    /// # Errors
    /// Where it is not locked, or the point of sale refuses.
    pub async fn unlock(&mut self) -> Result<(), Trouble> {
        let (order, lock) = (self.order_id()?, self.lock_id()?);
        self.ask(self.new_ask("DeleteOrderLock")?.field("orderId", &order).field("lockId", &lock)).await?;
        if let Some(chosen) = &mut self.chosen {
            chosen.lock = None;
        }
        Ok(())
    }

    /// The order's printed bill.
    ///
    /// # Errors
    /// Where there is no order, or the point of sale refuses.
    pub async fn bill(&mut self) -> Result<Value, Trouble> {
        let order = self.order_id()?;
        self.ask(self.new_ask("GetOrderBillById")?.field("orderId", &order)).await
    }

    /// What it took so far, the last one last.
    #[must_use]
    pub fn payments(&self) -> &[Payment] {
        &self.payments
    }

    /// The currency of the order at which it is.
    #[must_use]
    pub fn currency(&self) -> &str {
        self.chosen.as_ref().map_or("GBP", |chosen| order::currency(&chosen.order))
    }

    async fn read(&self, order: &str) -> Result<Value, Trouble> {
        self.ask(self.new_ask("GetOrderById")?.field("orderId", order)).await
    }

    fn order_id(&self) -> Result<String, Trouble> {
        self.chosen.as_ref().map(|chosen| order::id(&chosen.order).to_owned()).ok_or(Trouble::NothingChosen)
    }

    fn lock_id(&self) -> Result<String, Trouble> {
        self.chosen.as_ref().and_then(|chosen| chosen.lock.clone()).ok_or(Trouble::NotLocked)
    }

    fn new_ask(&self, operation: &'static str) -> Result<Ask, Trouble> {
        let operation = Operation::by_name(operation).ok_or(Trouble::NoSuchOperation(operation))?;
        Ok(Ask::new(operation, &self.requester))
    }

    /// Asks until an answer comes: what is the same may be asked again.
    async fn ask(&self, ask: Ask) -> Result<Value, Trouble> {
        let operation = ask.operation.name;
        let mut why = String::new();
        for _ in 0..ATTEMPTS {
            match self.line.ask(&ask).await {
                Heard::Done(value) => return Ok(value),
                Heard::Refused(refusal) => return Err(Trouble::Refused { operation, refusal }),
                Heard::Nothing(reason) => why = reason,
            }
        }
        Err(Trouble::Silence { operation, attempts: ATTEMPTS, why })
    }
}
