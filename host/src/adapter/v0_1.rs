//! Version 0.1 of the contract: the functions that an adapter exports, and what they are asked and answer with.
//!
//! Each interface is found alone, so that an adapter exports those it provides and no others.

mod bindings;
mod from_guest;
mod function;
mod to_guest;

use super::call::{Answered, Failed};
use super::description::Description;
use super::state::CallState;
use crate::epos::{CapabilitySet, ChangePage, Interface, OrderPayment, PaymentUpdate, Reply, Request, Requester};
use bindings::patio::epos::{
    about, areas, changes, model, order_bills, order_entry, orders, parties, payment_events, payments, reservations,
    tables,
};
use function::{Function, ask};
use wasmtime::Store;
use wasmtime::component::{Component, Instance};

/// What the package is called in an export's name.
const PACKAGE: &str = "patio:epos/";

/// The version that exports are looked up by: wasmtime finds any 0.1 with it.
const VERSION: &str = "@0.1.0";

/// What most functions answer with.
type Answer<T> = Result<T, model::EposError>;

/// The functions of the contract.
macro_rules! functions {
    ($($interface:literal { $($name:ident $function:literal: ($($parameter:ty),*) -> $result:ty;)* })*) => {
        /// The functions that an adapter exports, found once when it is loaded.
        pub(super) struct Exports {
            $($($name: Option<Function<($($parameter,)*), $result>>,)*)*
        }

        impl Exports {
            fn of(component: &Component, exported: &[&str]) -> Result<Self, Misfit> {
                Ok(Self {
                    $($($name: Function::find(component, exported, $interface, $function)?,)*)*
                })
            }

            /// Checks the types of every function on a trial instance.
            pub(super) fn check(&self, store: &mut Store<CallState>, instance: &Instance) -> Result<(), Misfit> {
                $($(Function::check(self.$name.as_ref(), store, instance, $interface)?;)*)*
                Ok(())
            }
        }
    };
}

functions! {
    "about" {
        describe "describe": () -> about::Description;
    }
    "orders" {
        search_orders "search-orders": (orders::OrderFilter, model::PageRequest, model::Requester) -> Answer<orders::OrderPage>;
        get_order "get-order": (String, model::Requester) -> Answer<model::Order>;
    }
    "order-entry" {
        create_order "create-order": (order_entry::NewOrder, model::Requester) -> Answer<model::Order>;
    }
    "order-cancellation" {
        cancel_order "cancel-order": (String, model::Requester) -> Answer<model::Order>;
    }
    "order-locks" {
        create_lock "create-lock": (String, String, String, model::Requester) -> Answer<model::Order>;
        delete_lock "delete-lock": (String, String, model::Requester) -> Answer<model::Order>;
    }
    "order-lock-extension" {
        extend_lock "extend-lock": (String, String, String, model::Requester) -> Answer<()>;
    }
    "order-bills" {
        get_bill "get-bill": (String, model::Requester) -> Answer<order_bills::Bill>;
    }
    "payments" {
        record_payment "record-payment": (String, payments::OrderPayment, model::Requester) -> Answer<model::Order>;
    }
    "payment-events" {
        payment_updated "payment-updated": (payment_events::PaymentUpdate) -> Answer<()>;
    }
    "areas" {
        list_areas "list-areas": (model::Requester) -> Answer<Vec<areas::Area>>;
    }
    "tables" {
        search_tables "search-tables": (tables::TableFilter, model::PageRequest, model::Requester) -> Answer<tables::TablePage>;
    }
    "parties" {
        create_party "create-party": (parties::NewParty, model::Requester) -> Answer<parties::Party>;
        get_party "get-party": (String, model::Requester) -> Answer<parties::Party>;
        update_party "update-party": (String, parties::PartyUpdate, model::Requester) -> Answer<parties::Party>;
        delete_party "delete-party": (String, model::Requester) -> Answer<()>;
        search_parties "search-parties": (parties::PartyFilter, model::PageRequest, model::Requester) -> Answer<parties::PartyPage>;
    }
    "reservations" {
        create_reservation "create-reservation": (reservations::ReservationFields, model::Requester) -> Answer<reservations::Reservation>;
        get_reservation "get-reservation": (String, model::Requester) -> Answer<reservations::Reservation>;
        update_reservation "update-reservation": (String, reservations::ReservationFields, model::Requester) -> Answer<reservations::Reservation>;
        delete_reservation "delete-reservation": (String, model::Requester) -> Answer<()>;
        search_reservations "search-reservations": (reservations::ReservationFilter, model::PageRequest, model::Requester) -> Answer<reservations::ReservationPage>;
    }
    "changes" {
        poll_changes "poll-changes": (Option<String>) -> Answer<changes::ChangePage>;
    }
}

