//! From the host's model to version 0.1 of the contract.

use super::model;
use super::orders_export::OrderFilter;
use super::payment_events_export::{CaptureMode, PaymentIntent, PaymentStatus, PaymentUpdate};
use crate::epos;

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

fn money(money: epos::Money) -> model::Money {
    model::Money { value: money.value, currency_code: money.currency_code.as_str().to_owned() }
}
