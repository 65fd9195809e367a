//! Answers with what it was given, so that what is lost on the way in or out is seen to be missing.
//!
//! Where an answer has no place for a part of the request, that part stands where nothing else does: see each function.
//! A bill is written in the id of its order: see [`line`].

use patio_guests::patio_sdk::model::{
    DineIn, EposError, Item, Money, Order, OrderDetails, OrderStatus, OrderType, PageEnds, PageRequest, Payment,
    Position, Requester,
};
use patio_guests::patio_sdk::order_bills::{
    self, AddressLine, Align, Bill, BillLine, ImageLine, Rule, TaxNumberLine, TextLine, TextSize, UrlLine,
};
use patio_guests::patio_sdk::order_entry::{self, NewOrder};
use patio_guests::patio_sdk::order_lock_extension;
use patio_guests::patio_sdk::order_locks;
use patio_guests::patio_sdk::orders::{self, OrderFilter, OrderPage};
use patio_guests::patio_sdk::parties::{self, NewParty, Party, PartyFilter, PartyPage, PartyUpdate};
use patio_guests::patio_sdk::payments::{self, OrderPayment};
use patio_guests::patio_sdk::reservations::{self, Reservation, ReservationFields, ReservationFilter, ReservationPage};
use patio_guests::patio_sdk::tables::{self, Table, TableFilter, TablePage};
use patio_guests::{Case, case, order};

struct Echo;

impl Case for Echo {}

case!(
    Echo: about, order_cancellation, areas, payment_events;
    orders, order_entry, order_locks, order_lock_extension, order_bills, payments, tables, parties, reservations
);

impl orders::Guest for Echo {
    /// One order: its details are the filter, its only item's quantity is the limit, its note who asked.
    fn search_orders(filter: OrderFilter, page: PageRequest, requester: Requester) -> Result<OrderPage, EposError> {
        let dine_in = DineIn {
            table_id: filter.table_id,
            waiter_id: filter.waiter_id,
            party_id: filter.party_id,
            reservation_id: filter.reservation_id,
            ready_at: None,
        };
        let found = Order {
            details: OrderDetails { order_type: OrderType::DineIn, dine_in: Some(dine_in), collection: None },
            items: vec![Item { quantity: i32::try_from(page.limit).unwrap_or(-1), ..an_item() }],
            // Always payable: one that is not would be dropped where the filter says so.
            reference: Some(format!("payable only: {}", filter.payable_only)),
            note: Some(who(&requester)),
            ..order("1")
        };
        Ok(OrderPage { orders: vec![found], ends: ends(page) })
    }

    /// Its note is who asked.
    fn get_order(order_id: String, requester: Requester) -> Result<Order, EposError> {
        Ok(Order { note: Some(who(&requester)), ..order(&order_id) })
    }
}

impl order_entry::Guest for Echo {
    fn create_order(new: NewOrder, _: Requester) -> Result<Order, EposError> {
        Ok(Order {
            id: new.dojo_order_id,
            status: OrderStatus::New,
            details: new.details,
            items: new.items,
            note: new.note,
            customer: new.customer,
            discounts: new.discounts,
            tax_lines: new.tax_lines,
            created_at: None,
            updated_at: None,
            total_amount: Some(new.total_amount),
            paid_amount: None,
            tips_amount: None,
            service_charge_amount: new.service_charge_amount,
            payments: new.payments,
            payable: true,
            reference: new.reference,
            display_name: new.display_name,
        })
    }
}

impl order_locks::Guest for Echo {
    /// Its reference is the lock, and its time of creation the expiry.
    fn create_lock(order_id: String, lock_id: String, expiry: String, _: Requester) -> Result<Order, EposError> {
        Ok(Order { reference: Some(lock_id), created_at: Some(expiry), ..order(&order_id) })
    }

    /// Its reference is the lock.
    fn delete_lock(order_id: String, lock_id: String, _: Requester) -> Result<Order, EposError> {
        Ok(Order { reference: Some(lock_id), ..order(&order_id) })
    }
}

impl order_lock_extension::Guest for Echo {
    /// The answer has no place for anything: the refusal has.
    fn extend_lock(order_id: String, lock_id: String, expiry: String, _: Requester) -> Result<(), EposError> {
        Err(EposError::Conflict(format!("order {order_id}, lock {lock_id}, expiry {expiry}")))
    }
}

