//! From version 0.1 of the contract to the host's model: strings that carry more than text are read here, and a wrong
//! one is a breach with its place.

use super::{about, areas, changes, model, order_bills, orders, parties, reservations, tables};
use crate::adapter::call::Said;
use crate::adapter::description::{Description, Setting};
use crate::epos::bill::{
    Align, BillHorizontalLine, BillImage, BillLine, BillLogo, BillMerchantAddress, BillMerchantEmailAddress,
    BillMerchantName, BillMerchantPhoneNumber, BillSection, BillTaxNumber, BillText, BillUrl, Rule, Size,
};
use crate::epos::order::{
    Collection, Customer, DineIn, Discount, Item, Modifier, OrderDetails, OrderStatus, OrderType, Payment, SubItem,
    TaxLine,
};
use crate::epos::party::Deposit;
use crate::epos::{
    Area, Bill, Breach, Change, ChangePage, Currency, Money, Order, Page, PageEnds, Party, PaymentSafety, Reservation,
    Table, Timestamp,
};

pub(super) fn description(description: about::Description) -> Description {
    Description {
        name: description.name,
        version: description.version,
        vendor: description.vendor,
        payment_safety: match description.payment_safety {
            about::PaymentSafety::Keyed => PaymentSafety::Keyed,
            about::PaymentSafety::Lookup => PaymentSafety::Lookup,
            about::PaymentSafety::None => PaymentSafety::None,
        },
        settings: description
            .settings
            .into_iter()
            .map(|setting| Setting {
                name: setting.name,
                help: setting.help,
                required: setting.required,
                secret: setting.secret,
                default: setting.default,
            })
            .collect(),
        http: description.http,
    }
}

pub(super) fn said(error: model::EposError) -> Said {
    match error {
        model::EposError::NotFound(text) => Said::NotFound(text),
        model::EposError::InvalidRequest(text) => Said::InvalidRequest(text),
        model::EposError::Conflict(text) => Said::Conflict(text),
        model::EposError::Unavailable(text) => Said::Unavailable(text),
        model::EposError::InDoubt(text) => Said::InDoubt(text),
        model::EposError::Unexpected(text) => Said::Unexpected(text),
    }
}

/// The orders of a page. The breaches of those that cannot be read are added to `dropped`: one bad order does not hide
/// the others.
pub(super) fn order_page(page: orders::OrderPage, dropped: &mut Vec<Breach>) -> Page<Order> {
    let mut data = Vec::with_capacity(page.orders.len());
    for (index, candidate) in page.orders.into_iter().enumerate() {
        match order(candidate) {
            Ok(order) => data.push(order),
            Err(breach) => dropped.push(breach.within(format_args!("orders[{index}]"))),
        }
    }
    Page { data, ends: page_ends(page.ends) }
}

fn page_ends(ends: model::PageEnds) -> PageEnds {
    PageEnds { before: ends.before, after: ends.after }
}

pub(super) fn order(order: model::Order) -> Result<Order, Breach> {
    Ok(Order {
        id: order.id,
        status: match order.status {
            model::OrderStatus::New => OrderStatus::New,
            model::OrderStatus::Submitted => OrderStatus::Submitted,
            model::OrderStatus::Confirmed => OrderStatus::Confirmed,
            model::OrderStatus::Accepted => OrderStatus::Accepted,
            model::OrderStatus::Preparing => OrderStatus::Preparing,
            model::OrderStatus::Prepared => OrderStatus::Prepared,
            model::OrderStatus::Ready => OrderStatus::Ready,
            model::OrderStatus::Finalized => OrderStatus::Finalized,
            model::OrderStatus::Canceled => OrderStatus::Canceled,
            model::OrderStatus::Failed => OrderStatus::Failed,
        },
        details: OrderDetails {
            order_type: match order.details.order_type {
                model::OrderType::DineIn => OrderType::DineIn,
                model::OrderType::Collection => OrderType::Collection,
            },
            dine_in: order.details.dine_in.map(|details| dine_in(details).map_err(at("details.dineIn"))).transpose()?,
            collection: order
                .details
                .collection
                .map(|details| collection(details).map_err(at("details.collection")))
                .transpose()?,
        },
        items: each(order.items, "items", item)?,
        note: order.note,
        customer: order.customer.map(|customer| Customer {
            id: customer.id,
            name: customer.name,
            email_address: customer.email_address,
            phone_number: customer.phone_number,
        }),
        discounts: each(order.discounts, "discounts", discount)?,
        tax_lines: each(order.tax_lines, "taxLines", tax_line)?,
        created_at: time(order.created_at, "createdAt")?,
        updated_at: time(order.updated_at, "updatedAt")?,
        total_amount: amount(order.total_amount, "totalAmount")?,
        paid_amount: amount(order.paid_amount, "paidAmount")?,
        tips_amount: amount(order.tips_amount, "tipsAmount")?,
        service_charge_amount: amount(order.service_charge_amount, "serviceChargeAmount")?,
        payments: each(order.payments, "payments", payment)?,
        payable: order.payable,
        reference: order.reference,
        display_name: order.display_name,
    })
}

