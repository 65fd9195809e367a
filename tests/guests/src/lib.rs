//! What the cases share, so that each file under `bin` shows its own idea and nothing else.
//!
//! A case is a type that implements [`Case`], and `case!`, which makes an adapter of it. What a case does not say is
//! fine: its search answers one order, and every order that is asked for exists.

mod samples;
pub mod script;

pub use patio_sdk;
pub use patio_sdk::about::{PaymentSafety, Setting};
pub use patio_sdk::model::{EposError, Money, Order, PageEnds};
pub use patio_sdk::orders::OrderPage;
pub use patio_sdk::payment_events::PaymentUpdate;

pub use samples::{description, number, order, page, setting};

/// The part of an adapter that a case is about.
pub trait Case {
    /// What the host does when an attempt's outcome is unknown.
    const PAYMENT_SAFETY: PaymentSafety = PaymentSafety::None;

    /// The settings it asks for.
    fn settings() -> Vec<Setting> {
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

    /// HandleEvent, where the case registers `payment_events`.
    fn payment_updated(update: &PaymentUpdate) -> Result<(), EposError> {
        let _ = update;
        Ok(())
    }
}

/// Makes an adapter of a case. Its name is the file's; it exports `about` and `orders`, or what is listed.
#[macro_export]
macro_rules! case {
    ($case:ident) => {
        $crate::case!($case: about, orders);
    };
    ($case:ident: $($interface:ident),+) => {
        /// Nobody runs it: the host calls what is exported.
        fn main() {}

        $( $crate::case!(@$interface $case); )+
        $crate::patio_sdk::register!($case: $($interface),+);
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
}
