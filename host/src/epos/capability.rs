//! The table of capabilities: everything the host serves follows from its rows.

use std::fmt;

/// One operation of the EPOS Data API.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
#[expect(missing_docs, reason = "each variant is documented by its row in `TABLE`")]
pub enum Capability {
    SearchOrders,
    GetOrderById,
    PaymentIntentCreated,
    PaymentIntentStatusUpdated,
    RecordOrderPaymentById,
    CreateOrderLock,
    DeleteOrderLock,
    ExtendOrderLock,
    GetOrderBillById,
    ListAreas,
    SearchTables,
    CreateOrder,
    CancelOrderById,
    CreateParty,
    GetPartyById,
    UpdateParty,
    DeletePartyById,
    SearchParties,
    CreateReservation,
    GetReservationById,
    UpdateReservation,
    DeleteReservationById,
    SearchReservations,
}

/// A WIT interface of the package `patio:epos` that an adapter exports to provide capabilities.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "each variant is named as its interface in wit/deps/epos")]
pub enum Interface {
    Orders,
    PaymentEvents,
    Payments,
    OrderLocks,
    OrderLockExtension,
    OrderBills,
    Areas,
    Tables,
    OrderEntry,
    OrderCancellation,
    Parties,
    Reservations,
}

/// The REST verb of a capability.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "named as in HTTP")]
pub enum Verb {
    Get,
    Post,
    Put,
    Delete,
}

/// One capability: what it is called in every place that names it.
#[derive(Debug)]
pub struct Row {
    /// The capability of this row.
    pub capability: Capability,
    /// The name that is registered with Dojo.
    pub name: &'static str,
    /// Older names that Dojo's own lists still use: the same capability.
    pub legacy_names: &'static [&'static str],
    /// REST verb.
    pub verb: Verb,
    /// REST paths, with parameters in braces. The first is the specification's.
    pub paths: &'static [&'static str],
    /// WebSocket method.
    pub socket_method: &'static str,
    /// The interface that provides it.
    pub interface: Interface,
}

macro_rules! table {
    ($($capability:ident $name:literal $([$($legacy:literal),*])? $verb:ident $($path:literal)|+, $socket:literal, $interface:ident;)*) => {
        /// All capabilities of `rest.openapi.json` and `websocket.asyncapi.yml`, in the order of [`Capability`].
        pub const TABLE: &[Row] = &[$(Row {
            capability: Capability::$capability,
            name: $name,
            legacy_names: &[$($($legacy),*)?],
            verb: Verb::$verb,
            paths: &[$($path),+],
            socket_method: $socket,
            interface: Interface::$interface,
        }),*];

        impl Capability {
            /// The row of this capability.
            pub const fn row(self) -> &'static Row {
                match self {
                    $(Self::$capability => {
                        const ROW: &Row = &Row {
                            capability: Capability::$capability,
                            name: $name,
                            legacy_names: &[$($($legacy),*)?],
                            verb: Verb::$verb,
                            paths: &[$($path),+],
                            socket_method: $socket,
                            interface: Interface::$interface,
                        };
                        ROW
                    })*
                }
            }
        }
    };
}

