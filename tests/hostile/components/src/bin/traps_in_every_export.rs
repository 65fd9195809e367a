//! Whatever is asked for, it traps.

use patio_hostile::{Area, Bill, Case, EposError, Order, OrderPage, Party, PaymentUpdate, Reservation, Table, case};

struct TrapsInEveryExport;

impl Case for TrapsInEveryExport {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        std::process::abort()
    }

    fn get(_: &str) -> Result<Order, EposError> {
        std::process::abort()
    }

    fn payment_updated(_: &PaymentUpdate) -> Result<(), EposError> {
        std::process::abort()
    }

    fn bill(_: &str) -> Result<Bill, EposError> {
        std::process::abort()
    }

    fn areas(_: Option<&str>) -> Result<Vec<Area>, EposError> {
        std::process::abort()
    }

    fn tables(_: Option<&str>, _: u32) -> Result<Vec<Table>, EposError> {
        std::process::abort()
    }

    fn party(_: &str) -> Result<Party, EposError> {
        std::process::abort()
    }

    fn parties(_: Option<&str>, _: u32) -> Result<Vec<Party>, EposError> {
        std::process::abort()
    }

    fn reservation(_: &str) -> Result<Reservation, EposError> {
        std::process::abort()
    }

    fn reservations(_: Option<&str>, _: u32) -> Result<Vec<Reservation>, EposError> {
        std::process::abort()
    }
}

case!(TrapsInEveryExport:
    about, orders, payment_events, payments, order_entry, order_cancellation, order_locks, order_bills, areas, tables, parties,
    reservations
);