fn dine_in(details: model::DineIn) -> Result<DineIn, Breach> {
    Ok(DineIn {
        table_id: details.table_id,
        waiter_id: details.waiter_id,
        party_id: details.party_id,
        reservation_id: details.reservation_id,
        ready_at: time(details.ready_at, "readyAt")?,
    })
}

fn collection(details: model::Collection) -> Result<Collection, Breach> {
    Ok(Collection { asap: details.asap, collect_at: time(details.collect_at, "collectAt")? })
}

fn item(item: model::Item) -> Result<Item, Breach> {
    Ok(Item {
        name: item.name,
        plu: item.plu,
        quantity: item.quantity,
        amount_per_item: money(item.amount_per_item, "amountPerItem")?,
        note: item.note,
        modifiers: each(item.modifiers, "modifiers", modifier)?,
        sub_items: each(item.sub_items, "subItems", sub_item)?,
    })
}

fn sub_item(item: model::SubItem) -> Result<SubItem, Breach> {
    Ok(SubItem {
        name: item.name,
        plu: item.plu,
        quantity: item.quantity,
        amount_per_item: money(item.amount_per_item, "amountPerItem")?,
        note: item.note,
        modifiers: each(item.modifiers, "modifiers", modifier)?,
    })
}

fn modifier(modifier: model::Modifier) -> Result<Modifier, Breach> {
    Ok(Modifier {
        name: modifier.name,
        plu: modifier.plu,
        quantity: modifier.quantity,
        amount_per_modifier: money(modifier.amount_per_modifier, "amountPerModifier")?,
    })
}

fn discount(discount: model::Discount) -> Result<Discount, Breach> {
    Ok(Discount {
        name: discount.name,
        amount_total: money(discount.amount_total, "amountTotal")?,
        affected_plu: discount.affected_plu,
        discount_reference: discount.discount_reference,
        code: discount.code,
        amount_percentage: discount.amount_percentage,
    })
}

fn tax_line(tax: model::TaxLine) -> Result<TaxLine, Breach> {
    Ok(TaxLine {
        amount_total: money(tax.amount_total, "amountTotal")?,
        id: tax.id,
        name: tax.name,
        affected_plu: tax.affected_plu,
        amount_percentage: tax.amount_percentage,
    })
}

fn payment(payment: model::Payment) -> Result<Payment, Breach> {
    Ok(Payment {
        // An empty id and none are the same: money that did not come through Dojo.
        payment_intent_id: payment.payment_intent_id.filter(|id| !id.is_empty()),
        paid_amount: money(payment.paid_amount, "paidAmount")?,
        tips_amount: amount(payment.tips_amount, "tipsAmount")?,
    })
}

// === Bills ===

pub(super) fn bill(bill: order_bills::Bill) -> Result<Bill, Breach> {
    Ok(Bill {
        header: section(bill.header),
        order: order(bill.order).map_err(at("order"))?,
        footer: section(bill.footer),
    })
}

fn section(lines: Vec<order_bills::BillLine>) -> BillSection {
    BillSection { lines: lines.into_iter().map(bill_line).collect() }
}

fn bill_line(line: order_bills::BillLine) -> BillLine {
    use order_bills::BillLine as Line;
    match line {
        Line::Text(text) => BillLine::Text(BillText {
            value: text.value,
            size: match text.size {
                order_bills::TextSize::Body => Size::Body,
                order_bills::TextSize::Header1 => Size::Header1,
                order_bills::TextSize::Header2 => Size::Header2,
            },
            align: text.align.map(align),
            bold: text.bold,
        }),
        Line::Image(image) => BillLine::Image(BillImage { svg_image: image.svg, align: image.align.map(align) }),
        Line::Logo(svg_image) => BillLine::Logo(BillLogo { svg_image }),
        Line::MerchantName(name) => BillLine::MerchantName(BillMerchantName { name }),
        Line::MerchantAddress(address) => {
            BillLine::MerchantAddress(BillMerchantAddress { address_lines: address.lines, postcode: address.postcode })
        }
        Line::MerchantEmailAddress(email_address) => {
            BillLine::MerchantEmailAddress(BillMerchantEmailAddress { email_address })
        }
        Line::MerchantPhoneNumber(phone_number) => {
            BillLine::MerchantPhoneNumber(BillMerchantPhoneNumber { phone_number })
        }
        Line::TaxNumber(tax) => BillLine::TaxNumber(BillTaxNumber { name: tax.name, number: tax.number }),
        Line::Url(url) => BillLine::Url(BillUrl {
            url: url.url,
            description: url.description,
            show_qr: url.show_qr,
            show_url: url.show_url,
        }),
        Line::HorizontalLine(rule) => BillLine::HorizontalLine(BillHorizontalLine {
            line: rule.map(|rule| match rule {
                order_bills::Rule::Single => Rule::Single,
                order_bills::Rule::Double => Rule::Double,
            }),
        }),
    }
}

