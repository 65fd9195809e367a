//! What the wrong restaurants share: the adapter of `plugins/demo`, with a place for one mistake. It offers what a Corner
//! point of sale has not: bills, areas, orders that are entered and canceled, parties, reservations, longer locks.
//!
//! An adapter is a type that implements [`Mistake`] and overrides the one thing that it does wrongly; `wrong!` makes an
//! adapter of it. What it does not override is done as the demo does it, by the demo's own code.

// The demo is a component of its own, and its files are read here as they stand there.
#[path = "../../../../plugins/demo/src"]
mod demo {
    pub(crate) mod about;
    pub(crate) mod areas;
    pub(crate) mod bill;
    pub(crate) mod bills;
    pub(crate) mod book;
    pub(crate) mod changes;
    pub(crate) mod currency;
    pub(crate) mod evening;
    pub(crate) mod floor;
    pub(crate) mod id;
    pub(crate) mod journal;
    pub(crate) mod letterhead;
    pub(crate) mod menu;
    pub(crate) mod order;
    pub(crate) mod order_bills;
    pub(crate) mod order_cancellation;
    pub(crate) mod order_entry;
    pub(crate) mod order_lock_extension;
    pub(crate) mod order_locks;
    pub(crate) mod orders;
    pub(crate) mod page;
    pub(crate) mod parties;
    pub(crate) mod payment_events;
    pub(crate) mod payments;
    pub(crate) mod register;
    pub(crate) mod reservations;
    pub(crate) mod stored;
    pub(crate) mod sums;
    pub(crate) mod tab;
    pub(crate) mod tables;
}

// As in the demo, where they stand at the root.
use demo::*;

pub use patio_sdk;
pub use patio_sdk::areas::Area;
pub use patio_sdk::model::{EposError, Order, OrderStatus, Requester};
pub use patio_sdk::order_bills::Bill;
pub use patio_sdk::order_entry::NewOrder;
pub use patio_sdk::parties::{NewParty, Party, PartyUpdate};
pub use patio_sdk::reservations::{Reservation, ReservationFields};
pub use patio_sdk::{OrderLocks, Orders, Reservations, Result};

use patio_sdk::about::Description;
use patio_sdk::model::{PageRequest, Timestamp};
use patio_sdk::orders::{OrderFilter, OrderPage};
use patio_sdk::parties::{PartyFilter, PartyPage};
use patio_sdk::payment_events::PaymentUpdate;
use patio_sdk::payments::OrderPayment;
use patio_sdk::reservations::{ReservationFilter, ReservationPage};
use patio_sdk::tables::Table;
use patio_sdk::{
    Adapter, Areas, OrderBills, OrderCancellation, OrderEntry, OrderLockExtension, Parties, PaymentEvents, Payments,
    Tables,
};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::marker::PhantomData;

/// The right adapter.
pub struct Demo;

/// The wrong one.
pub struct Wrong<M> {
    /// The right one, which does what is not wrong.
    right: Demo,
    mistake: PhantomData<M>,
}

/// What an adapter may do wrongly.
pub trait Mistake {
    /// What it makes of the areas.
    fn areas(areas: &mut Vec<Area>) {
        let _ = areas;
    }

    /// What it makes of a bill that is printed.
    fn bill(bill: &mut Bill) {
        let _ = bill;
    }

    /// What it makes of an order before it is entered.
    fn entered(order: &mut NewOrder) {
        let _ = order;
    }

    /// How it cancels an order.
    ///
    /// # Errors
    /// Why it could not.
    fn cancel(right: &Demo, order_id: &str) -> Result<Order> {
        right.cancel_order(order_id, &Requester::default())
    }

    /// How it extends a lock.
    ///
    /// # Errors
    /// Why it could not.
    fn extend(right: &Demo, order_id: &str, lock_id: &str, expiry: &Timestamp) -> Result<()> {
        right.extend_lock(order_id, lock_id, expiry, &Requester::default())
    }

    /// What it makes of a party before it is seated.
    fn seated(party: &mut NewParty) {
        let _ = party;
    }

    /// What it makes of an update, beside the party as it is.
    fn updated(party: &Party, update: &mut PartyUpdate) {
        let _ = (party, update);
    }

    /// What it makes of a reservation before it is taken.
    fn reserved(reservation: &mut ReservationFields) {
        let _ = reservation;
    }

    /// How it reads a reservation.
    ///
    /// # Errors
    /// Why it could not.
    fn reservation(right: &Demo, id: &str) -> Result<Reservation> {
        right.get_reservation(id, &Requester::default())
    }

    /// How it forgets a reservation.
    ///
    /// # Errors
    /// Why it could not.
    fn forget(right: &Demo, id: &str) -> Result<()> {
        right.delete_reservation(id, &Requester::default())
    }
}

/// An adapter of a mistake.
#[macro_export]
macro_rules! wrong {
    ($mistake:ident) => {
        type Adapter = $crate::Wrong<$mistake>;
        $crate::patio_sdk::register!(
            Adapter: about, areas, order_bills, order_cancellation, order_entry, order_lock_extension, order_locks, orders,
            parties, payment_events, payments, reservations, tables,
        );

        fn main() {}
    };
}