/// Why a component's exports do not fit.
#[derive(Debug, thiserror::Error)]
pub enum Misfit {
    /// It does not say what it is.
    #[error("it exports no patio:epos/about@0.1.0, which every adapter needs")]
    NoAbout,
    /// An interface that no version of the contract has.
    #[error("it exports {0}, which this version of Patio does not know: build it against the wit/ of this version")]
    Unknown(String),
    /// An interface whose functions or types differ.
    #[error("its export {PACKAGE}{0} does not fit the contract: {1}")]
    Shape(&'static str, String),
}

// === impl Exports ===

impl Exports {
    /// Finds the exported interfaces by name; their types are checked by [`Exports::check`].
    pub(super) fn find(component: &Component) -> Result<(Self, CapabilitySet), Misfit> {
        let (engine, kind) = (component.engine(), component.component_type());
        let (mut exported, mut capabilities) = (Vec::new(), CapabilitySet::default());
        for (name, _) in kind.exports(engine) {
            let Some(rest) = name.strip_prefix(PACKAGE) else { continue };
            let interface =
                rest.split_once('@').filter(|(_, version)| version.starts_with("0.1.")).map(|(name, _)| name);
            match interface {
                // What these two provide is no capability.
                Some(interface @ ("about" | "changes")) => exported.push(interface),
                Some(interface) => {
                    let known = Interface::ALL.into_iter().find(|known| known.name() == interface);
                    capabilities =
                        capabilities.union(known.ok_or_else(|| Misfit::Unknown(name.to_owned()))?.capabilities());
                    exported.push(interface);
                }
                None => return Err(Misfit::Unknown(name.to_owned())),
            }
        }
        if !exported.contains(&"about") {
            return Err(Misfit::NoAbout);
        }
        Ok((Self::of(component, &exported)?, capabilities))
    }

    /// Whether it can be asked what changed.
    pub(super) const fn tells_changes(&self) -> bool {
        self.poll_changes.is_some()
    }

    pub(super) async fn describe(
        &self,
        store: &mut Store<CallState>,
        instance: &Instance,
    ) -> wasmtime::Result<Description> {
        let describe = self.describe.as_ref().ok_or_else(|| wasmtime::Error::msg("there is no describe"))?;
        Ok(from_guest::description(describe.call(store, instance, ()).await?))
    }

