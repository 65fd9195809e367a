//! What the cases share, so that each file under `bin` shows its own idea and nothing else.
//!
//! A case is a type that implements [`Case`], and `case!`, which makes an adapter of it. What a case does not say is
//! fine: whatever is asked for exists, a search finds one, and what is written is answered as it was asked for.

mod samples;
pub mod script;
pub mod till;

pub use patio_sdk;
pub use patio_sdk::about::{PaymentSafety, Setting};
pub use patio_sdk::areas::Area;
pub use patio_sdk::model::{EposError, Money, Order, PageEnds};
pub use patio_sdk::order_bills::Bill;
pub use patio_sdk::orders::OrderPage;
pub use patio_sdk::parties::Party;
pub use patio_sdk::payment_events::PaymentUpdate;
pub use patio_sdk::reservations::Reservation;
pub use patio_sdk::tables::Table;

pub use samples::{area, bill, description, no_ends, number, order, page, party, reservation, setting, table};

/// The part of an adapter that a case is about.
pub trait Case {
    /// What the host does when an attempt's outcome is unknown.
    const PAYMENT_SAFETY: PaymentSafety = PaymentSafety::None;

    /// What it says its version is.
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// The settings it asks for.
    fn settings() -> Vec<Setting> {
        Vec::new()
    }

    /// The servers it asks for.
    fn http() -> Vec<String> {
        Vec::new()
    }

    /// SearchOrders, for pages of `limit` orders.
    fn search(limit: u32) -> Result<OrderPage, EposError> {
        let _ = limit;
        Ok(page([order("1")]))
    }

    /// GetOrderById.
    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(order(order_id))
    }

    /// What CreateOrder, CancelOrderById, RecordOrderPaymentById, CreateOrderLock and DeleteOrderLock answer with.
    fn write(order_id: &str) -> Result<Order, EposError> {
        Self::get(order_id)
    }

    /// HandleEvent, where the case registers `payment_events`.
    fn payment_updated(update: &PaymentUpdate) -> Result<(), EposError> {
        let _ = update;
        Ok(())
    }

    /// GetOrderBillById.
    fn bill(order_id: &str) -> Result<Bill, EposError> {
        Ok(bill(order_id))
    }

    /// ListAreas, for a waiter.
    fn areas(waiter_id: Option<&str>) -> Result<Vec<Area>, EposError> {
        let _ = waiter_id;
        Ok(vec![area("1")])
    }

    /// SearchTables in an area, for pages of `limit` tables.
    fn tables(area_id: Option<&str>, limit: u32) -> Result<Vec<Table>, EposError> {
        let _ = (area_id, limit);
        Ok(vec![table("1")])
    }

    /// A party, whatever is done with it.
    fn party(party_id: &str) -> Result<Party, EposError> {
        Ok(party(party_id))
    }

    /// SearchParties at a table, for pages of `limit` parties.
    fn parties(table_id: Option<&str>, limit: u32) -> Result<Vec<Party>, EposError> {
        let _ = (table_id, limit);
        Ok(vec![party("1")])
    }

    /// A reservation, whatever is done with it.
    fn reservation(reservation_id: &str) -> Result<Reservation, EposError> {
        Ok(reservation(reservation_id))
    }

    /// SearchReservations at a table, for pages of `limit` reservations.
    fn reservations(table_id: Option<&str>, limit: u32) -> Result<Vec<Reservation>, EposError> {
        let _ = (table_id, limit);
        Ok(vec![reservation("1")])
    }
}