// Dojo's Pay at Table page says that SearchOrders is `POST /v1/orders`; the OpenAPI says `/v1/orders/search` and gives
// `POST /v1/orders` to CreateOrder. Both are served: the body decides (`request::is_order_entry`).
table! {
    SearchOrders "SearchOrders" Post "/v1/orders/search" | "/v1/orders", "SearchOrdersV1", Orders;
    GetOrderById "GetOrderById" Get "/v1/orders/{orderId}", "GetOrderByIdV1", Orders;
    PaymentIntentCreated "HandleEvent:payment_intent.created" Post "/v1/events", "HandleEventV1", PaymentEvents;
    PaymentIntentStatusUpdated "HandleEvent:payment_intent.status_updated" Post "/v1/events", "HandleEventV1", PaymentEvents;
    RecordOrderPaymentById "RecordOrderPaymentById" ["RecordOrderPayment"] Post "/v1/orders/{orderId}/record-payment", "RecordOrderPaymentByIdV1", Payments;
    CreateOrderLock "CreateOrderLock" Post "/v1/orders/{orderId}/lock", "CreateOrderLockV1", OrderLocks;
    DeleteOrderLock "DeleteOrderLock" Delete "/v1/orders/{orderId}/locks/{lockId}", "DeleteOrderLockV1", OrderLocks;
    ExtendOrderLock "ExtendOrderLock" Put "/v1/orders/{orderId}/locks/{lockId}", "ExtendOrderLockV1", OrderLockExtension;
    GetOrderBillById "GetOrderBillById" ["GetOrderBill"] Get "/v1/orders/{orderId}/bill", "GetOrderBillByIdV1", OrderBills;
    ListAreas "ListAreas" Get "/v1/areas", "ListAreasV1", Areas;
    SearchTables "SearchTables" Post "/v1/tables/search", "SearchTablesV1", Tables;
    CreateOrder "CreateOrder" Post "/v1/orders", "CreateOrderV1", OrderEntry;
    CancelOrderById "CancelOrderById" Delete "/v1/orders/{orderId}", "CancelOrderByIdV1", OrderCancellation;
    CreateParty "CreateParty" Post "/v1/parties", "CreatePartyV1", Parties;
    GetPartyById "GetPartyById" Get "/v1/parties/{partyId}", "GetPartyByIdV1", Parties;
    UpdateParty "UpdateParty" ["UpdatePartyById"] Put "/v1/parties/{partyId}", "UpdatePartyV1", Parties;
    DeletePartyById "DeletePartyById" Delete "/v1/parties/{partyId}", "DeletePartyByIdV1", Parties;
    SearchParties "SearchParties" Post "/v1/parties/search", "SearchPartiesV1", Parties;
    CreateReservation "CreateReservation" Post "/v1/reservations", "CreateReservationV1", Reservations;
    GetReservationById "GetReservationById" Get "/v1/reservations/{reservationId}", "GetReservationByIdV1", Reservations;
    UpdateReservation "UpdateReservation" ["UpdateReservationById"] Put "/v1/reservations/{reservationId}", "UpdateReservationV1", Reservations;
    DeleteReservationById "DeleteReservationById" Delete "/v1/reservations/{reservationId}", "DeleteReservationByIdV1", Reservations;
    SearchReservations "SearchReservations" Post "/v1/reservations/search", "SearchReservationsV1", Reservations;
}

// === impl Capability ===

impl Capability {
    /// The name that is registered with Dojo.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// Whether it changes something at the point of sale: once begun, it is not given up because the client is gone.
    pub const fn writes(self) -> bool {
        match self {
            Self::SearchOrders
            | Self::GetOrderById
            | Self::GetOrderBillById
            | Self::ListAreas
            | Self::SearchTables
            | Self::GetPartyById
            | Self::SearchParties
            | Self::GetReservationById
            | Self::SearchReservations => false,
            Self::PaymentIntentCreated
            | Self::PaymentIntentStatusUpdated
            | Self::RecordOrderPaymentById
            | Self::CreateOrderLock
            | Self::DeleteOrderLock
            | Self::ExtendOrderLock
            | Self::CreateOrder
            | Self::CancelOrderById
            | Self::CreateParty
            | Self::UpdateParty
            | Self::DeletePartyById
            | Self::CreateReservation
            | Self::UpdateReservation
            | Self::DeleteReservationById => true,
        }
    }

