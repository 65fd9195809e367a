//! From the host's model to version 0.1 of the contract.

use super::bindings::patio::epos::order_entry::NewOrder;
use super::bindings::patio::epos::orders::OrderFilter;
use super::bindings::patio::epos::parties::{Deposit, NewParty, PartyFilter, PartyUpdate};
use super::bindings::patio::epos::payment_events::{CaptureMode, PaymentIntent, PaymentStatus, PaymentUpdate};
use super::bindings::patio::epos::payments::OrderPayment;
use super::bindings::patio::epos::reservations::{ReservationFields, ReservationFilter};
use super::bindings::patio::epos::tables::TableFilter;
use super::model;
use crate::epos;
use crate::epos::order;

pub(super) fn requester(requester: &epos::Requester) -> model::Requester {
    model::Requester {
        waiter_id: requester.waiter_id.clone(),
        product: requester.product.clone(),
        device_id: requester.device_id.clone(),
        device_type: requester.device_type.clone(),
    }
}

pub(super) fn order_filter(filter: &epos::OrderFilter) -> OrderFilter {
    OrderFilter {
        table_id: filter.table_id.clone(),
        waiter_id: filter.waiter_id.clone(),
        party_id: filter.party_id.clone(),
        reservation_id: filter.reservation_id.clone(),
        payable_only: filter.payable_only,
    }
}

pub(super) fn page_request(page: &epos::PageRequest) -> model::PageRequest {
    model::PageRequest {
        limit: page.limit,
        at: page.at.as_ref().map(|position| match position {
            epos::Position::Before(cursor) => model::Position::Before(cursor.clone()),
            epos::Position::After(cursor) => model::Position::After(cursor.clone()),
        }),
    }
}

pub(super) fn payment_update(update: &epos::PaymentUpdate) -> PaymentUpdate {
    PaymentUpdate {
        event_id: update.event_id.clone(),
        payment_intent_id: update.payment_intent_id.clone(),
        status: match update.status {
            epos::UpdateStatus::Created => PaymentStatus::Created,
            epos::UpdateStatus::Authorized => PaymentStatus::Authorized,
            epos::UpdateStatus::Captured => PaymentStatus::Captured,
            epos::UpdateStatus::PartlyRefunded => PaymentStatus::PartlyRefunded,
            epos::UpdateStatus::Refunded => PaymentStatus::Refunded,
            epos::UpdateStatus::Reversed => PaymentStatus::Reversed,
            epos::UpdateStatus::Canceled => PaymentStatus::Canceled,
        },
        capture_mode: match update.capture_mode {
            epos::CaptureMode::Auto => CaptureMode::Auto,
            epos::CaptureMode::Manual => CaptureMode::Manual,
        },
        created_at: update.created_at.to_string(),
        intent: update.intent.as_ref().map(payment_intent),
        refunded_before: update.refunded_before.map(money),
        requester: requester(&update.requester),
        attempt: update.attempt,
    }
}

fn payment_intent(intent: &epos::PaymentIntent) -> PaymentIntent {
    PaymentIntent {
        order_id: intent.order_id.clone(),
        paid_amount: money(intent.paid_amount),
        tips_amount: intent.tips_amount.map(money),
        service_charge_amount: intent.service_charge_amount.map(money),
        cashback_amount: intent.cashback_amount.map(money),
        refunded_amount: intent.refunded_amount.map(money),
        waiter_id: intent.waiter_id.clone(),
        metadata: intent.metadata.clone(),
    }
}

pub(super) fn order_payment(payment: &epos::OrderPayment, attempt: u32) -> OrderPayment {
    OrderPayment {
        payment_intent_id: payment.payment_intent_id.clone(),
        paid_amount: money(payment.paid_amount),
        tips_amount: payment.tips_amount.map(money),
        lock_id: payment.lock_id.clone(),
        attempt,
    }
}

// === A new order ===

pub(super) fn new_order(order: &epos::NewOrder) -> NewOrder {
    NewOrder {
        dojo_order_id: order.dojo_order_id.clone(),
        details: details(&order.details),
        items: order.items.iter().map(item).collect(),
        total_amount: money(order.total_amount),
        payments: order.payments.iter().map(payment).collect(),
        note: order.note.clone(),
        customer: order.customer.as_ref().map(customer),
        discounts: order.discounts.iter().map(discount).collect(),
        tax_lines: order.tax_lines.iter().map(tax_line).collect(),
        service_charge_amount: order.service_charge_amount.map(money),
        reference: order.reference.clone(),
        display_name: order.display_name.clone(),
    }
}

fn details(details: &order::OrderDetails) -> model::OrderDetails {
    model::OrderDetails {
        order_type: match details.order_type {
            order::OrderType::DineIn => model::OrderType::DineIn,
            order::OrderType::Collection => model::OrderType::Collection,
        },
        dine_in: details.dine_in.as_ref().map(|dine_in| model::DineIn {
            table_id: dine_in.table_id.clone(),
            waiter_id: dine_in.waiter_id.clone(),
            party_id: dine_in.party_id.clone(),
            reservation_id: dine_in.reservation_id.clone(),
            ready_at: time(dine_in.ready_at),
        }),
        collection: details
            .collection
            .as_ref()
            .map(|collection| model::Collection { asap: collection.asap, collect_at: time(collection.collect_at) }),
    }
}

