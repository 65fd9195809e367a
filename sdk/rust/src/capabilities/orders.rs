//! Orders: searched and shown, entered, canceled, locked, printed.

use crate::model::{EposError, Order, PageRequest, Requester, Timestamp};
use crate::order_bills::{self, Bill};
use crate::order_entry::{self, NewOrder};
use crate::orders::{self, OrderFilter, OrderPage};
use crate::{Adapter, Result, order_cancellation, order_lock_extension, order_locks};

/// SearchOrders and GetOrderById.
pub trait Orders: Adapter {
    /// A page of the orders that match every field of the filter that is given. [`page`](crate::page) does the cutting.
    ///
    /// # Errors
    /// The point of sale could not be asked, or the request is wrong.
    fn search_orders(&self, filter: &OrderFilter, page: &PageRequest, requester: &Requester) -> Result<OrderPage>;

    /// One order.
    ///
    /// # Errors
    /// There is none of this id (`not-found`), or the point of sale could not be asked.
    fn get_order(&self, order_id: &str, requester: &Requester) -> Result<Order>;
}

impl<A: Orders> orders::Guest for A {
    fn search_orders(filter: OrderFilter, page: PageRequest, requester: Requester) -> Result<OrderPage, EposError> {
        A::open()?.search_orders(&filter, &page, &requester)
    }

    fn get_order(order_id: String, requester: Requester) -> Result<Order, EposError> {
        A::open()?.get_order(&order_id, &requester)
    }
}

/// CreateOrder.
pub trait OrderEntry: Adapter {
    /// Enters an order. The same `dojo_order_id` again is answered with the order that it made the first time.
    ///
    /// # Errors
    /// It was not entered, or nobody knows (`in-doubt`).
    fn create_order(&self, order: NewOrder, requester: &Requester) -> Result<Order>;
}

impl<A: OrderEntry> order_entry::Guest for A {
    fn create_order(order: NewOrder, requester: Requester) -> Result<Order, EposError> {
        A::open()?.create_order(order, &requester)
    }
}

/// CancelOrderById.
pub trait OrderCancellation: Adapter {
    /// Cancels an order.
    ///
    /// # Errors
    /// It was not canceled, or nobody knows (`in-doubt`).
    fn cancel_order(&self, order_id: &str, requester: &Requester) -> Result<Order>;
}

impl<A: OrderCancellation> order_cancellation::Guest for A {
    fn cancel_order(order_id: String, requester: Requester) -> Result<Order, EposError> {
        A::open()?.cancel_order(&order_id, &requester)
    }
}

/// CreateOrderLock and DeleteOrderLock.
pub trait OrderLocks: Adapter {
    /// Keeps others from the order until `expiry`. The same lock id again is the same lock.
    ///
    /// # Errors
    /// Another holds it (`conflict`), or it was not locked for another reason.
    fn create_lock(&self, order_id: &str, lock_id: &str, expiry: &Timestamp, requester: &Requester) -> Result<Order>;

    /// Gives the order back. A lock that is gone already is a success.
    ///
    /// # Errors
    /// There is no such order (`not-found`), or it was not unlocked for another reason.
    fn delete_lock(&self, order_id: &str, lock_id: &str, requester: &Requester) -> Result<Order>;
}

impl<A: OrderLocks> order_locks::Guest for A {
    fn create_lock(id: String, lock: String, expiry: Timestamp, requester: Requester) -> Result<Order, EposError> {
        A::open()?.create_lock(&id, &lock, &expiry, &requester)
    }

    fn delete_lock(id: String, lock: String, requester: Requester) -> Result<Order, EposError> {
        A::open()?.delete_lock(&id, &lock, &requester)
    }
}

/// ExtendOrderLock. With it Dojo takes short locks and extends them; without it, long ones.
pub trait OrderLockExtension: Adapter {
    /// Keeps a lock until `expiry`.
    ///
    /// # Errors
    /// The lock is unknown or past its expiry (`not-found`), or it was not extended for another reason.
    fn extend_lock(&self, order_id: &str, lock_id: &str, expiry: &Timestamp, requester: &Requester) -> Result<()>;
}

impl<A: OrderLockExtension> order_lock_extension::Guest for A {
    fn extend_lock(id: String, lock: String, expiry: Timestamp, requester: Requester) -> Result<(), EposError> {
        A::open()?.extend_lock(&id, &lock, &expiry, &requester)
    }
}

/// GetOrderBillById.
pub trait OrderBills: Orders {
    /// The order as it is printed: where nothing else is written, the order alone, without header and footer.
    ///
    /// # Errors
    /// As [`Orders::get_order`].
    fn get_bill(&self, order_id: &str, requester: &Requester) -> Result<Bill> {
        Ok(Bill { header: Vec::new(), order: self.get_order(order_id, requester)?, footer: Vec::new() })
    }
}

impl<A: OrderBills> order_bills::Guest for A {
    fn get_bill(order_id: String, requester: Requester) -> Result<Bill, EposError> {
        A::open()?.get_bill(&order_id, &requester)
    }
}