/// Makes an adapter of a case. Its name is the file's; it exports `about` and `orders`, or what is listed. What stands
/// behind a semicolon is exported too, and the file itself implements it.
#[macro_export]
macro_rules! case {
    ($case:ident) => {
        $crate::case!($case: about, orders);
    };
    ($case:ident: $($interface:ident),+ $(; $($own:ident),+)?) => {
        /// Nobody runs it: the host calls what is exported.
        fn main() {}

        $( $crate::case!(@$interface $case); )+
        $crate::patio_sdk::register!($case: $($interface,)+ $($($own),+)?);
    };
    (@about $case:ident) => {
        impl $crate::patio_sdk::about::Guest for $case {
            fn describe() -> $crate::patio_sdk::about::Description {
                $crate::description::<Self>(env!("CARGO_BIN_NAME"))
            }
        }
    };
    (@orders $case:ident) => {
        impl $crate::patio_sdk::orders::Guest for $case {
            fn search_orders(
                _: $crate::patio_sdk::orders::OrderFilter,
                page: $crate::patio_sdk::model::PageRequest,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::OrderPage, $crate::EposError> {
                <Self as $crate::Case>::search(page.limit)
            }

            fn get_order(
                order_id: String,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Order, $crate::EposError> {
                <Self as $crate::Case>::get(&order_id)
            }
        }
    };
    (@payment_events $case:ident) => {
        impl $crate::patio_sdk::payment_events::Guest for $case {
            fn payment_updated(update: $crate::PaymentUpdate) -> Result<(), $crate::EposError> {
                <Self as $crate::Case>::payment_updated(&update)
            }
        }
    };
    (@payments $case:ident) => {
        impl $crate::patio_sdk::payments::Guest for $case {
            fn record_payment(
                order_id: String,
                _: $crate::patio_sdk::payments::OrderPayment,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Order, $crate::EposError> {
                <Self as $crate::Case>::write(&order_id)
            }
        }
    };
    (@order_entry $case:ident) => {
        impl $crate::patio_sdk::order_entry::Guest for $case {
            fn create_order(
                order: $crate::patio_sdk::order_entry::NewOrder,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Order, $crate::EposError> {
                <Self as $crate::Case>::write(&order.dojo_order_id)
            }
        }
    };
    (@order_cancellation $case:ident) => {
        impl $crate::patio_sdk::order_cancellation::Guest for $case {
            fn cancel_order(
                order_id: String,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Order, $crate::EposError> {
                <Self as $crate::Case>::write(&order_id)
            }
        }
    };
    (@order_locks $case:ident) => {
        impl $crate::patio_sdk::order_locks::Guest for $case {
            fn create_lock(
                order_id: String,
                _: String,
                _: String,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Order, $crate::EposError> {
                <Self as $crate::Case>::write(&order_id)
            }

            fn delete_lock(
                order_id: String,
                _: String,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Order, $crate::EposError> {
                <Self as $crate::Case>::write(&order_id)
            }
        }
    };
    (@order_bills $case:ident) => {
        impl $crate::patio_sdk::order_bills::Guest for $case {
            fn get_bill(
                order_id: String,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Bill, $crate::EposError> {
                <Self as $crate::Case>::bill(&order_id)
            }
        }
    };
    (@areas $case:ident) => {
        impl $crate::patio_sdk::areas::Guest for $case {
            fn list_areas(
                requester: $crate::patio_sdk::model::Requester,
            ) -> Result<Vec<$crate::Area>, $crate::EposError> {
                <Self as $crate::Case>::areas(requester.waiter_id.as_deref())
            }
        }
    };
    (@tables $case:ident) => {
        impl $crate::patio_sdk::tables::Guest for $case {
            fn search_tables(
                filter: $crate::patio_sdk::tables::TableFilter,
                page: $crate::patio_sdk::model::PageRequest,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::patio_sdk::tables::TablePage, $crate::EposError> {
                let tables = <Self as $crate::Case>::tables(filter.area_id.as_deref(), page.limit)?;
                Ok($crate::patio_sdk::tables::TablePage { tables, ends: $crate::no_ends() })
            }
        }
    };
    (@parties $case:ident) => {
        impl $crate::patio_sdk::parties::Guest for $case {
            fn create_party(
                party: $crate::patio_sdk::parties::NewParty,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Party, $crate::EposError> {
                <Self as $crate::Case>::party(&party.dojo_party_id)
            }

            fn get_party(
                party_id: String,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Party, $crate::EposError> {
                <Self as $crate::Case>::party(&party_id)
            }

            fn update_party(
                party_id: String,
                _: $crate::patio_sdk::parties::PartyUpdate,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Party, $crate::EposError> {
                <Self as $crate::Case>::party(&party_id)
            }

            fn delete_party(party_id: String, _: $crate::patio_sdk::model::Requester) -> Result<(), $crate::EposError> {
                <Self as $crate::Case>::party(&party_id).map(|_| ())
            }

            fn search_parties(
                filter: $crate::patio_sdk::parties::PartyFilter,
                page: $crate::patio_sdk::model::PageRequest,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::patio_sdk::parties::PartyPage, $crate::EposError> {
                let parties = <Self as $crate::Case>::parties(filter.table_id.as_deref(), page.limit)?;
                Ok($crate::patio_sdk::parties::PartyPage { parties, ends: $crate::no_ends() })
            }
        }
    };
    (@reservations $case:ident) => {
        impl $crate::patio_sdk::reservations::Guest for $case {
            fn create_reservation(
                reservation: $crate::patio_sdk::reservations::ReservationFields,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Reservation, $crate::EposError> {
                <Self as $crate::Case>::reservation(&reservation.dojo_reservation_id)
            }

            fn get_reservation(
                reservation_id: String,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Reservation, $crate::EposError> {
                <Self as $crate::Case>::reservation(&reservation_id)
            }

            fn update_reservation(
                reservation_id: String,
                _: $crate::patio_sdk::reservations::ReservationFields,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::Reservation, $crate::EposError> {
                <Self as $crate::Case>::reservation(&reservation_id)
            }

            fn delete_reservation(
                reservation_id: String,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<(), $crate::EposError> {
                <Self as $crate::Case>::reservation(&reservation_id).map(|_| ())
            }

            fn search_reservations(
                filter: $crate::patio_sdk::reservations::ReservationFilter,
                page: $crate::patio_sdk::model::PageRequest,
                _: $crate::patio_sdk::model::Requester,
            ) -> Result<$crate::patio_sdk::reservations::ReservationPage, $crate::EposError> {
                let reservations = <Self as $crate::Case>::reservations(filter.table_id.as_deref(), page.limit)?;
                Ok($crate::patio_sdk::reservations::ReservationPage { reservations, ends: $crate::no_ends() })
            }
        }
    };
}
