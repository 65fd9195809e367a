//! What Dojo asks to be written: the rules that no schema has.

use super::order::{Currencies, details, lengths, not_negative};
use super::texts::{self, OrderTexts};
use super::{Breach, deposit, id};
use crate::epos::{NewOrder, NewParty, OrderPayment, PartyUpdate, ReservationFields, Timestamp};

/// Checks a payment to be recorded.
///
/// # Errors
/// Where an amount is negative, the currencies differ, or the lock's id cannot be one.
pub fn payment(payment: &OrderPayment) -> Result<(), Breach> {
    not_negative(Some(payment.paid_amount), "paidAmount")?;
    not_negative(payment.tips_amount, "tipsAmount")?;
    id(payment.lock_id.as_deref(), "lockId")?;
    let mut currencies = Currencies::default();
    currencies.meet(&payment.paid_amount)?;
    payment.tips_amount.iter().try_for_each(|tips| currencies.meet(tips))
}

/// Checks an order to be created.
///
/// # Errors
/// Where it has no details, a negative total, a text beyond its length, or more than one currency.
pub fn new_order(order: &NewOrder) -> Result<(), Breach> {
    details(&order.details)?;
    OrderTexts {
        details: &order.details,
        items: &order.items,
        note: order.note.as_ref(),
        customer: order.customer.as_ref(),
        discounts: &order.discounts,
        tax_lines: &order.tax_lines,
        payments: order.payments.len(),
        reference: order.reference.as_ref(),
        display_name: order.display_name.as_ref(),
    }
    .fit()?;
    not_negative(Some(order.total_amount), "totalAmount")?;
    not_negative(order.service_charge_amount, "serviceChargeAmount")?;
    for (index, payment) in order.payments.iter().enumerate() {
        not_negative(Some(payment.paid_amount), "paidAmount")
            .and_then(|()| not_negative(payment.tips_amount, "tipsAmount"))
            .and_then(|()| id(payment.payment_intent_id.as_deref(), "paymentIntentId"))
            .map_err(|breach| breach.within(format_args!("payments[{index}]")))?;
    }
    lengths(order.customer.as_ref(), &order.tax_lines)?;
    let mut currencies = Currencies::default();
    currencies.meet(&order.total_amount)?;
    order.service_charge_amount.iter().try_for_each(|money| currencies.meet(money))?;
    currencies.meet_parts(&order.items, &order.discounts, &order.tax_lines, &order.payments)
}

/// Checks a party to be created.
///
/// # Errors
/// Where it sits nowhere, leaves before it comes, a text is too long, or its deposit is negative.
pub fn new_party(party: &NewParty) -> Result<(), Breach> {
    tables(&party.table_ids)?;
    texts::name_or_none(party.name.as_ref(), "name")?;
    texts::name_or_none(party.status.as_ref(), "status")?;
    texts::id_or_none(party.reservation_id.as_ref(), "reservationId")?;
    texts::id_or_none(party.dojo_reservation_id.as_ref(), "dojoReservationId")?;
    texts::note(party.host_notes.as_ref(), "hostNotes")?;
    texts::note(party.guest_requests.as_ref(), "guestRequests")?;
    in_order(party.start_time, party.expected_end_time, "expectedEndTime")?;
    deposit(party.deposit.as_ref())
}

/// Checks what a party is to become.
///
/// # Errors
/// Where it sits nowhere, has no status, leaves before it comes, a text is too long, or its deposit is negative.
pub fn party_update(party: &PartyUpdate) -> Result<(), Breach> {
    tables(&party.table_ids)?;
    if party.status.is_empty() {
        return Err(Breach::new("status", "must not be empty"));
    }
    texts::name(&party.status, "status")?;
    texts::name_or_none(party.name.as_ref(), "name")?;
    texts::note(party.host_notes.as_ref(), "hostNotes")?;
    texts::note(party.guest_requests.as_ref(), "guestRequests")?;
    in_order(party.start_time, party.expected_end_time, "expectedEndTime")?;
    in_order(party.start_time, party.end_time, "endTime")?;
    deposit(party.deposit.as_ref())
}

/// Checks a reservation to be created or changed.
///
/// # Errors
/// Where it ends before it begins, or a text is too long.
pub fn reservation_fields(reservation: &ReservationFields) -> Result<(), Breach> {
    texts::name(&reservation.name, "name")?;
    texts::ids(&reservation.table_ids, "tableIds")?;
    texts::note(reservation.host_notes.as_ref(), "hostNotes")?;
    texts::note(reservation.guest_requests.as_ref(), "guestRequests")?;
    in_order(reservation.start_time, Some(reservation.end_time), "endTime")
}

