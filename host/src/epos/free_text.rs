//! The free text of replies: what people typed into a point of sale. Numbers that look like cards are masked there, for a
//! waiter may have noted one; ids are left as they are.

use super::bill::BillLine;
use super::{Order, Party, Reply, Reservation};
use crate::mask;
use std::borrow::Cow;

/// Masks numbers that look like cards in every name and note of a reply.
pub fn mask(reply: &mut Reply) {
    match reply {
        Reply::Orders(page) => page.data.iter_mut().for_each(order),
        Reply::Order(one) => order(one),
        Reply::Bill(bill) => {
            order(&mut bill.order);
            let lines = bill.header.lines.iter_mut().chain(&mut bill.footer.lines);
            for line in lines {
                // All other lines are the merchant's own.
                if let BillLine::Text(line) = line {
                    text(&mut line.value);
                }
            }
        }
        Reply::Party(one) => party(one),
        Reply::Parties(page) => page.data.iter_mut().for_each(party),
        Reply::Reservation(one) => reservation(one),
        Reply::Reservations(page) => page.data.iter_mut().for_each(reservation),
        // Their names are set up once, by whoever sets up the point of sale.
        Reply::Areas(_) | Reply::Tables(_) | Reply::Empty | Reply::Deleted => {}
    }
}

fn order(order: &mut Order) {
    let customer = order.customer.as_mut().and_then(|customer| customer.name.as_mut());
    texts([order.note.as_mut(), order.display_name.as_mut(), customer]);
    for item in &mut order.items {
        text(&mut item.name);
        texts([item.note.as_mut()]);
        for part in &mut item.sub_items {
            text(&mut part.name);
            texts([part.note.as_mut()]);
            part.modifiers.iter_mut().for_each(|modifier| text(&mut modifier.name));
        }
        item.modifiers.iter_mut().for_each(|modifier| text(&mut modifier.name));
    }
    order.discounts.iter_mut().for_each(|discount| text(&mut discount.name));
}

fn party(party: &mut Party) {
    let deposit = party.deposit.as_mut().and_then(|deposit| deposit.description.as_mut());
    texts([party.name.as_mut(), party.host_notes.as_mut(), party.guest_requests.as_mut(), deposit]);
    text(&mut party.status);
}

fn reservation(reservation: &mut Reservation) {
    text(&mut reservation.name);
    texts([reservation.host_notes.as_mut(), reservation.guest_requests.as_mut()]);
}

fn texts<const N: usize>(texts: [Option<&mut String>; N]) {
    texts.into_iter().flatten().for_each(text);
}

fn text(text: &mut String) {
    if let Cow::Owned(masked) = mask::cards(text) {
        *text = masked;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epos::{Page, PageEnds};
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    const CARD: &str = "4111 1111 1111 1111";
    const MASKED: &str = "**** **** **** 1111";

    fn read<T: DeserializeOwned>(json: &Value) -> T {
        serde_json::from_value(json.clone()).unwrap()
    }

    /// What is masked in a reply that has a card's number as each of its texts: the same with every free text masked.
    #[track_caller]
    fn check(mut reply: Reply, expected: &Value) {
        mask(&mut reply);
        let json: Value = serde_json::from_slice(&reply.into_rest().unwrap()).unwrap();
        let expected: Value =
            serde_json::from_str(&expected.to_string().replace("FREE", MASKED).replace("KEPT", CARD)).unwrap();
        assert_eq!(json, expected);
    }

    fn with_card<T: DeserializeOwned>(json: &Value) -> T {
        read(&serde_json::from_str(&json.to_string().replace("FREE", CARD).replace("KEPT", CARD)).unwrap())
    }

    fn an_order() -> Value {
        let pounds = json!({"value": 1, "currencyCode": "GBP"});
        let modifier = json!({"name": "FREE", "plu": "KEPT", "quantity": 1, "amountPerModifier": pounds});
        let part = json!({"name": "FREE", "plu": "KEPT", "quantity": 1, "amountPerItem": pounds, "note": "FREE", "modifiers": [modifier]});
        let mut item = part.clone();
        item["subItems"] = json!([part]);
        json!({
            "id": "KEPT", "status": "Accepted", "details": {"orderType": "DineIn", "dineIn": {"tableId": "KEPT"}},
            "items": [item], "note": "FREE", "displayName": "FREE", "reference": "KEPT", "payable": true,
            "customer": {"id": "KEPT", "name": "FREE", "phoneNumber": "KEPT"},
            "discounts": [{"name": "FREE", "amountTotal": pounds, "code": "KEPT"}],
            "payments": [{"paymentIntentId": "KEPT", "paidAmount": pounds}],
        })
    }

    #[test]
    fn names_and_notes_of_orders_are_masked_and_ids_are_not() {
        check(Reply::Order(with_card(&an_order())), &an_order());
        let page = Page { data: vec![with_card(&an_order())], ends: PageEnds::default() };
        check(Reply::Orders(page), &json!({"data": [an_order()]}));
    }

    #[test]
    fn what_is_written_on_a_bill_is_masked() {
        let bill = json!({
            "header": {"lines": [{"lineType": "Text", "text": {"value": "FREE", "size": "Body"}}]},
            "order": an_order(),
            "footer": {"lines": [{"lineType": "TaxNumber", "taxNumber": {"name": "VAT", "number": "KEPT"}}]},
        });
        check(Reply::Bill(with_card(&bill)), &bill);
    }

    #[test]
    fn names_and_notes_of_guests_are_masked() {
        let (at, pounds) = ("2026-11-22T19:04:05.000Z", json!({"value": 1, "currencyCode": "GBP"}));
        let party = json!({
            "id": "KEPT", "name": "FREE", "tableIds": ["KEPT"], "status": "FREE", "startTime": at, "hostNotes": "FREE",
            "guestRequests": "FREE",
            "deposit": {"totalAmount": pounds, "paymentIntentIds": ["KEPT"], "description": "FREE"},
        });
        check(Reply::Party(with_card(&party)), &party);
        let reservation = json!({
            "id": "KEPT", "name": "FREE", "covers": 2, "startTime": at, "endTime": at, "tableIds": ["KEPT"],
            "hostNotes": "FREE", "guestRequests": "FREE",
        });
        check(Reply::Reservation(with_card(&reservation)), &reservation);
    }
}
