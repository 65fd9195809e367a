//! How long a text may be. The specification has lengths for a few; a card machine has a screen for 24 characters and a
//! printer for some 40 in a line, and what no machine can show must not travel to it.

use super::Breach;
use crate::epos::PageEnds;
use crate::epos::bill::{BillLine, BillSection};
use crate::epos::json::MAX_ID_BYTES;
use crate::epos::order::{Customer, Discount, Item, Modifier, OrderDetails, SubItem, TaxLine};

/// Bytes of a name at most: of an item, a guest, a table, a discount, or a line of a bill. The longest on a real bill
/// have some 100; ten times that leaves room for every script, and a page of a hundred orders stays below a megabyte.
pub const MAX_NAME_BYTES: usize = 1024;

/// Bytes of a note at most: what people write to each other, and an address. Several pages; nobody reads more at a table.
pub const MAX_NOTE_BYTES: usize = 16 * 1024;

/// Bytes of a cursor at most: it comes back in the address of the next page's request.
pub const MAX_CURSOR_BYTES: usize = 2048;

/// Elements of one list in an order at most: items, their modifiers, discounts, taxes, payments. A wedding has hundreds
/// of items.
pub const MAX_ELEMENTS: usize = 5_000;

/// A text that names something.
pub(super) fn name(text: &str, path: &'static str) -> Result<(), Breach> {
    fits(text.len(), MAX_NAME_BYTES, path)
}

/// The same where it may be absent.
pub(super) fn name_or_none(text: Option<&String>, path: &'static str) -> Result<(), Breach> {
    text.map_or(Ok(()), |text| name(text, path))
}

/// A text that people write to each other.
pub(super) fn note(text: Option<&String>, path: &'static str) -> Result<(), Breach> {
    text.map_or(Ok(()), |text| fits(text.len(), MAX_NOTE_BYTES, path))
}

/// The id of something: a key here, and a part of a path at Dojo.
pub(super) fn id(text: &str, path: &'static str) -> Result<(), Breach> {
    fits(text.len(), MAX_ID_BYTES, path)
}

/// The id of something else, which is no key here: it has the length of a name.
pub(super) fn id_or_none(text: Option<&String>, path: &'static str) -> Result<(), Breach> {
    name_or_none(text, path)
}

/// The ids of several others.
pub(super) fn ids(list: &[String], path: &'static str) -> Result<(), Breach> {
    count(list.len(), path)?;
    list.iter().try_for_each(|text| name(text, path))
}

/// The cursors of a page.
pub(super) fn ends(ends: &PageEnds) -> Result<(), Breach> {
    let cursor = |text: Option<&String>, path| text.map_or(Ok(()), |text| fits(text.len(), MAX_CURSOR_BYTES, path));
    cursor(ends.before.as_ref(), "before").and_then(|()| cursor(ends.after.as_ref(), "after"))
}

/// The parts that an order and a request for one share.
pub(super) struct OrderTexts<'a> {
    pub(super) details: &'a OrderDetails,
    pub(super) items: &'a [Item],
    pub(super) note: Option<&'a String>,
    pub(super) customer: Option<&'a Customer>,
    pub(super) discounts: &'a [Discount],
    pub(super) tax_lines: &'a [TaxLine],
    pub(super) payments: usize,
    pub(super) reference: Option<&'a String>,
    pub(super) display_name: Option<&'a String>,
}

// === impl OrderTexts ===

impl OrderTexts<'_> {
    pub(super) fn fit(&self) -> Result<(), Breach> {
        note(self.note, "note")?;
        name_or_none(self.reference, "reference")?;
        name_or_none(self.display_name, "displayName")?;
        count(self.payments, "payments")?;
        if let Some(dine_in) = &self.details.dine_in {
            let within = |breach: Breach| breach.within("details.dineIn");
            id_or_none(dine_in.table_id.as_ref(), "tableId").map_err(within)?;
            id_or_none(dine_in.waiter_id.as_ref(), "waiterId").map_err(within)?;
            id_or_none(dine_in.party_id.as_ref(), "partyId").map_err(within)?;
            id_or_none(dine_in.reservation_id.as_ref(), "reservationId").map_err(within)?;
        }
        if let Some(customer) = self.customer {
            let within = |breach: Breach| breach.within("customer");
            id_or_none(customer.id.as_ref(), "id").map_err(within)?;
            name_or_none(customer.name.as_ref(), "name").map_err(within)?;
        }
        each(self.items, "items", item)?;
        each(self.discounts, "discounts", |discount| {
            name(&discount.name, "name")?;
            name_or_none(discount.affected_plu.as_ref(), "affectedPlu")?;
            name_or_none(discount.discount_reference.as_ref(), "discountReference")?;
            name_or_none(discount.code.as_ref(), "code")
        })?;
        // Their ids and names have the specification's lengths.
        each(self.tax_lines, "taxLines", |tax| name_or_none(tax.affected_plu.as_ref(), "affectedPlu"))
    }
}

fn item(item: &Item) -> Result<(), Breach> {
    name(&item.name, "name")?;
    name(&item.plu, "plu")?;
    note(item.note.as_ref(), "note")?;
    each(&item.modifiers, "modifiers", modifier)?;
    each(&item.sub_items, "subItems", sub_item)
}