    pub(super) async fn answer(
        &self,
        store: &mut Store<CallState>,
        instance: &Instance,
        request: &Request,
        requester: &Requester,
    ) -> Result<Answered, Failed> {
        let asked = to_guest::requester(requester);
        let mut dropped = Vec::new();
        let reply = match request {
            Request::SearchOrders { filter, page } => {
                let asked = (to_guest::order_filter(filter), to_guest::page_request(page), asked);
                let found = ask(self.search_orders.as_ref(), store, instance, asked).await?;
                Reply::Orders(from_guest::order_page(found, &mut dropped))
            }
            Request::GetOrder { order_id } => {
                let asked = (order_id.clone(), asked);
                order(ask(self.get_order.as_ref(), store, instance, asked).await?)?
            }
            Request::HandleEvent(_) => {
                return Err(wasmtime::Error::msg("events reach an adapter as payment updates, by the ledger").into());
            }
            Request::RecordPayment { order_id, payment } => {
                return self.record_payment(store, instance, order_id, payment, 1, requester).await;
            }
            Request::CreateLock { order_id, lock_id, expiry } => {
                let asked = (order_id.clone(), lock_id.clone(), expiry.to_string(), asked);
                order(ask(self.create_lock.as_ref(), store, instance, asked).await?)?
            }
            Request::DeleteLock { order_id, lock_id } => {
                let asked = (order_id.clone(), lock_id.clone(), asked);
                order(ask(self.delete_lock.as_ref(), store, instance, asked).await?)?
            }
            Request::ExtendLock { order_id, lock_id, expiry } => {
                let asked = (order_id.clone(), lock_id.clone(), expiry.to_string(), asked);
                ask(self.extend_lock.as_ref(), store, instance, asked).await?;
                Reply::Empty
            }
            Request::GetBill { order_id } => {
                let bill = ask(self.get_bill.as_ref(), store, instance, (order_id.clone(), asked)).await?;
                Reply::Bill(Box::new(from_guest::bill(bill)?))
            }
            Request::ListAreas => {
                let areas = ask(self.list_areas.as_ref(), store, instance, (asked,)).await?;
                Reply::Areas(areas.into_iter().map(from_guest::area).collect())
            }
            Request::SearchTables { filter, page } => {
                let asked = (to_guest::table_filter(filter), to_guest::page_request(page), asked);
                Reply::Tables(from_guest::table_page(ask(self.search_tables.as_ref(), store, instance, asked).await?))
            }
            Request::CreateOrder(new) => {
                let asked = (to_guest::new_order(new), asked);
                order(ask(self.create_order.as_ref(), store, instance, asked).await?)?
            }
            Request::CancelOrder { order_id } => {
                let asked = (order_id.clone(), asked);
                order(ask(self.cancel_order.as_ref(), store, instance, asked).await?)?
            }
            Request::CreateParty(new) => {
                let asked = (to_guest::new_party(new), asked);
                party(ask(self.create_party.as_ref(), store, instance, asked).await?)?
            }
            Request::GetParty { party_id } => {
                party(ask(self.get_party.as_ref(), store, instance, (party_id.clone(), asked)).await?)?
            }
            Request::UpdateParty { party_id, party: update } => {
                let asked = (party_id.clone(), to_guest::party_update(update), asked);
                party(ask(self.update_party.as_ref(), store, instance, asked).await?)?
            }
            Request::DeleteParty { party_id } => {
                ask(self.delete_party.as_ref(), store, instance, (party_id.clone(), asked)).await?;
                Reply::Deleted
            }
            Request::SearchParties { filter, page } => {
                let asked = (to_guest::party_filter(filter), to_guest::page_request(page), asked);
                let found = ask(self.search_parties.as_ref(), store, instance, asked).await?;
                Reply::Parties(from_guest::party_page(found)?)
            }
            Request::CreateReservation(fields) => {
                let asked = (to_guest::reservation_fields(fields), asked);
                reservation(ask(self.create_reservation.as_ref(), store, instance, asked).await?)?
            }
            Request::GetReservation { reservation_id } => {
                let asked = (reservation_id.clone(), asked);
                reservation(ask(self.get_reservation.as_ref(), store, instance, asked).await?)?
            }
            Request::UpdateReservation { reservation_id, reservation: fields } => {
                let asked = (reservation_id.clone(), to_guest::reservation_fields(fields), asked);
                reservation(ask(self.update_reservation.as_ref(), store, instance, asked).await?)?
            }
            Request::DeleteReservation { reservation_id } => {
                ask(self.delete_reservation.as_ref(), store, instance, (reservation_id.clone(), asked)).await?;
                Reply::Deleted
            }
            Request::SearchReservations { filter, page } => {
                let asked = (to_guest::reservation_filter(filter), to_guest::page_request(page), asked);
                let found = ask(self.search_reservations.as_ref(), store, instance, asked).await?;
                Reply::Reservations(from_guest::reservation_page(found)?)
            }
        };
        Ok(Answered { reply, dropped })
    }

    /// Puts a payment on an order.
    pub(super) async fn record_payment(
        &self,
        store: &mut Store<CallState>,
        instance: &Instance,
        order_id: &str,
        payment: &OrderPayment,
        attempt: u32,
        requester: &Requester,
    ) -> Result<Answered, Failed> {
        let asked = (order_id.to_owned(), to_guest::order_payment(payment, attempt), to_guest::requester(requester));
        let reply = order(ask(self.record_payment.as_ref(), store, instance, asked).await?)?;
        Ok(Answered { reply, dropped: Vec::new() })
    }

    pub(super) async fn payment_updated(
        &self,
        store: &mut Store<CallState>,
        instance: &Instance,
        update: &PaymentUpdate,
    ) -> Result<Answered, Failed> {
        let asked = (to_guest::payment_update(update),);
        ask(self.payment_updated.as_ref(), store, instance, asked).await?;
        Ok(Answered { reply: Reply::Empty, dropped: Vec::new() })
    }

    pub(super) async fn poll_changes(
        &self,
        store: &mut Store<CallState>,
        instance: &Instance,
        since: Option<&str>,
    ) -> Result<ChangePage, Failed> {
        let page = ask(self.poll_changes.as_ref(), store, instance, (since.map(str::to_owned),)).await?;
        Ok(from_guest::change_page(page))
    }
}

fn order(order: model::Order) -> Result<Reply, Failed> {
    Ok(Reply::Order(Box::new(from_guest::order(order)?)))
}

fn party(party: parties::Party) -> Result<Reply, Failed> {
    Ok(Reply::Party(Box::new(from_guest::party(party)?)))
}

fn reservation(reservation: reservations::Reservation) -> Result<Reply, Failed> {
    Ok(Reply::Reservation(Box::new(from_guest::reservation(reservation)?)))
}
