//! Answers as no adapter may. What is asked for says how: its id, the table or area that a search is for, the waiter.
//! What has any other name is fine.

use patio_guests::patio_sdk::model::Payment;
use patio_guests::patio_sdk::order_bills::BillLine;
use patio_guests::{
    Area, Bill, Case, EposError, Money, Order, Party, Reservation, Table, area, bill, case, order, party, reservation,
    table,
};

/// Bytes of an image that is just too large.
const TOO_LARGE: usize = 65_537;

struct Breaches;

impl Case for Breaches {
    fn get(order_id: &str) -> Result<Order, EposError> {
        let right = order(order_id);
        let euros = |value| Some(Money::new(value, "EUR"));
        let pounds = |value| Some(Money::new(value, "GBP"));
        Ok(match order_id {
            "mixed-currencies" => Order { tips_amount: euros(0), ..right },
            "mixed-in-an-item" => {
                let mut wrong = right;
                wrong.items.iter_mut().for_each(|item| item.amount_per_item.currency_code = "EUR".to_owned());
                wrong
            }
            "paid-is-not-the-sum" => Order { payments: vec![cash(700)], paid_amount: pounds(500), ..right },
            "tips-are-not-the-sum" => {
                Order { payments: vec![cash(700)], paid_amount: pounds(700), tips_amount: pounds(5), ..right }
            }
            "negative-total" => Order { total_amount: pounds(-1), paid_amount: None, ..right },
            "payable-without-total" => Order { total_amount: None, ..right },
            "no-details" => {
                let mut wrong = right;
                wrong.details.dine_in = None;
                wrong
            }
            _ => right,
        })
    }

    fn write(order_id: &str) -> Result<Order, EposError> {
        Self::get(if order_id == "another" { "somebody-elses" } else { order_id })
    }

    fn bill(order_id: &str) -> Result<Bill, EposError> {
        let right = bill(order_id);
        let logo = |bytes| BillLine::Logo("x".repeat(bytes));
        Ok(match order_id {
            "another" => bill("somebody-elses"),
            "negative-total" => Bill { order: Self::get(order_id)?, ..right },
            "large-logo" => Bill { footer: vec![logo(TOO_LARGE)], ..right },
            "largest-logo" => Bill { footer: vec![logo(TOO_LARGE - 1)], ..right },
            _ => right,
        })
    }

    fn areas(waiter_id: Option<&str>) -> Result<Vec<Area>, EposError> {
        let nameless = || Area { name: String::new(), ..area("2") };
        Ok(if waiter_id == Some("nameless") { vec![area("1"), nameless()] } else { vec![area("1")] })
    }

    fn tables(area_id: Option<&str>, limit: u32) -> Result<Vec<Table>, EposError> {
        Ok(match area_id {
            Some("more-than-the-limit") => more_than(limit, table),
            Some("too-many-covers") => vec![Table { max_covers: Some(2_147_483_648), ..table("1") }],
            Some("no-id") => vec![table("")],
            _ => vec![table("1")],
        })
    }

    fn party(party_id: &str) -> Result<Party, EposError> {
        let right = party(party_id);
        Ok(match party_id {
            "another" => party("somebody-elses"),
            "bad-time" => Party { start_time: "half past seven".to_owned(), ..right },
            "no-table" => Party { table_ids: Vec::new(), ..right },
            "no-status" => Party { status: String::new(), ..right },
            _ => right,
        })
    }

    fn parties(table_id: Option<&str>, limit: u32) -> Result<Vec<Party>, EposError> {
        match table_id {
            Some("more-than-the-limit") => Ok(more_than(limit, party)),
            Some(breach) => Ok(vec![party("1"), Self::party(breach)?]),
            None => Ok(vec![party("1")]),
        }
    }

    fn reservation(reservation_id: &str) -> Result<Reservation, EposError> {
        let right = reservation(reservation_id);
        Ok(match reservation_id {
            "another" => reservation("somebody-elses"),
            "bad-time" => Reservation { end_time: "2026-11-20 20:00".to_owned(), ..right },
            _ => right,
        })
    }

    fn reservations(table_id: Option<&str>, limit: u32) -> Result<Vec<Reservation>, EposError> {
        match table_id {
            Some("more-than-the-limit") => Ok(more_than(limit, reservation)),
            Some(breach) => Ok(vec![reservation("1"), Self::reservation(breach)?]),
            None => Ok(vec![reservation("1")]),
        }
    }
}

fn more_than<T>(limit: u32, make: impl Fn(&str) -> T) -> Vec<T> {
    (0..=limit).map(|id| make(&id.to_string())).collect()
}

fn cash(pence: i64) -> Payment {
    Payment { payment_intent_id: None, paid_amount: Money::new(pence, "GBP"), tips_amount: None }
}

case!(
    Breaches: about, orders, order_entry, order_cancellation, order_locks, order_bills, payments, areas, tables,
    parties, reservations
);
