//! Bills, places, parties and reservations of every shape that the contract allows: what passes the check is valid, and
//! loses nothing on the way to JSON and back.

use crate::orders::{currency, limited, money, order, text, timestamp};
use patio_host::epos::bill::{
    Align, BillHorizontalLine, BillImage, BillLine, BillLogo, BillMerchantAddress, BillMerchantEmailAddress,
    BillMerchantName, BillMerchantPhoneNumber, BillSection, BillTaxNumber, BillText, BillUrl, Rule, Size,
};
use patio_host::epos::party::Deposit;
use patio_host::epos::{
    Area, Bill, Money, Page, PageEnds, PageRequest, Party, PartyFilter, Reply, Request, Reservation, ReservationFilter,
    Table, TableFilter, check,
};
use patio_tests::specs::{Schema, Spec};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Cases of each property: the shapes are small.
const CASES: u32 = 256;

fn align() -> impl Strategy<Value = Option<Align>> {
    option::of(select(vec![Align::Left, Align::Center, Align::Right]))
}

fn line() -> impl Strategy<Value = BillLine> {
    let size = select(vec![Size::Body, Size::Header1, Size::Header2]);
    prop_oneof![
        (text(), size, align(), option::of(any::<bool>()))
            .prop_map(|(value, size, align, bold)| BillLine::Text(BillText { value, size, align, bold })),
        (text(), align()).prop_map(|(svg_image, align)| BillLine::Image(BillImage { svg_image, align })),
        text().prop_map(|svg_image| BillLine::Logo(BillLogo { svg_image })),
        text().prop_map(|name| BillLine::MerchantName(BillMerchantName { name })),
        (vec(text(), 0..4), text()).prop_map(|(address_lines, postcode)| BillLine::MerchantAddress(
            BillMerchantAddress { address_lines, postcode }
        )),
        text().prop_map(|email_address| BillLine::MerchantEmailAddress(BillMerchantEmailAddress { email_address })),
        text().prop_map(|phone_number| BillLine::MerchantPhoneNumber(BillMerchantPhoneNumber { phone_number })),
        (text(), text()).prop_map(|(name, number)| BillLine::TaxNumber(BillTaxNumber { name, number })),
        (text(), option::of(text()), option::of(any::<bool>()), option::of(any::<bool>())).prop_map(
            |(url, description, show_qr, show_url)| BillLine::Url(BillUrl { url, description, show_qr, show_url })
        ),
        option::of(select(vec![Rule::Single, Rule::Double]))
            .prop_map(|line| BillLine::HorizontalLine(BillHorizontalLine { line })),
    ]
}

fn bill() -> impl Strategy<Value = Bill> {
    let section = || vec(line(), 0..6).prop_map(|lines| BillSection { lines });
    (section(), order(), section()).prop_map(|(header, order, footer)| Bill { header, order, footer })
}

fn area() -> impl Strategy<Value = Area> {
    (some(), some(), vec(text(), 0..3)).prop_map(|(id, name, waiter_ids)| Area { id, name, waiter_ids })
}

fn table() -> impl Strategy<Value = Table> {
    let covers = option::of(0..=i32::MAX.unsigned_abs());
    (some(), some(), covers, option::of(text()), vec(text(), 0..3))
        .prop_map(|(id, name, max_covers, area_id, waiter_ids)| Table { id, name, max_covers, area_id, waiter_ids })
}

fn deposit() -> impl Strategy<Value = Deposit> {
    let amount = currency()
        .prop_flat_map(money)
        .prop_map(|Money { value, currency_code }| Money { value: value.checked_abs().unwrap_or(0), currency_code });
    // What names a payment is an id.
    (amount, vec("[a-zA-Z0-9_]{1,12}", 0..3), option::of(text())).prop_map(
        |(total_amount, payment_intent_ids, description)| Deposit { total_amount, payment_intent_ids, description },
    )
}

fn party() -> impl Strategy<Value = Party> {
    let texts = (some(), some(), vec(option::of(text()), 4));
    let times = (timestamp(), option::of(timestamp()), option::of(timestamp()));
    (texts, times, option::of(any::<u32>()), vec(text(), 1..4), option::of(deposit())).prop_map(
        |((id, status, texts), (start_time, expected_end_time, end_time), covers, table_ids, deposit)| Party {
            id,
            name: texts[0].clone(),
            covers,
            table_ids,
            status,
            start_time,
            expected_end_time,
            end_time,
            host_notes: texts[1].clone(),
            guest_requests: texts[2].clone(),
            reservation_id: texts[3].clone(),
            deposit,
        },
    )
}

fn reservation() -> impl Strategy<Value = Reservation> {
    let times = (timestamp(), timestamp());
    (some(), text(), any::<u32>(), times, vec(text(), 0..4), vec(option::of(text()), 2)).prop_map(
        |(id, name, covers, (start_time, end_time), table_ids, texts)| Reservation {
            id,
            name,
            covers,
            start_time,
            end_time,
            table_ids,
            host_notes: texts[0].clone(),
            guest_requests: texts[1].clone(),
        },
    )
}

/// A text that says something.
fn some() -> impl Strategy<Value = String> {
    limited(20).prop_filter("something", |text| !text.is_empty())
}