fn item(item: &order::Item) -> model::Item {
    model::Item {
        name: item.name.clone(),
        plu: item.plu.clone(),
        quantity: item.quantity,
        amount_per_item: money(item.amount_per_item),
        note: item.note.clone(),
        modifiers: item.modifiers.iter().map(modifier).collect(),
        sub_items: item.sub_items.iter().map(sub_item).collect(),
    }
}

fn sub_item(item: &order::SubItem) -> model::SubItem {
    model::SubItem {
        name: item.name.clone(),
        plu: item.plu.clone(),
        quantity: item.quantity,
        amount_per_item: money(item.amount_per_item),
        note: item.note.clone(),
        modifiers: item.modifiers.iter().map(modifier).collect(),
    }
}

fn modifier(modifier: &order::Modifier) -> model::Modifier {
    model::Modifier {
        name: modifier.name.clone(),
        plu: modifier.plu.clone(),
        quantity: modifier.quantity,
        amount_per_modifier: money(modifier.amount_per_modifier),
    }
}

fn payment(payment: &order::Payment) -> model::Payment {
    model::Payment {
        payment_intent_id: payment.payment_intent_id.clone(),
        paid_amount: money(payment.paid_amount),
        tips_amount: payment.tips_amount.map(money),
    }
}

fn customer(customer: &order::Customer) -> model::Customer {
    model::Customer {
        id: customer.id.clone(),
        name: customer.name.clone(),
        email_address: customer.email_address.clone(),
        phone_number: customer.phone_number.clone(),
    }
}

fn discount(discount: &order::Discount) -> model::Discount {
    model::Discount {
        name: discount.name.clone(),
        amount_total: money(discount.amount_total),
        affected_plu: discount.affected_plu.clone(),
        discount_reference: discount.discount_reference.clone(),
        code: discount.code.clone(),
        amount_percentage: discount.amount_percentage,
    }
}

fn tax_line(tax: &order::TaxLine) -> model::TaxLine {
    model::TaxLine {
        amount_total: money(tax.amount_total),
        id: tax.id.clone(),
        name: tax.name.clone(),
        affected_plu: tax.affected_plu.clone(),
        amount_percentage: tax.amount_percentage,
    }
}

// === Tables, parties, reservations ===

pub(super) fn table_filter(filter: &epos::TableFilter) -> TableFilter {
    TableFilter { area_id: filter.area_id.clone(), waiter_id: filter.waiter_id.clone() }
}

pub(super) fn party_filter(filter: &epos::PartyFilter) -> PartyFilter {
    PartyFilter { table_id: filter.table_id.clone(), completed_only: filter.completed_only }
}

pub(super) fn new_party(party: &epos::NewParty) -> NewParty {
    NewParty {
        dojo_party_id: party.dojo_party_id.clone(),
        dojo_reservation_id: party.dojo_reservation_id.clone(),
        reservation_id: party.reservation_id.clone(),
        name: party.name.clone(),
        covers: party.covers,
        table_ids: party.table_ids.clone(),
        status: party.status.clone(),
        start_time: party.start_time.to_string(),
        expected_end_time: time(party.expected_end_time),
        host_notes: party.host_notes.clone(),
        guest_requests: party.guest_requests.clone(),
        deposit: party.deposit.as_ref().map(deposit),
    }
}

pub(super) fn party_update(party: &epos::PartyUpdate) -> PartyUpdate {
    PartyUpdate {
        dojo_party_id: party.dojo_party_id.clone(),
        name: party.name.clone(),
        covers: party.covers,
        table_ids: party.table_ids.clone(),
        status: party.status.clone(),
        start_time: party.start_time.to_string(),
        expected_end_time: time(party.expected_end_time),
        end_time: time(party.end_time),
        host_notes: party.host_notes.clone(),
        guest_requests: party.guest_requests.clone(),
        deposit: party.deposit.as_ref().map(deposit),
    }
}

fn deposit(deposit: &epos::party::Deposit) -> Deposit {
    Deposit {
        total_amount: money(deposit.total_amount),
        payment_intent_ids: deposit.payment_intent_ids.clone(),
        description: deposit.description.clone(),
    }
}

pub(super) fn reservation_filter(filter: &epos::ReservationFilter) -> ReservationFilter {
    ReservationFilter { table_id: filter.table_id.clone(), from: time(filter.from), to: time(filter.to) }
}

pub(super) fn reservation_fields(fields: &epos::ReservationFields) -> ReservationFields {
    ReservationFields {
        dojo_reservation_id: fields.dojo_reservation_id.clone(),
        name: fields.name.clone(),
        covers: fields.covers,
        start_time: fields.start_time.to_string(),
        end_time: fields.end_time.to_string(),
        table_ids: fields.table_ids.clone(),
        host_notes: fields.host_notes.clone(),
        guest_requests: fields.guest_requests.clone(),
    }
}

fn time(time: Option<epos::Timestamp>) -> Option<String> {
    time.map(|time| time.to_string())
}

fn money(money: epos::Money) -> model::Money {
    model::Money { value: money.value, currency_code: money.currency_code.as_str().to_owned() }
}