    /// The capability of a name, legacy names included.
    pub fn by_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.name == name || row.legacy_names.contains(&name)).map(|row| row.capability)
    }

    /// The capability of a WebSocket method. Methods of legacy names are known too: Dojo may have registered one. Both
    /// kinds of events have one method; the event itself says which it is.
    pub fn by_socket_method(method: &str) -> Option<Self> {
        let by_method = TABLE.iter().find(|row| row.socket_method == method).map(|row| row.capability);
        let legacy = |row: &&Row| method.strip_suffix("V1").is_some_and(|name| row.legacy_names.contains(&name));
        by_method.or_else(|| TABLE.iter().find(legacy).map(|row| row.capability))
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

// === impl Interface ===

impl Interface {
    /// All interfaces whose export declares capabilities.
    pub const ALL: [Self; 12] = [
        Self::Orders,
        Self::PaymentEvents,
        Self::Payments,
        Self::OrderLocks,
        Self::OrderLockExtension,
        Self::OrderBills,
        Self::Areas,
        Self::Tables,
        Self::OrderEntry,
        Self::OrderCancellation,
        Self::Parties,
        Self::Reservations,
    ];

    /// Its name in the package `patio:epos`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::PaymentEvents => "payment-events",
            Self::Payments => "payments",
            Self::OrderLocks => "order-locks",
            Self::OrderLockExtension => "order-lock-extension",
            Self::OrderBills => "order-bills",
            Self::Areas => "areas",
            Self::Tables => "tables",
            Self::OrderEntry => "order-entry",
            Self::OrderCancellation => "order-cancellation",
            Self::Parties => "parties",
            Self::Reservations => "reservations",
        }
    }

    /// The capabilities that an adapter provides by exporting it.
    pub fn capabilities(self) -> CapabilitySet {
        TABLE.iter().filter(|row| row.interface == self).map(|row| row.capability).collect()
    }
}

/// A set of capabilities, as bits.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct CapabilitySet(u32);

// === impl CapabilitySet ===

impl CapabilitySet {
    /// Whether the set holds a capability.
    pub const fn contains(self, capability: Capability) -> bool {
        self.0 & (1 << capability as u8) != 0
    }

    /// Adds a capability.
    pub const fn insert(&mut self, capability: Capability) {
        self.0 |= 1 << capability as u8;
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// What is in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The capabilities in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Capability> {
        TABLE.iter().map(|row| row.capability).filter(move |&capability| self.contains(capability))
    }
}

impl FromIterator<Capability> for CapabilitySet {
    fn from_iter<I: IntoIterator<Item = Capability>>(capabilities: I) -> Self {
        let mut set = Self::default();
        for capability in capabilities {
            set.insert(capability);
        }
        set
    }
}

impl fmt::Debug for CapabilitySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_capability_and_by_each_of_its_names() {
        for row in TABLE {
            assert_eq!(row.capability.row().name, row.name);
            for name in row.legacy_names.iter().chain([&row.name]) {
                assert_eq!(Capability::by_name(name), Some(row.capability));
            }
        }
        assert_eq!(Capability::by_name("searchorders"), None);
    }

    #[test]
    fn every_interface_provides_a_capability_and_together_they_provide_all() {
        let all = Interface::ALL.iter().fold(CapabilitySet::default(), |set, interface| {
            assert_ne!(interface.capabilities(), CapabilitySet::default(), "{interface:?}");
            set.union(interface.capabilities())
        });
        assert_eq!(all.iter().count(), TABLE.len());
    }

    #[test]
    fn every_row_is_found_by_its_socket_method_and_by_those_of_its_legacy_names() {
        for row in TABLE {
            let found = Capability::by_socket_method(row.socket_method).unwrap();
            assert_eq!(found.row().socket_method, row.socket_method);
            for name in row.legacy_names {
                assert_eq!(Capability::by_socket_method(&format!("{name}V1")), Some(row.capability));
            }
        }
        for unknown in ["SearchOrders", "searchOrdersV1", "SearchOrdersV2", "V1", ""] {
            assert_eq!(Capability::by_socket_method(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn the_socket_method_is_the_name_with_its_version() {
        for row in TABLE {
            let name = row.name.split(':').next().unwrap();
            assert_eq!(row.socket_method, format!("{name}V1"));
        }
    }
}
