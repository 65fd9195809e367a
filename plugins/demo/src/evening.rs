//! Who is here this evening, and who has booked. The bills name some of them.

use patio_sdk::model::Money;
use patio_sdk::parties::{Deposit, Party};
use patio_sdk::reservations::Reservation;

use crate::currency;

/// The parties, in the order in which they came; the first two have left.
pub(crate) fn parties() -> Vec<(usize, Party)> {
    let left = |party: Party, at| Party { status: "left".to_owned(), end_time: Some(time(at)), ..party };
    let booked = |party: Party, id: &str| Party { reservation_id: Some(id.to_owned()), ..party };
    let notes = |party: Party, text: &str| Party { host_notes: Some(text.to_owned()), ..party };
    let named = |party: Party, name: &str| Party { name: Some(name.to_owned()), ..party };
    vec![
        (201, left(party("p-201", 2, "b2", "16:05"), "17:10")),
        (203, named(left(party("p-203", 3, "t3", "16:20"), "17:45"), "Theo")),
        (204, party("p-204", 4, "t4", "17:25")),
        (
            206,
            Party {
                deposit: Some(deposit()),
                ..named(booked(party("p-206", 4, "t11", "17:55"), "r-88"), "Olivia Grant")
            },
        ),
        (207, named(booked(party("p-207", 3, "t5", "17:58"), "r-91"), "Marcus Bell")),
        (208, Party { status: "paying".to_owned(), ..party("p-208", 3, "t1", "18:02") }),
        (
            210,
            notes(named(booked(party("p-210", 6, "t12", "18:24"), "r-93"), "Harper & Co"), "One bill, on the company"),
        ),
        (212, party("p-212", 2, "t8", "18:33")),
    ]
}

/// The reservations, in the order in which they were made.
pub(crate) fn reservations() -> Vec<(usize, Reservation)> {
    let asks = |it: Reservation, text: &str| Reservation { guest_requests: Some(text.to_owned()), ..it };
    let notes = |it: Reservation, text: &str| Reservation { host_notes: Some(text.to_owned()), ..it };
    vec![
        (88, reservation("r-88", "Olivia Grant", 4, ("18:00", "20:00"), &["t11"])),
        (91, asks(reservation("r-91", "Marcus Bell", 3, ("18:00", "19:45"), &["t5"]), "A high chair, please")),
        (93, notes(reservation("r-93", "Harper & Co", 6, ("18:30", "21:00"), &["t12"]), "One bill, on the company")),
        (94, reservation("r-94", "Yusuf", 2, ("20:30", "22:00"), &["t2"])),
        (95, asks(reservation("r-95", "Ines Duarte", 8, ("20:45", "22:45"), &["t15", "t16"]), "A nut allergy")),
    ]
}

/// A time of this evening.
fn time(hour_and_minute: &str) -> String {
    format!("2026-11-20T{hour_and_minute}:00.000Z")
}

fn party(id: &str, covers: u32, table: &str, start: &str) -> Party {
    Party {
        id: id.to_owned(),
        name: None,
        covers: Some(covers),
        table_ids: vec![table.to_owned()],
        status: "ordered".to_owned(),
        start_time: time(start),
        expected_end_time: None,
        end_time: None,
        host_notes: None,
        guest_requests: None,
        reservation_id: None,
        deposit: None,
    }
}

fn deposit() -> Deposit {
    Deposit {
        total_amount: Money::new(4000, currency::DEFAULT),
        payment_intent_ids: vec!["pi_demo_r88".to_owned()],
        description: Some("Deposit, 4 covers".to_owned()),
    }
}

fn reservation(id: &str, name: &str, covers: u32, (start, end): (&str, &str), tables: &[&str]) -> Reservation {
    Reservation {
        id: id.to_owned(),
        name: name.to_owned(),
        covers,
        start_time: time(start),
        end_time: time(end),
        table_ids: tables.iter().map(|&table| table.to_owned()).collect(),
        host_notes: None,
        guest_requests: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bills::BILLS;
    use crate::floor::{self, TABLES};

    fn seats(tables: &[String]) -> u32 {
        TABLES.iter().filter(|table| tables.iter().any(|id| id == table.id)).map(|table| table.max_covers).sum()
    }

    #[test]
    fn everybody_on_a_bill_is_here_at_that_table() {
        let (parties, reservations) = (parties(), reservations());
        for bill in &BILLS {
            let Some(id) = bill.party() else { continue };
            let (_, party) = parties.iter().find(|(_, party)| party.id == id).unwrap();
            assert_eq!(party.table_ids, [bill.table().unwrap()]);
            assert_eq!(party.reservation_id.as_deref(), bill.reservation(), "{id}");
            assert!(party.start_time.as_str() < bill.opened && party.end_time.is_none());
            if let Some(id) = bill.reservation() {
                let (_, reservation) = reservations.iter().find(|(_, it)| it.id == id).unwrap();
                assert_eq!((&party.name, party.covers), (&Some(reservation.name.clone()), Some(reservation.covers)));
                assert_eq!(party.table_ids, reservation.table_ids);
            }
        }
    }

    #[test]
    fn everybody_has_a_seat_and_a_number_that_goes_up() {
        let (parties, reservations) = (parties(), reservations());
        for (number, party) in &parties {
            assert_eq!(party.id, format!("p-{number}"));
            assert_eq!(floor::check_tables(&party.table_ids), Ok(()));
            assert!(party.covers.unwrap() <= seats(&party.table_ids), "{}", party.id);
        }
        for (number, reservation) in &reservations {
            assert_eq!(reservation.id, format!("r-{number}"));
            assert_eq!(floor::check_tables(&reservation.table_ids), Ok(()));
            assert!(reservation.covers <= seats(&reservation.table_ids), "{}", reservation.id);
            assert!(reservation.start_time < reservation.end_time);
        }
        assert!(parties.is_sorted_by(|(one, _), (next, _)| one < next));
        assert!(reservations.is_sorted_by(|(one, _), (next, _)| one < next));
    }
}