const fn align(align: order_bills::Align) -> Align {
    match align {
        order_bills::Align::Left => Align::Left,
        order_bills::Align::Center => Align::Center,
        order_bills::Align::Right => Align::Right,
    }
}

// === Places, parties, reservations ===

pub(super) fn area(area: areas::Area) -> Area {
    Area { id: area.id, name: area.name, waiter_ids: area.waiter_ids }
}

pub(super) fn table_page(page: tables::TablePage) -> Page<Table> {
    let table = |table: tables::Table| Table {
        id: table.id,
        name: table.name,
        max_covers: table.max_covers,
        area_id: table.area_id,
        waiter_ids: table.waiter_ids,
    };
    Page { data: page.tables.into_iter().map(table).collect(), ends: page_ends(page.ends) }
}

pub(super) fn party_page(page: parties::PartyPage) -> Result<Page<Party>, Breach> {
    Ok(Page { data: each(page.parties, "parties", party)?, ends: page_ends(page.ends) })
}

pub(super) fn party(party: parties::Party) -> Result<Party, Breach> {
    Ok(Party {
        id: party.id,
        name: party.name,
        covers: party.covers,
        table_ids: party.table_ids,
        status: party.status,
        start_time: instant(&party.start_time, "startTime")?,
        expected_end_time: time(party.expected_end_time, "expectedEndTime")?,
        end_time: time(party.end_time, "endTime")?,
        host_notes: party.host_notes,
        guest_requests: party.guest_requests,
        reservation_id: party.reservation_id,
        deposit: party.deposit.map(deposit).transpose()?,
    })
}

fn deposit(deposit: parties::Deposit) -> Result<Deposit, Breach> {
    Ok(Deposit {
        total_amount: money(deposit.total_amount, "deposit.totalAmount")?,
        payment_intent_ids: deposit.payment_intent_ids,
        description: deposit.description,
    })
}

pub(super) fn reservation_page(page: reservations::ReservationPage) -> Result<Page<Reservation>, Breach> {
    Ok(Page { data: each(page.reservations, "reservations", reservation)?, ends: page_ends(page.ends) })
}

pub(super) fn reservation(reservation: reservations::Reservation) -> Result<Reservation, Breach> {
    Ok(Reservation {
        id: reservation.id,
        name: reservation.name,
        covers: reservation.covers,
        start_time: instant(&reservation.start_time, "startTime")?,
        end_time: instant(&reservation.end_time, "endTime")?,
        table_ids: reservation.table_ids,
        host_notes: reservation.host_notes,
        guest_requests: reservation.guest_requests,
    })
}

pub(super) fn change_page(page: changes::ChangePage) -> ChangePage {
    let change = |change| match change {
        changes::Change::Order(id) => Change::Order(id),
        changes::Change::Party(id) => Change::Party(id),
        changes::Change::Reservation(id) => Change::Reservation(id),
    };
    ChangePage { changes: page.changes.into_iter().map(change).collect(), since: page.since }
}

// === What a string must be ===

fn money(money: model::Money, path: &str) -> Result<Money, Breach> {
    match Currency::new(&money.currency_code) {
        Some(currency_code) => Ok(Money { value: money.value, currency_code }),
        None => {
            let text = format!("{:?} is no ISO 4217 code of three upper-case letters", money.currency_code);
            Err(Breach::new("currencyCode", text).within(path))
        }
    }
}

fn amount(amount: Option<model::Money>, path: &str) -> Result<Option<Money>, Breach> {
    amount.map(|amount| money(amount, path)).transpose()
}

fn time(text: Option<String>, path: &str) -> Result<Option<Timestamp>, Breach> {
    text.map(|text| instant(&text, path)).transpose()
}

fn instant(text: &str, path: &str) -> Result<Timestamp, Breach> {
    text.parse().map_err(|error| Breach::new(path, format!("{text:?} is {error}")))
}

fn each<T, U>(list: Vec<T>, path: &str, convert: impl Fn(T) -> Result<U, Breach>) -> Result<Vec<U>, Breach> {
    let mut converted = Vec::with_capacity(list.len());
    for (index, value) in list.into_iter().enumerate() {
        converted.push(convert(value).map_err(|breach| breach.within(format_args!("{path}[{index}]")))?);
    }
    Ok(converted)
}

fn at(outer: &'static str) -> impl Fn(Breach) -> Breach {
    move |breach| breach.within(outer)
}