fn tables(table_ids: &[String]) -> Result<(), Breach> {
    if table_ids.is_empty() {
        return Err(Breach::new("tableIds", "needs at least one table"));
    }
    texts::ids(table_ids, "tableIds")
}

fn in_order(start: Timestamp, end: Option<Timestamp>, path: &'static str) -> Result<(), Breach> {
    match end.filter(|end| *end < start) {
        Some(end) => Err(Breach::new(path, format!("{end} is before startTime, {start}"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::epos::{Capability, InvalidRequest, Request};

    #[track_caller]
    fn check_refused(capability: Capability, body: &str, expected: &str) {
        let path = [("orderId", "1"), ("partyId", "1"), ("reservationId", "1")];
        let InvalidRequest(text) = Request::from_rest(capability, &path, body.as_bytes()).unwrap_err();
        assert_eq!(text, expected);
    }

    #[test]
    fn a_payment_is_of_one_currency_and_never_negative() {
        let check = |paid: &str, expected| {
            let body = format!(
                r#"{{"paymentIntentId":"pi","paidAmount":{paid},"tipsAmount":{{"value":1,"currencyCode":"GBP"}}}}"#
            );
            check_refused(Capability::RecordOrderPaymentById, &body, expected);
        };
        check(r#"{"value":-1,"currencyCode":"GBP"}"#, "paidAmount: -1 GBP is negative");
        check(r#"{"value":1,"currencyCode":"EUR"}"#, "mixes EUR and GBP");
    }

    #[test]
    fn ids_inside_a_body_are_bounded_like_those_of_a_path() {
        let amount = r#"{"value":1,"currencyCode":"GBP"}"#;
        let payment = format!(r#"{{"paymentIntentId":"pi","paidAmount":{amount},"lockId":"a\u0007"}}"#);
        check_refused(Capability::RecordOrderPaymentById, &payment, "lockId: must not hold control characters");
        let order = format!(
            r#"{{"dojoOrderId":"d","details":{{"orderType":"DineIn","dineIn":{{}}}},"items":[],"totalAmount":{amount},"payments":[{{"paymentIntentId":"a\u0007","paidAmount":{amount}}}]}}"#
        );
        let expected = "payments[0].paymentIntentId: must not hold control characters";
        check_refused(Capability::CreateOrder, &order, expected);
        let party = format!(
            r#"{{"dojoPartyId":"d","tableIds":["t1"],"startTime":"2026-11-22T19:00:00Z","deposit":{{"totalAmount":{amount},"paymentIntentIds":[""]}}}}"#
        );
        check_refused(Capability::CreateParty, &party, "deposit.paymentIntentIds: must not be empty");
    }

    #[test]
    fn a_new_order_has_details_and_one_currency() {
        let check = |details: &str, charge: &str, expected| {
            let body = format!(
                r#"{{"dojoOrderId":"d","details":{details},"items":[],"payments":[],"totalAmount":{{"value":1,"currencyCode":"GBP"}},"serviceChargeAmount":{charge}}}"#
            );
            check_refused(Capability::CreateOrder, &body, expected);
        };
        check(r#"{"orderType":"DineIn"}"#, "null", "details: needs dineIn or collection");
        let seated = r#"{"orderType":"DineIn","dineIn":{}}"#;
        check(seated, r#"{"value":1,"currencyCode":"EUR"}"#, "mixes GBP and EUR");
        check(seated, r#"{"value":-1,"currencyCode":"GBP"}"#, "serviceChargeAmount: -1 GBP is negative");
    }

    #[test]
    fn a_party_sits_somewhere_and_leaves_after_it_came() {
        let body = |tables: &str, end: &str| {
            format!(
                r#"{{"dojoPartyId":"d","tableIds":{tables},"status":"paid","startTime":"2026-11-22T19:00:00Z","expectedEndTime":"{end}"}}"#
            )
        };
        for capability in [Capability::CreateParty, Capability::UpdateParty] {
            let nowhere = body("[]", "2026-11-22T20:00:00Z");
            check_refused(capability, &nowhere, "tableIds: needs at least one table");
            check_refused(
                capability,
                &body(r#"["t1"]"#, "2026-11-22T18:00:00Z"),
                "expectedEndTime: 2026-11-22T18:00:00.000Z is before startTime, 2026-11-22T19:00:00.000Z",
            );
        }
    }

    #[test]
    fn a_reservation_ends_after_it_begins() {
        let body = r#"{"dojoReservationId":"d","name":"a","covers":2,"tableIds":[],"startTime":"2026-11-22T19:00:00Z","endTime":"2026-11-22T18:00:00Z"}"#;
        check_refused(
            Capability::UpdateReservation,
            body,
            "endTime: 2026-11-22T18:00:00.000Z is before startTime, 2026-11-22T19:00:00.000Z",
        );
    }
}
