//! What each capability is, takes and gives.

use super::schemas::Schemas;
use crate::epos::request::bodies::{
    LockBody, LockExtensionBody, SearchOrders, SearchParties, SearchReservations, SearchTables,
};
use crate::epos::{
    Area, Bill, Capability, Event, NewOrder, NewParty, Order, OrderPayment, Party, PartyUpdate, Reservation,
    ReservationFields, Table,
};
use serde_json::Value;

/// One capability in the document.
pub(super) struct Contract {
    /// What it does, in a few words.
    pub(super) summary: &'static str,
    /// What else a caller should know; empty where the summary says it all.
    pub(super) description: &'static str,
    /// The request's body; none where the path says everything.
    pub(super) body: Option<Value>,
    /// The reply of a success; none where it has no body.
    pub(super) reply: Option<Value>,
}

/// The contract of a capability.
pub(super) fn contract(capability: Capability, schemas: &mut Schemas) -> Contract {
    match capability {
        Capability::SearchOrders => says("Search for orders")
            .more("Filters combine with AND. With `payableOnly`, only orders that may be paid now.")
            .takes(schemas.body::<SearchOrders>())
            .gives(schemas.page::<Order>("PagedOrdersResponse")),
        Capability::GetOrderById => says("Get an order").gives(schemas.reply::<Order>()),
        Capability::PaymentIntentCreated | Capability::PaymentIntentStatusUpdated => {
            says("Take in an event of a payment intent")
                .more(
                    "Acknowledged once it is durable, and delivered to the point of sale afterwards. The same event may \
                     come any number of times, and events may come in any order.",
                )
                .takes(schemas.body::<Event>())
                .gives(schemas.empty())
        }
        Capability::RecordOrderPaymentById => says("Record a payment of an order")
            .more("The same payment intent any number of times is one payment.")
            .takes(schemas.body::<OrderPayment>())
            .gives(schemas.reply::<Order>()),
        Capability::CreateOrderLock => says("Lock an order")
            .more("The same lock id again is the same lock; while it lasts, another id is a conflict.")
            .takes(schemas.body::<LockBody>())
            .gives(schemas.reply::<Order>()),
        Capability::DeleteOrderLock => says("Unlock an order")
            .more("A lock that is gone is no failure.")
            .gives(schemas.reply::<Order>()),
        Capability::ExtendOrderLock => says("Extend a lock of an order")
            .more("A lock that is unknown or expired is not found.")
            .takes(schemas.body::<LockExtensionBody>())
            .gives(schemas.empty()),
        Capability::GetOrderBillById => says("Get the bill of an order")
            .more("What the card machine prints above and below the lines of the order.")
            .gives(schemas.reply::<Bill>()),
        Capability::ListAreas => says("List the areas").gives(schemas.reply::<Vec<Area>>()),
        Capability::SearchTables => says("Search for tables")
            .more("Filters combine with AND.")
            .takes(schemas.body::<SearchTables>())
            .gives(schemas.page::<Table>("PagedTablesResponse")),
        Capability::CreateOrder => says("Create an order")
            .more("The same `dojoOrderId` again is the same order.")
            .takes(schemas.body::<NewOrder>())
            .gives(schemas.reply::<Order>()),
        Capability::CancelOrderById => says("Cancel an order").gives(schemas.reply::<Order>()),
        Capability::CreateParty => says("Create a party")
            .more("The same `dojoPartyId` again is the same party.")
            .takes(schemas.body::<NewParty>())
            .gives(schemas.reply::<Party>()),
        Capability::GetPartyById => says("Get a party").gives(schemas.reply::<Party>()),
        Capability::UpdateParty => says("Replace a party")
            .takes(schemas.body::<PartyUpdate>())
            .gives(schemas.reply::<Party>()),
        Capability::DeletePartyById => says("Delete a party"),
        Capability::SearchParties => says("Search for parties")
            .more("Filters combine with AND. With `completedOnly` only parties with an end time, else only those without.")
            .takes(schemas.body::<SearchParties>())
            .gives(schemas.page::<Party>("PagedPartiesResponse")),
        Capability::CreateReservation => says("Create a reservation")
            .more("The same `dojoReservationId` again is the same reservation.")
            .takes(schemas.body::<ReservationFields>())
            .gives(schemas.reply::<Reservation>()),
        Capability::GetReservationById => says("Get a reservation").gives(schemas.reply::<Reservation>()),
        Capability::UpdateReservation => says("Replace a reservation")
            .takes(schemas.body::<ReservationFields>())
            .gives(schemas.reply::<Reservation>()),
        Capability::DeleteReservationById => says("Delete a reservation"),
        Capability::SearchReservations => says("Search for reservations")
            .more("Filters combine with AND.")
            .takes(schemas.body::<SearchReservations>())
            .gives(schemas.page::<Reservation>("PagedReservationsResponse")),
    }
}

const fn says(summary: &'static str) -> Contract {
    Contract { summary, description: "", body: None, reply: None }
}

// === impl Contract ===

impl Contract {
    fn more(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    fn takes(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    fn gives(mut self, reply: Value) -> Self {
        self.reply = Some(reply);
        self
    }
}
