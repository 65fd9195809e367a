//! What the wrong adapters share: the adapter of `plugins/demo-rust`, with a place for one mistake.
//!
//! An adapter is a type that implements [`Mistake`] and overrides the one thing that it does wrongly; `wrong!` makes an
//! adapter of it. What it does not override is done as the demo does it, by the demo's own code.

// The demo is a program of its own, and its files are read here as they stand there.
#[path = "../../../../plugins/demo-rust/src/check.rs"]
#[allow(dead_code, reason = "not all of it is asked here")]
mod check;
#[path = "../../../../plugins/demo-rust/src/locks.rs"]
mod locks;
#[path = "../../../../plugins/demo-rust/src/orders.rs"]
mod orders;
#[path = "../../../../plugins/demo-rust/src/payments.rs"]
mod payments;
#[path = "../../../../plugins/demo-rust/src/pos.rs"]
mod pos;
#[path = "../../../../plugins/demo-rust/src/tables.rs"]
mod tables;

pub use patio_sdk;
pub use patio_sdk::about::PaymentSafety;
pub use patio_sdk::http::Client;
pub use patio_sdk::model::{EposError, Item, Money, Order, PageRequest, Payment, Position, Requester};
pub use patio_sdk::orders::{OrderFilter, OrderPage};
pub use patio_sdk::payment_events::{PaymentStatus, PaymentUpdate};
pub use patio_sdk::payments::OrderPayment;
pub use patio_sdk::{Orders, Result};
pub use serde_json::Value;

use patio_sdk::about::{Description, Setting};
use patio_sdk::payment::keyed;
use patio_sdk::tables::{Table, TableFilter, TablePage};
use patio_sdk::{Adapter, OrderLocks, PaymentEvents, Payments, Tables};
use serde_json::json;
use std::marker::PhantomData;

/// The right adapter.
pub struct Corner {
    /// The way to the POS.
    pub pos: Client,
}

/// The wrong one.
pub struct Wrong<M> {
    /// The right one, which does what is not wrong.
    right: Corner,
    mistake: PhantomData<M>,
}

/// What an adapter may do wrongly.
pub trait Mistake {
    /// What it declares.
    const SAFETY: PaymentSafety = PaymentSafety::Keyed;

    /// What it makes of a search before it asks the POS.
    fn asked(filter: &mut OrderFilter, page: &mut PageRequest) {
        let _ = (filter, page);
    }

    /// What it makes of a page before it answers.
    fn found(page: &mut OrderPage, asked: &PageRequest) {
        let _ = (page, asked);
    }

    /// What it makes of an order, beside the check as the POS shows it.
    fn order(check: &Value, order: &mut Order) {
        let _ = (check, order);
    }

    /// How it reads an order.
    ///
    /// # Errors
    /// Why it could not.
    fn get(right: &Corner, id: &str) -> Result<Order> {
        right.read(id)
    }

    /// What it makes of a read that failed.
    fn unread(error: EposError) -> EposError {
        error
    }

    /// How it puts a payment on an order.
    ///
    /// # Errors
    /// Why it could not.
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        right.pay(order_id, payment)
    }

    /// What it makes of the steps of a payment.
    ///
    /// # Errors
    /// Why it could not.
    fn updated(right: &Corner, update: &PaymentUpdate) -> Result<()> {
        right.update(update)
    }

    /// How it locks an order.
    ///
    /// # Errors
    /// Why it could not.
    fn lock(right: &Corner, order_id: &str, lock_id: &str, expiry: &str) -> Result<Order> {
        right.lock(order_id, lock_id, expiry)
    }

    /// How it unlocks an order.
    ///
    /// # Errors
    /// Why it could not.
    fn unlock(right: &Corner, order_id: &str, lock_id: &str) -> Result<Order> {
        right.delete_lock(order_id, lock_id, &Requester::default())
    }

    /// What it makes of the tables that a search found.
    fn tables(tables: &mut TablePage, filter: &TableFilter, all: Vec<Table>) {
        let _ = (tables, filter, all);
    }
}

/// An adapter of a mistake.
#[macro_export]
macro_rules! wrong {
    ($mistake:ident) => {
        type Adapter = $crate::Wrong<$mistake>;
        $crate::patio_sdk::register!(Adapter: about, orders, payments, payment_events, order_locks, tables);

        fn main() {}
    };
}

// === impl Corner ===

impl Adapter for Corner {
    fn describe() -> Description {
        Description::new("Corner", env!("CARGO_PKG_VERSION"))
            .payment_safety(PaymentSafety::Keyed)
            .setting(Setting::required("base_url", "where the POS answers"))
            .setting(Setting::secret("api_key", "the key that the POS gave for this venue"))
            .http("{base_url}")
    }

    fn open() -> Result<Self> {
        Ok(Self { pos: pos::client()? })
    }
}

impl Corner {
    /// A check as the POS shows it.
    ///
    /// # Errors
    /// Why it could not be read.
    pub fn check(&self, id: &str) -> Result<Value> {
        Ok(self.pos.get(&["checks", id]).fetch()?)
    }

    /// All checks as the POS shows them.
    fn all(&self) -> Result<Vec<Value>> {
        let mut list: Value = self.pos.get(&["checks"]).query("state", "all").query("limit", "50").fetch()?;
        Ok(match list.get_mut("checks").map(Value::take) {
            Some(Value::Array(checks)) => checks,
            _ => Vec::new(),
        })
    }

