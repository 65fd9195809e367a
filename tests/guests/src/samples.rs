//! Answers that are fine in every respect.

use std::str::FromStr;

use patio_sdk::about::{Description, Setting};
use patio_sdk::areas::Area;
use patio_sdk::model::{DineIn, Item, Money, Order, OrderDetails, OrderStatus, OrderType, PageEnds};
use patio_sdk::order_bills::{Bill, BillLine};
use patio_sdk::orders::OrderPage;
use patio_sdk::parties::Party;
use patio_sdk::reservations::Reservation;
use patio_sdk::settings;
use patio_sdk::tables::Table;

use crate::Case;

/// A case's `about`.
pub fn description<C: Case>(name: &str) -> Description {
    Description {
        name: name.to_owned(),
        version: C::VERSION.to_owned(),
        vendor: None,
        payment_safety: C::PAYMENT_SAFETY,
        settings: C::settings(),
        http: C::http(),
    }
}

/// A setting that may be left out.
pub fn setting(name: &str, help: &str, default: &str) -> Setting {
    Setting {
        name: name.to_owned(),
        help: help.to_owned(),
        required: false,
        secret: false,
        default: Some(default.to_owned()),
    }
}

/// The venue's number for a setting.
pub fn number<N: FromStr>(name: &str, otherwise: N) -> N {
    settings::get(name).and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// An open order on table 1: two of one item, 20.00 pounds, nothing paid.
pub fn order(id: &str) -> Order {
    Order {
        id: id.to_owned(),
        status: OrderStatus::Accepted,
        details: OrderDetails {
            order_type: OrderType::DineIn,
            dine_in: Some(DineIn {
                table_id: Some("1".to_owned()),
                waiter_id: None,
                party_id: None,
                reservation_id: None,
                ready_at: None,
            }),
            collection: None,
        },
        items: vec![Item {
            name: "Pie".to_owned(),
            plu: "P1".to_owned(),
            quantity: 2,
            amount_per_item: Money::new(1000, "GBP"),
            note: None,
            modifiers: Vec::new(),
            sub_items: Vec::new(),
        }],
        note: None,
        customer: None,
        discounts: Vec::new(),
        tax_lines: Vec::new(),
        created_at: Some("2026-11-20T18:00:00.000Z".to_owned()),
        updated_at: None,
        total_amount: Some(Money::new(2000, "GBP")),
        paid_amount: Some(Money::new(0, "GBP")),
        tips_amount: None,
        service_charge_amount: None,
        payments: Vec::new(),
        payable: true,
        reference: None,
        display_name: Some(format!("Order {id}")),
    }
}

/// The only page there is.
pub fn page(orders: impl IntoIterator<Item = Order>) -> OrderPage {
    OrderPage { orders: orders.into_iter().collect(), ends: no_ends() }
}

/// The ends of the only page there is.
pub const fn no_ends() -> PageEnds {
    PageEnds { before: None, after: None }
}

/// A bill with one line above the order.
pub fn bill(order_id: &str) -> Bill {
    Bill { header: vec![BillLine::MerchantName("The Crown".to_owned())], order: order(order_id), footer: Vec::new() }
}

/// An area with a name.
pub fn area(id: &str) -> Area {
    Area { id: id.to_owned(), name: format!("Area {id}"), waiter_ids: Vec::new() }
}

/// A table for four.
pub fn table(id: &str) -> Table {
    Table { id: id.to_owned(), name: format!("Table {id}"), max_covers: Some(4), area_id: None, waiter_ids: Vec::new() }
}

/// A party at table 1.
pub fn party(id: &str) -> Party {
    Party {
        id: id.to_owned(),
        name: None,
        covers: Some(2),
        table_ids: vec!["1".to_owned()],
        status: "ordered".to_owned(),
        start_time: "2026-11-20T18:00:00.000Z".to_owned(),
        expected_end_time: None,
        end_time: None,
        host_notes: None,
        guest_requests: None,
        reservation_id: None,
        deposit: None,
    }
}

/// A reservation of table 1 for two hours.
pub fn reservation(id: &str) -> Reservation {
    Reservation {
        id: id.to_owned(),
        name: "Smith".to_owned(),
        covers: 2,
        start_time: "2026-11-20T18:00:00.000Z".to_owned(),
        end_time: "2026-11-20T20:00:00.000Z".to_owned(),
        table_ids: vec!["1".to_owned()],
        host_notes: None,
        guest_requests: None,
    }
}