impl payments::Guest for Echo {
    /// Its only payment is the one to be recorded, its reference the lock, its note the attempt.
    fn record_payment(order_id: String, payment: OrderPayment, _: Requester) -> Result<Order, EposError> {
        let OrderPayment { payment_intent_id, paid_amount, tips_amount, lock_id, attempt } = payment;
        Ok(Order {
            items: Vec::new(),
            total_amount: Some(paid_amount.clone()),
            paid_amount: None,
            payments: vec![Payment { payment_intent_id: Some(payment_intent_id), paid_amount, tips_amount }],
            payable: false,
            reference: lock_id,
            note: Some(format!("attempt {attempt}")),
            ..order(&order_id)
        })
    }
}

impl order_bills::Guest for Echo {
    fn get_bill(order_id: String, _: Requester) -> Result<Bill, EposError> {
        let wrong = || EposError::InvalidRequest(format!("{order_id:?} is no bill"));
        let (header, footer) = order_id.split_once("||").ok_or_else(wrong)?;
        let lines = |text: &str| -> Option<Vec<_>> { text.split('|').filter(|it| !it.is_empty()).map(line).collect() };
        let (header, footer) = lines(header).zip(lines(footer)).ok_or_else(wrong)?;
        Ok(Bill { header, order: order(&order_id), footer })
    }
}

/// Reads a line of a bill: its kind and its fields, a colon before each. A field that is not given is `-`.
fn line(text: &str) -> Option<BillLine> {
    let mut fields = text.split(':');
    let mut next = || fields.next().map(str::to_owned);
    Some(match next()?.as_str() {
        "Text" => {
            let size = match next()?.as_str() {
                "Body" => TextSize::Body,
                "Header1" => TextSize::Header1,
                "Header2" => TextSize::Header2,
                _ => return None,
            };
            let (align, bold) = (align(&next()?), yes(&next()?));
            BillLine::Text(TextLine { value: next()?, size, align, bold })
        }
        "Image" => {
            let align = align(&next()?);
            BillLine::Image(ImageLine { svg: next()?, align })
        }
        "Logo" => BillLine::Logo(next()?),
        "MerchantName" => BillLine::MerchantName(next()?),
        "MerchantAddress" => {
            let postcode = next()?;
            BillLine::MerchantAddress(AddressLine { lines: fields.map(str::to_owned).collect(), postcode })
        }
        "MerchantEmailAddress" => BillLine::MerchantEmailAddress(next()?),
        "MerchantPhoneNumber" => BillLine::MerchantPhoneNumber(next()?),
        "TaxNumber" => {
            let name = next()?;
            BillLine::TaxNumber(TaxNumberLine { name, number: next()? })
        }
        "URL" => {
            let (show_qr, show_url, description) = (yes(&next()?), yes(&next()?), next()?);
            let description = Some(description).filter(|text| text != "-");
            BillLine::Url(UrlLine { url: next()?, description, show_qr, show_url })
        }
        "HorizontalLine" => BillLine::HorizontalLine(match next()?.as_str() {
            "Single" => Some(Rule::Single),
            "Double" => Some(Rule::Double),
            _ => None,
        }),
        _ => return None,
    })
}

fn align(text: &str) -> Option<Align> {
    match text {
        "Left" => Some(Align::Left),
        "Center" => Some(Align::Center),
        "Right" => Some(Align::Right),
        _ => None,
    }
}

fn yes(text: &str) -> Option<bool> {
    text.parse().ok()
}

impl tables::Guest for Echo {
    /// One table: in the area and with the waiter of the filter, for as many guests as the limit.
    fn search_tables(filter: TableFilter, page: PageRequest, _: Requester) -> Result<TablePage, EposError> {
        let found = Table {
            id: "1".to_owned(),
            name: "Table 1".to_owned(),
            max_covers: Some(page.limit),
            area_id: filter.area_id,
            waiter_ids: filter.waiter_id.into_iter().collect(),
        };
        Ok(TablePage { tables: vec![found], ends: ends(page) })
    }
}

impl parties::Guest for Echo {
    /// A reservation of Dojo's stands where there is none of the point of sale's, and a status where none is given.
    fn create_party(new: NewParty, _: Requester) -> Result<Party, EposError> {
        Ok(Party {
            id: new.dojo_party_id,
            name: new.name,
            covers: new.covers,
            table_ids: new.table_ids,
            status: new.status.unwrap_or_else(|| "none".to_owned()),
            start_time: new.start_time,
            expected_end_time: new.expected_end_time,
            end_time: None,
            host_notes: new.host_notes,
            guest_requests: new.guest_requests,
            reservation_id: new.reservation_id.or(new.dojo_reservation_id),
            deposit: new.deposit,
        })
    }