fn sub_item(item: &SubItem) -> Result<(), Breach> {
    name(&item.name, "name")?;
    name(&item.plu, "plu")?;
    note(item.note.as_ref(), "note")?;
    each(&item.modifiers, "modifiers", modifier)
}

fn modifier(modifier: &Modifier) -> Result<(), Breach> {
    name(&modifier.name, "name").and_then(|()| name(&modifier.plu, "plu"))
}

/// The lines of a bill, images aside: they have a limit of their own.
pub(super) fn bill(section: &BillSection) -> Result<(), Breach> {
    each(&section.lines, "lines", |line| match line {
        BillLine::Text(text) => name(&text.value, "text.value"),
        BillLine::MerchantName(line) => name(&line.name, "merchantName.name"),
        BillLine::MerchantAddress(address) => {
            count(address.address_lines.len(), "merchantAddress.addressLines")?;
            address.address_lines.iter().try_for_each(|line| name(line, "merchantAddress.addressLines"))?;
            name(&address.postcode, "merchantAddress.postcode")
        }
        BillLine::MerchantEmailAddress(line) => name(&line.email_address, "merchantEmailAddress.emailAddress"),
        BillLine::MerchantPhoneNumber(line) => name(&line.phone_number, "merchantPhoneNumber.phoneNumber"),
        BillLine::TaxNumber(tax) => {
            name(&tax.name, "taxNumber.name").and_then(|()| name(&tax.number, "taxNumber.number"))
        }
        // A QR code of the largest kind holds 2953 bytes.
        BillLine::Url(url) => fits(url.url.len(), MAX_NOTE_BYTES, "url.url")
            .and_then(|()| name_or_none(url.description.as_ref(), "url.description")),
        BillLine::Image(_) | BillLine::Logo(_) | BillLine::HorizontalLine(_) => Ok(()),
    })
}

fn each<T>(list: &[T], path: &'static str, check: impl Fn(&T) -> Result<(), Breach>) -> Result<(), Breach> {
    count(list.len(), path)?;
    list.iter()
        .enumerate()
        .try_for_each(|(index, value)| check(value).map_err(|breach| breach.within(format_args!("{path}[{index}]"))))
}

fn count(elements: usize, path: &'static str) -> Result<(), Breach> {
    if elements <= MAX_ELEMENTS {
        return Ok(());
    }
    Err(Breach::new(path, format!("has {elements} elements, {MAX_ELEMENTS} are allowed")))
}

fn fits(bytes: usize, most: usize, path: &'static str) -> Result<(), Breach> {
    if bytes <= most {
        return Ok(());
    }
    Err(Breach::new(path, format!("is {bytes} bytes long, {most} are allowed")))
}

#[cfg(test)]
mod tests {
    use super::super::order::put_right;
    use super::super::tests::order;
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(changes: serde_json::Value, expected: &str) {
        let outcome = put_right(&mut order(changes)).map_or_else(|breach| breach.to_string(), |()| String::new());
        assert_eq!(outcome, expected);
    }

    fn item(name: usize, modifier: usize) -> serde_json::Value {
        let amount = json!({"value": 1, "currencyCode": "GBP"});
        let modifier = json!({"name": "x".repeat(modifier), "plu": "1", "quantity": 1, "amountPerModifier": amount});
        json!({"name": "x".repeat(name), "plu": "1", "quantity": 1, "amountPerItem": amount, "modifiers": [modifier]})
    }

    #[test]
    fn a_text_that_no_card_machine_shows_does_not_travel() {
        check(json!({"displayName": "x".repeat(MAX_NAME_BYTES), "note": "x".repeat(MAX_NOTE_BYTES)}), "");
        check(json!({"displayName": "x".repeat(8 << 20)}), "displayName: is 8388608 bytes long, 1024 are allowed");
        check(json!({"note": "x".repeat(MAX_NOTE_BYTES + 1)}), "note: is 16385 bytes long, 16384 are allowed");
        check(json!({"reference": "x".repeat(1025)}), "reference: is 1025 bytes long, 1024 are allowed");
        check(json!({"customer": {"name": "x".repeat(1025)}}), "customer.name: is 1025 bytes long, 1024 are allowed");
        check(json!({"id": "x".repeat(257)}), "id: is 257 bytes long, 256 are allowed");
        let details = json!({"orderType": "DineIn", "dineIn": {"tableId": "x".repeat(1025)}});
        check(json!({"details": details}), "details.dineIn.tableId: is 1025 bytes long, 1024 are allowed");
        check(json!({"items": [item(1, 1), item(1025, 1)]}), "items[1].name: is 1025 bytes long, 1024 are allowed");
        let expected = "items[0].modifiers[0].name: is 1025 bytes long, 1024 are allowed";
        check(json!({"items": [item(1, 1025)]}), expected);
    }

    #[test]
    fn a_list_that_nobody_reads_does_not_travel() {
        check(json!({"items": vec![item(1, 1); MAX_ELEMENTS]}), "");
        check(json!({"items": vec![item(1, 1); MAX_ELEMENTS + 1]}), "items: has 5001 elements, 5000 are allowed");
    }
}