fn held(request: &Request, mut reply: Reply) -> Reply {
    let mut dropped = Vec::new();
    check::hold(request, &mut reply, &mut dropped).unwrap();
    assert_eq!(dropped, []);
    reply
}

fn json_of(reply: Reply) -> Value {
    serde_json::from_slice(&reply.into_rest().unwrap()).unwrap()
}

fn page<T>(data: Vec<T>) -> Page<T> {
    Page { data, ends: PageEnds { before: Some("b".to_owned()), after: Some("a".to_owned()) } }
}

/// What comes out of a page, as it is read again.
fn read<T: DeserializeOwned>(page: &Value) -> Vec<T> {
    page["data"].as_array().unwrap().iter().map(|one| serde_json::from_value(one.clone()).unwrap()).collect()
}

fn rest(name: &str) -> Option<Schema> {
    Some(Spec::rest()?.schema(name))
}

#[test]
fn every_bill_that_passes_the_check_is_valid_and_survives() {
    let Some(schema) = rest("OrderBill") else { return };
    proptest!(ProptestConfig::with_cases(CASES), |(bill in bill())| {
        let request = Request::GetBill { order_id: bill.order.id.clone() };
        let Reply::Bill(bill) = held(&request, Reply::Bill(Box::new(bill))) else { panic!("a bill stays a bill") };
        let json = json_of(Reply::Bill(bill.clone()));
        schema.check(&json);
        prop_assert_eq!(serde_json::from_value::<Bill>(json).unwrap(), *bill.clone());
        let socket = Reply::Bill(bill.clone()).into_result().unwrap();
        prop_assert_eq!(serde_json::from_slice::<Bill>(&socket).unwrap(), *bill);
    });
}

#[test]
fn every_bill_that_passes_the_check_is_valid_over_the_socket() {
    let Some(spec) = Spec::socket() else { return };
    let schema = spec.schema("OrderBill");
    proptest!(ProptestConfig::with_cases(CASES), |(bill in bill())| {
        let request = Request::GetBill { order_id: bill.order.id.clone() };
        let json = held(&request, Reply::Bill(Box::new(bill))).into_result().unwrap();
        schema.check(&serde_json::from_slice(&json).unwrap());
    });
}

#[test]
fn every_area_that_passes_the_check_is_valid_and_survives() {
    let Some(schema) = rest("Area") else { return };
    proptest!(ProptestConfig::with_cases(CASES), |(areas in vec(area(), 0..4))| {
        let json = json_of(held(&Request::ListAreas, Reply::Areas(areas.clone())));
        json.as_array().unwrap().iter().for_each(|area| schema.check(area));
        prop_assert_eq!(serde_json::from_value::<Vec<Area>>(json).unwrap(), areas);
    });
}

#[test]
fn every_table_that_passes_the_check_is_valid_and_survives() {
    let Some(schema) = rest("PagedTablesResponse") else { return };
    let request = Request::SearchTables { filter: TableFilter::default(), page: PageRequest::default() };
    proptest!(ProptestConfig::with_cases(CASES), |(tables in vec(table(), 0..4))| {
        let json = json_of(held(&request, Reply::Tables(page(tables.clone()))));
        schema.check(&json);
        prop_assert_eq!(read::<Table>(&json), tables);
    });
}

#[test]
fn every_party_that_passes_the_check_is_valid_and_survives() {
    let (Some(one), Some(many)) = (rest("Party"), rest("PagedPartiesResponse")) else { return };
    let search = Request::SearchParties { filter: PartyFilter::default(), page: PageRequest::default() };
    proptest!(ProptestConfig::with_cases(CASES), |(parties in vec(party(), 0..4))| {
        for party in &parties {
            let request = Request::GetParty { party_id: party.id.clone() };
            let json = json_of(held(&request, Reply::Party(Box::new(party.clone()))));
            one.check(&json);
            prop_assert_eq!(&serde_json::from_value::<Party>(json).unwrap(), party);
        }
        let json = json_of(held(&search, Reply::Parties(page(parties.clone()))));
        many.check(&json);
        prop_assert_eq!(read::<Party>(&json), parties);
    });
}

#[test]
fn every_reservation_that_passes_the_check_is_valid_and_survives() {
    let (Some(one), Some(many)) = (rest("Reservation"), rest("PagedReservationsResponse")) else { return };
    let search = Request::SearchReservations { filter: ReservationFilter::default(), page: PageRequest::default() };
    proptest!(ProptestConfig::with_cases(CASES), |(reservations in vec(reservation(), 0..4))| {
        for reservation in &reservations {
            let request = Request::GetReservation { reservation_id: reservation.id.clone() };
            let json = json_of(held(&request, Reply::Reservation(Box::new(reservation.clone()))));
            one.check(&json);
            prop_assert_eq!(&serde_json::from_value::<Reservation>(json).unwrap(), reservation);
        }
        let json = json_of(held(&search, Reply::Reservations(page(reservations.clone()))));
        many.check(&json);
        prop_assert_eq!(read::<Reservation>(&json), reservations);
    });
}

#[test]
fn a_page_without_neighbours_has_no_cursors() {
    let request = Request::SearchTables { filter: TableFilter::default(), page: PageRequest::default() };
    let empty = Page { data: Vec::new(), ends: PageEnds::default() };
    assert_eq!(json_of(held(&request, Reply::Tables(empty))), serde_json::json!({"data": []}));
}