    fn get_party(party_id: String, _: Requester) -> Result<Party, EposError> {
        Ok(patio_guests::party(&party_id))
    }

    /// Its reservation is Dojo's id of the party.
    fn update_party(party_id: String, update: PartyUpdate, _: Requester) -> Result<Party, EposError> {
        Ok(Party {
            id: party_id,
            name: update.name,
            covers: update.covers,
            table_ids: update.table_ids,
            status: update.status,
            start_time: update.start_time,
            expected_end_time: update.expected_end_time,
            end_time: update.end_time,
            host_notes: update.host_notes,
            guest_requests: update.guest_requests,
            reservation_id: Some(update.dojo_party_id),
            deposit: update.deposit,
        })
    }

    fn delete_party(_: String, _: Requester) -> Result<(), EposError> {
        Ok(())
    }

    /// One party: at the table of the filter, with its `completedOnly` as status, of as many guests as the limit.
    fn search_parties(filter: PartyFilter, page: PageRequest, _: Requester) -> Result<PartyPage, EposError> {
        let found = Party {
            table_ids: vec![filter.table_id.unwrap_or_else(|| "any".to_owned())],
            status: format!("completed only: {}", filter.completed_only),
            covers: Some(page.limit),
            ..patio_guests::party("1")
        };
        Ok(PartyPage { parties: vec![found], ends: ends(page) })
    }
}

impl reservations::Guest for Echo {
    fn create_reservation(fields: ReservationFields, _: Requester) -> Result<Reservation, EposError> {
        Ok(reservation(fields.dojo_reservation_id.clone(), fields))
    }

    fn get_reservation(reservation_id: String, _: Requester) -> Result<Reservation, EposError> {
        Ok(patio_guests::reservation(&reservation_id))
    }

    /// Its last table is Dojo's id of the reservation.
    fn update_reservation(
        reservation_id: String,
        mut fields: ReservationFields,
        _: Requester,
    ) -> Result<Reservation, EposError> {
        fields.table_ids.push(fields.dojo_reservation_id.clone());
        Ok(reservation(reservation_id, fields))
    }

    fn delete_reservation(_: String, _: Requester) -> Result<(), EposError> {
        Ok(())
    }

    /// One reservation: at the table and the times of the filter, of as many guests as the limit.
    fn search_reservations(
        filter: ReservationFilter,
        page: PageRequest,
        _: Requester,
    ) -> Result<ReservationPage, EposError> {
        let any = patio_guests::reservation("1");
        let found = Reservation {
            table_ids: filter.table_id.into_iter().collect(),
            start_time: filter.from.unwrap_or_else(|| any.start_time.clone()),
            end_time: filter.to.unwrap_or_else(|| any.end_time.clone()),
            covers: page.limit,
            ..any
        };
        Ok(ReservationPage { reservations: vec![found], ends: ends(page) })
    }
}

fn reservation(id: String, fields: ReservationFields) -> Reservation {
    Reservation {
        id,
        name: fields.name,
        covers: fields.covers,
        start_time: fields.start_time,
        end_time: fields.end_time,
        table_ids: fields.table_ids,
        host_notes: fields.host_notes,
        guest_requests: fields.guest_requests,
    }
}

/// The cursors of the answer are those of the request.
fn ends(page: PageRequest) -> PageEnds {
    match page.at {
        Some(Position::Before(cursor)) => PageEnds { before: Some(cursor), after: None },
        Some(Position::After(cursor)) => PageEnds { before: None, after: Some(cursor) },
        None => PageEnds { before: None, after: None },
    }
}

fn an_item() -> Item {
    Item {
        name: "Pie".to_owned(),
        plu: "P1".to_owned(),
        quantity: 1,
        amount_per_item: Money::new(1000, "GBP"),
        note: None,
        modifiers: Vec::new(),
        sub_items: Vec::new(),
    }
}

fn who(requester: &Requester) -> String {
    let Requester { waiter_id, product, device_id, device_type } = requester;
    format!("waiter {waiter_id:?}, product {product:?}, device {device_id:?}, type {device_type:?}")
}
