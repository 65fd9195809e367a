//! Entities of the API begun with what each must have; the rest is empty, and filled in with `..`.
//!
//! Written out, an order has nineteen fields, and each one that a later version of the contract adds would break every
//! adapter.

use crate::model::{Collection, Discount};
use crate::model::{
    DineIn, EposError, Item, Modifier, Money, Order, OrderDetails, OrderStatus, OrderType, PageEnds, PageRequest,
    Payment, Requester, TaxLine,
};
use crate::orders::OrderFilter;
use crate::payment_events::{CaptureMode, PaymentIntent, PaymentStatus, PaymentUpdate};
use crate::payments::OrderPayment;
use crate::tables::{Table, TableFilter};

// === impl Order ===

impl Order {
    /// An order without lines, sums and payments, which may not be paid.
    ///
    /// ```
    /// use patio_sdk::model::{Money, Order, OrderDetails, OrderStatus};
    ///
    /// let order = Order {
    ///     total_amount: Some(Money::new(1250, "GBP")),
    ///     payable: true,
    ///     ..Order::new("1001", OrderStatus::Confirmed, OrderDetails::at_table("T8"))
    /// };
    /// ```
    pub fn new(id: impl Into<String>, status: OrderStatus, details: OrderDetails) -> Self {
        Self {
            id: id.into(),
            status,
            details,
            items: Vec::new(),
            note: None,
            customer: None,
            discounts: Vec::new(),
            tax_lines: Vec::new(),
            created_at: None,
            updated_at: None,
            total_amount: None,
            paid_amount: None,
            tips_amount: None,
            service_charge_amount: None,
            payments: Vec::new(),
            payable: false,
            reference: None,
            display_name: None,
        }
    }
}

// === impl OrderDetails ===

impl OrderDetails {
    /// Eaten here.
    pub const fn dine_in(dine_in: DineIn) -> Self {
        Self { order_type: OrderType::DineIn, dine_in: Some(dine_in), collection: None }
    }

    /// Eaten here, at a table.
    pub fn at_table(table_id: impl Into<String>) -> Self {
        Self::dine_in(DineIn { table_id: Some(table_id.into()), ..DineIn::default() })
    }

    /// Taken away.
    pub const fn collection(collection: Collection) -> Self {
        Self { order_type: OrderType::Collection, dine_in: None, collection: Some(collection) }
    }
}

impl Default for DineIn {
    /// Somewhere in the house.
    fn default() -> Self {
        Self { table_id: None, waiter_id: None, party_id: None, reservation_id: None, ready_at: None }
    }
}

// === impl Item, Modifier ===

impl Item {
    /// A line: so many of something, at a price for one.
    pub fn new(name: impl Into<String>, plu: impl Into<String>, quantity: i32, amount_per_item: Money) -> Self {
        Self {
            name: name.into(),
            plu: plu.into(),
            quantity,
            amount_per_item,
            note: None,
            modifiers: Vec::new(),
            sub_items: Vec::new(),
        }
    }
}

impl Modifier {
    /// A change to one of a line: so many for each one, at a price for one of them.
    pub fn new(name: impl Into<String>, plu: impl Into<String>, quantity: i32, amount_per_modifier: Money) -> Self {
        Self { name: name.into(), plu: plu.into(), quantity, amount_per_modifier }
    }
}

// === impl Discount, TaxLine, Payment ===

impl Discount {
    /// What is taken off the whole order.
    pub fn new(name: impl Into<String>, amount_total: Money) -> Self {
        Self {
            name: name.into(),
            amount_total,
            affected_plu: None,
            discount_reference: None,
            code: None,
            amount_percentage: None,
        }
    }
}

impl TaxLine {
    /// A tax by its name.
    pub fn new(name: impl Into<String>, amount_total: Money) -> Self {
        Self { amount_total, id: None, name: Some(name.into()), affected_plu: None, amount_percentage: None }
    }
}

impl Payment {
    /// A payment without tips, which did not come through Dojo.
    pub const fn new(paid_amount: Money) -> Self {
        Self { payment_intent_id: None, paid_amount, tips_amount: None }
    }
}

// === impl Requester, OrderFilter, TableFilter ===

impl Default for Requester {
    /// Nobody that is known.
    fn default() -> Self {
        Self { waiter_id: None, product: None, device_id: None, device_type: None }
    }
}

impl Default for OrderFilter {
    /// Every order.
    fn default() -> Self {
        Self { table_id: None, waiter_id: None, party_id: None, reservation_id: None, payable_only: false }
    }
}

impl Default for TableFilter {
    /// Every table.
    fn default() -> Self {
        Self { area_id: None, waiter_id: None }
    }
}

impl Table {
    /// A table of which nothing else is known.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), max_covers: None, area_id: None, waiter_ids: Vec::new() }
    }
}

// === impl PageRequest, PageEnds ===

impl PageRequest {
    /// The first page, of so many entries at most.
    pub const fn first(limit: u32) -> Self {
        Self { limit, at: None }
    }
}

impl Default for PageEnds {
    /// The only page.
    fn default() -> Self {
        Self { before: None, after: None }
    }
}

// === impl OrderPayment, PaymentUpdate, PaymentIntent ===

impl OrderPayment {
    /// A payment without tips and lock, for the first time.
    pub fn new(payment_intent_id: impl Into<String>, paid_amount: Money) -> Self {
        let payment_intent_id = payment_intent_id.into();
        Self { payment_intent_id, paid_amount, tips_amount: None, lock_id: None, attempt: 1 }
    }
}

impl PaymentUpdate {
    /// An update without amounts, for the first time.
    pub fn new(payment_intent_id: impl Into<String>, status: PaymentStatus) -> Self {
        Self {
            event_id: "evt_1".to_owned(),
            payment_intent_id: payment_intent_id.into(),
            status,
            capture_mode: CaptureMode::Auto,
            created_at: "1970-01-01T00:00:00.000Z".to_owned(),
            intent: None,
            refunded_before: None,
            requester: Requester::default(),
            attempt: 1,
        }
    }
}

impl PaymentIntent {
    /// An intent of which nothing is known but what was paid.
    pub const fn new(paid_amount: Money) -> Self {
        Self {
            order_id: None,
            paid_amount,
            tips_amount: None,
            service_charge_amount: None,
            cashback_amount: None,
            refunded_amount: None,
            waiter_id: None,
            metadata: Vec::new(),
        }
    }

    /// The same, for an order.
    #[must_use]
    pub fn of_order(mut self, order_id: impl Into<String>) -> Self {
        self.order_id = Some(order_id.into());
        self
    }
}

// === impl EposError ===

impl EposError {
    /// What the log is told.
    pub fn text(&self) -> &str {
        match self {
            Self::NotFound(text)
            | Self::InvalidRequest(text)
            | Self::Conflict(text)
            | Self::Unavailable(text)
            | Self::InDoubt(text)
            | Self::Unexpected(text) => text,
        }
    }
}