    /// Reads an order, rightly.
    ///
    /// # Errors
    /// Why it could not.
    pub fn read(&self, id: &str) -> Result<Order> {
        self.get_order(id, &Requester::default())
    }

    /// Puts a payment on an order, rightly.
    ///
    /// # Errors
    /// Why it could not.
    pub fn pay(&self, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        self.record_payment(order_id, payment, &Requester::default())
    }

    /// Does what a step of a payment wants, rightly.
    ///
    /// # Errors
    /// Why it could not.
    pub fn update(&self, update: &PaymentUpdate) -> Result<()> {
        self.payment_updated(update)
    }

    /// Locks an order, rightly.
    ///
    /// # Errors
    /// Why it could not.
    pub fn lock(&self, order_id: &str, lock_id: &str, expiry: &str) -> Result<Order> {
        self.create_lock(order_id, lock_id, &expiry.to_owned(), &Requester::default())
    }

    /// Posts a payment under a key of one's own.
    ///
    /// # Errors
    /// Why it could not.
    pub fn post(&self, order_id: &str, payment: &OrderPayment, key: &str) -> Result<Order> {
        let body = json!({
            "type": "CARD", "reference": payment.payment_intent_id, "amount": payment.paid_amount.to_decimal()?,
            "lock": payment.lock_id, "tip": payment.tips_amount.as_ref().map(Money::to_decimal).transpose()?,
        });
        keyed(key, self.pos.post(&["checks", order_id, "payments"]).json(&body), |_| Ok(()))?;
        self.read(order_id)
    }

    /// Posts a refund under a key of one's own.
    ///
    /// # Errors
    /// Why it could not.
    pub fn refund(&self, update: &PaymentUpdate, amount: &Money, key: &str) -> Result<()> {
        let order_id = update.intent.as_ref().and_then(|intent| intent.order_id.as_deref()).unwrap_or_default();
        let body = json!({"reference": update.payment_intent_id, "amount": amount.to_decimal()?});
        keyed(key, self.pos.post(&["checks", order_id, "refunds"]).json(&body), |_| Ok(()))
    }

    /// Unlocks an order, and fails where the lock is gone.
    ///
    /// # Errors
    /// Why it could not.
    pub fn delete_lock_strictly(&self, order_id: &str, lock_id: &str) -> Result<Order> {
        self.pos.delete(&["checks", order_id, "lock", lock_id]).send()?.success()?;
        self.read(order_id)
    }
}

// === impl Wrong ===

impl<M: Mistake> Adapter for Wrong<M> {
    fn describe() -> Description {
        Corner::describe().payment_safety(M::SAFETY)
    }

    fn open() -> Result<Self> {
        Ok(Self { right: Corner::open()?, mistake: PhantomData })
    }
}

impl<M: Mistake> Orders for Wrong<M> {
    fn search_orders(&self, filter: &OrderFilter, page: &PageRequest, requester: &Requester) -> Result<OrderPage> {
        let (mut own_filter, mut own_page) = (filter.clone(), page.clone());
        M::asked(&mut own_filter, &mut own_page);
        let mut found = self.right.search_orders(&own_filter, &own_page, requester).map_err(M::unread)?;
        let checks = self.right.all().map_err(M::unread)?;
        for order in &mut found.orders {
            if let Some(check) = checks.iter().find(|check| check["id"] == order.id.as_str()) {
                M::order(check, order);
            }
        }
        M::found(&mut found, page);
        Ok(found)
    }

    fn get_order(&self, order_id: &str, _: &Requester) -> Result<Order> {
        let mut order = M::get(&self.right, order_id).map_err(M::unread)?;
        let check = self.right.check(&order.id).map_err(M::unread)?;
        M::order(&check, &mut order);
        Ok(order)
    }
}

impl<M: Mistake> Payments for Wrong<M> {
    fn record_payment(&self, order_id: &str, payment: &OrderPayment, _: &Requester) -> Result<Order> {
        M::pay(&self.right, order_id, payment)
    }
}

impl<M: Mistake> PaymentEvents for Wrong<M> {
    fn payment_updated(&self, update: &PaymentUpdate) -> Result<()> {
        M::updated(&self.right, update)
    }
}

impl<M: Mistake> OrderLocks for Wrong<M> {
    fn create_lock(&self, order_id: &str, lock_id: &str, expiry: &String, _: &Requester) -> Result<Order> {
        M::lock(&self.right, order_id, lock_id, expiry)
    }

    fn delete_lock(&self, order_id: &str, lock_id: &str, _: &Requester) -> Result<Order> {
        M::unlock(&self.right, order_id, lock_id)
    }
}

impl<M: Mistake> Tables for Wrong<M> {
    fn tables(&self, requester: &Requester) -> Result<Vec<Table>> {
        self.right.tables(requester)
    }

    fn search_tables(&self, filter: &TableFilter, page: &PageRequest, requester: &Requester) -> Result<TablePage> {
        let mut found = self.right.search_tables(filter, page, requester)?;
        M::tables(&mut found, filter, self.right.tables(requester)?);
        Ok(found)
    }
}