/// An id that is another each time.
pub fn fresh() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

// === impl Wrong ===

impl<M: Mistake> Adapter for Wrong<M> {
    fn describe() -> Description {
        Demo::describe()
    }

    fn open() -> Result<Self> {
        Ok(Self { right: Demo::open()?, mistake: PhantomData })
    }
}

impl<M: Mistake> Areas for Wrong<M> {
    fn list_areas(&self, requester: &Requester) -> Result<Vec<Area>> {
        let mut areas = self.right.list_areas(requester)?;
        M::areas(&mut areas);
        Ok(areas)
    }
}

impl<M: Mistake> Orders for Wrong<M> {
    fn search_orders(&self, filter: &OrderFilter, page: &PageRequest, requester: &Requester) -> Result<OrderPage> {
        self.right.search_orders(filter, page, requester)
    }

    fn get_order(&self, order_id: &str, requester: &Requester) -> Result<Order> {
        self.right.get_order(order_id, requester)
    }
}

impl<M: Mistake> OrderBills for Wrong<M> {
    fn get_bill(&self, order_id: &str, requester: &Requester) -> Result<Bill> {
        let mut bill = self.right.get_bill(order_id, requester)?;
        M::bill(&mut bill);
        Ok(bill)
    }
}

impl<M: Mistake> OrderEntry for Wrong<M> {
    fn create_order(&self, mut order: NewOrder, requester: &Requester) -> Result<Order> {
        M::entered(&mut order);
        self.right.create_order(order, requester)
    }
}

impl<M: Mistake> OrderCancellation for Wrong<M> {
    fn cancel_order(&self, order_id: &str, _: &Requester) -> Result<Order> {
        M::cancel(&self.right, order_id)
    }
}

impl<M: Mistake> OrderLocks for Wrong<M> {
    fn create_lock(&self, order_id: &str, lock_id: &str, expiry: &Timestamp, requester: &Requester) -> Result<Order> {
        self.right.create_lock(order_id, lock_id, expiry, requester)
    }

    fn delete_lock(&self, order_id: &str, lock_id: &str, requester: &Requester) -> Result<Order> {
        self.right.delete_lock(order_id, lock_id, requester)
    }
}

impl<M: Mistake> OrderLockExtension for Wrong<M> {
    fn extend_lock(&self, order_id: &str, lock_id: &str, expiry: &Timestamp, _: &Requester) -> Result<()> {
        M::extend(&self.right, order_id, lock_id, expiry)
    }
}

impl<M: Mistake> Payments for Wrong<M> {
    fn record_payment(&self, order_id: &str, payment: &OrderPayment, requester: &Requester) -> Result<Order> {
        self.right.record_payment(order_id, payment, requester)
    }
}

impl<M: Mistake> PaymentEvents for Wrong<M> {
    fn payment_updated(&self, update: &PaymentUpdate) -> Result<()> {
        self.right.payment_updated(update)
    }
}

impl<M: Mistake> Tables for Wrong<M> {
    fn tables(&self, requester: &Requester) -> Result<Vec<Table>> {
        self.right.tables(requester)
    }
}

impl<M: Mistake> Parties for Wrong<M> {
    fn create_party(&self, mut party: NewParty, requester: &Requester) -> Result<Party> {
        M::seated(&mut party);
        self.right.create_party(party, requester)
    }

    fn get_party(&self, party_id: &str, requester: &Requester) -> Result<Party> {
        self.right.get_party(party_id, requester)
    }

    fn update_party(&self, party_id: &str, mut party: PartyUpdate, requester: &Requester) -> Result<Party> {
        M::updated(&self.right.get_party(party_id, requester)?, &mut party);
        self.right.update_party(party_id, party, requester)
    }

    fn delete_party(&self, party_id: &str, requester: &Requester) -> Result<()> {
        self.right.delete_party(party_id, requester)
    }

    fn search_parties(&self, filter: &PartyFilter, page: &PageRequest, requester: &Requester) -> Result<PartyPage> {
        self.right.search_parties(filter, page, requester)
    }
}

impl<M: Mistake> Reservations for Wrong<M> {
    fn create_reservation(&self, mut reservation: ReservationFields, requester: &Requester) -> Result<Reservation> {
        M::reserved(&mut reservation);
        self.right.create_reservation(reservation, requester)
    }

    fn get_reservation(&self, id: &str, _: &Requester) -> Result<Reservation> {
        M::reservation(&self.right, id)
    }

    fn update_reservation(&self, id: &str, to: ReservationFields, requester: &Requester) -> Result<Reservation> {
        self.right.update_reservation(id, to, requester)
    }

    fn delete_reservation(&self, id: &str, _: &Requester) -> Result<()> {
        M::forget(&self.right, id)
    }

    fn search_reservations(
        &self,
        filter: &ReservationFilter,
        page: &PageRequest,
        requester: &Requester,
    ) -> Result<ReservationPage> {
        self.right.search_reservations(filter, page, requester)
    }
}
