//! Enters the orders that guests make with Dojo.

use patio_sdk::model::{EposError, Item, Money, Order, OrderStatus, Payment as Paid, Requester};
use patio_sdk::order_entry::NewOrder;
use patio_sdk::{OrderEntry, timestamp};

use crate::book::{Book, Payment};
use crate::{Demo, currency, floor, id, stored};

impl OrderEntry for Demo {
    fn create_order(&self, order: NewOrder, _: &Requester) -> Result<Order, EposError> {
        let (currency, now) = (currency::chosen()?, timestamp::now());
        stored::change(|book: &mut Book| {
            let id = enter(book, &order, currency, &now)?;
            book.order(&id, currency)
        })
    }
}

/// The id of the order that this makes, or has made: Dojo's id is the key, and what happened to the order since, or
/// what else is different in the request, does not matter.
fn enter(book: &mut Book, new: &NewOrder, currency: &str, now: &str) -> Result<String, EposError> {
    id::check(&new.dojo_order_id, "an order's")?;
    if let Some(id) = book.entered_as(&new.dojo_order_id) {
        return Ok(id.to_owned());
    }
    check_place(new)?;
    check_amounts(new, currency)?;
    let id = book.next_id();
    let (cash, through_dojo) = new.payments.iter().cloned().partition(|it| it.payment_intent_id.is_none());
    let payments = payments(&id, through_dojo, currency)?;
    book.enter(&new.dojo_order_id, order(new, id.clone(), cash, now), &payments)?;
    Ok(id)
}

/// It is eaten at a table of ours, or fetched.
fn check_place(new: &NewOrder) -> Result<(), EposError> {
    let details = &new.details;
    if details.dine_in.is_none() && details.collection.is_none() {
        return Err(EposError::InvalidRequest("an order needs a table, or a collection".to_owned()));
    }
    details.dine_in.as_ref().and_then(|it| it.table_id.as_deref()).map_or(Ok(()), floor::check_table)
}

/// One currency throughout. What the lines add up to is Dojo's business: its total is what the guest was shown.
fn check_amounts(new: &NewOrder, currency: &str) -> Result<(), EposError> {
    currency::value(&new.total_amount, currency, "the total")?;
    if let Some(service) = &new.service_charge_amount {
        currency::value(service, currency, "the service charge")?;
    }
    for paid in new.payments.iter().flat_map(|it| [Some(&it.paid_amount), it.tips_amount.as_ref()]).flatten() {
        currency::value(paid, currency, "a payment")?;
    }
    let items = new.items.iter().flat_map(amounts);
    let discounts = new.discounts.iter().map(|it| &it.amount_total);
    let taxes = new.tax_lines.iter().map(|it| &it.amount_total);
    items.chain(discounts).chain(taxes).try_for_each(|it| currency::check(it, currency, "a line of the order"))
}

fn amounts(item: &Item) -> Vec<&Money> {
    let modifiers = item.modifiers.iter().chain(item.sub_items.iter().flat_map(|it| &it.modifiers));
    let mut amounts = vec![&item.amount_per_item];
    amounts.extend(item.sub_items.iter().map(|it| &it.amount_per_item));
    amounts.extend(modifiers.map(|it| &it.amount_per_modifier));
    amounts
}

fn payments(order: &str, paid: Vec<Paid>, currency: &str) -> Result<Vec<Payment>, EposError> {
    let payment = |it: Paid| {
        let intent = it.payment_intent_id.unwrap_or_default();
        Payment::new(&intent, order, &it.paid_amount, it.tips_amount.as_ref(), currency)?.not_nothing()
    };
    paid.into_iter().map(payment).collect()
}

fn order(new: &NewOrder, id: String, cash: Vec<Paid>, now: &str) -> Order {
    let new = new.clone();
    Order {
        id,
        status: OrderStatus::Accepted,
        details: new.details,
        items: new.items,
        note: new.note,
        customer: new.customer,
        discounts: new.discounts,
        tax_lines: new.tax_lines,
        created_at: Some(now.to_owned()),
        updated_at: None,
        total_amount: Some(new.total_amount),
        // What is paid is known to the book, and added when the order is shown.
        paid_amount: None,
        tips_amount: None,
        payable: false,
        service_charge_amount: new.service_charge_amount,
        payments: cash,
        reference: new.reference,
        display_name: new.display_name,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use patio_sdk::model::{Collection, DineIn, Modifier, OrderDetails, OrderType, SubItem};

    use super::*;
    use crate::book::tests::NOW;

    fn pounds(value: i64) -> Money {
        Money::new(value, "GBP")
    }

    /// Two lemonades, for a table or to be fetched.
    pub(crate) fn lemonades(dojo_order_id: &str, table: Option<&str>) -> NewOrder {
        let dine_in = table.map(|table| DineIn {
            table_id: Some(table.to_owned()),
            waiter_id: None,
            party_id: None,
            reservation_id: None,
            ready_at: None,
        });
        NewOrder {
            dojo_order_id: dojo_order_id.to_owned(),
            details: OrderDetails {
                order_type: if dine_in.is_some() { OrderType::DineIn } else { OrderType::Collection },
                collection: dine_in.is_none().then_some(Collection { asap: Some(true), collect_at: None }),
                dine_in,
            },
            items: vec![Item {
                name: "Lemonade".to_owned(),
                plu: "W02".to_owned(),
                quantity: 2,
                amount_per_item: pounds(375),
                note: None,
                modifiers: Vec::new(),
                sub_items: Vec::new(),
            }],
            total_amount: pounds(750),
            payments: Vec::new(),
            note: Some("No ice".to_owned()),
            customer: None,
            discounts: Vec::new(),
            tax_lines: Vec::new(),
            service_charge_amount: None,
            reference: Some("A7".to_owned()),
            display_name: Some("Lemonades".to_owned()),
        }
    }

    /// Enters two lemonades.
    pub(crate) fn enter(book: &mut Book, dojo_order_id: &str, table: Option<&str>) -> String {
        super::enter(book, &lemonades(dojo_order_id, table), "GBP", NOW).unwrap()
    }

    fn entered(book: &mut Book, new: &NewOrder) -> Result<Order, EposError> {
        let id = super::enter(book, new, "GBP", NOW)?;
        book.order(&id, "GBP")
    }

    fn paid(intent: Option<&str>, amount: i64, tips: i64) -> Paid {
        Paid {
            payment_intent_id: intent.map(str::to_owned),
            paid_amount: pounds(amount),
            tips_amount: (tips != 0).then(|| pounds(tips)),
        }
    }

    #[track_caller]
    fn check_invalid(new: &NewOrder, expected: &str) {
        assert_eq!(entered(&mut Book::default(), new), Err(EposError::InvalidRequest(expected.to_owned())));
    }

    #[test]
    fn an_order_is_shown_as_it_was_entered() {
        let new = lemonades("dojo-1", Some("t5"));
        let order = entered(&mut Book::default(), &new).unwrap();
        assert_eq!((order.id.as_str(), order.status, order.payable), ("1015", OrderStatus::Accepted, true));
        assert_eq!((order.details, order.items, order.note), (new.details, new.items, new.note));
        assert_eq!((order.total_amount, order.paid_amount), (Some(new.total_amount), Some(pounds(0))));
        assert_eq!((order.reference, order.display_name), (new.reference, new.display_name));
        assert_eq!(order.created_at.as_deref(), Some(NOW));
    }

    #[test]
    fn the_same_id_again_is_the_same_order_as_it_is_by_now() {
        let mut book = Book::default();
        let first = entered(&mut book, &lemonades("dojo-1", None)).unwrap();
        assert_eq!(entered(&mut book, &lemonades("dojo-1", None)), Ok(first));
        book.cancel("1015", NOW).unwrap();
        let other = NewOrder { total_amount: pounds(-1), ..lemonades("dojo-1", None) };
        let again = entered(&mut book, &other).unwrap();
        assert_eq!((again.id.as_str(), again.status), ("1015", OrderStatus::Canceled));
        assert_eq!(book.len(), 15);
    }

    #[test]
    fn what_is_paid_already_stands_on_the_order() {
        let payments = vec![paid(Some("pi_1"), 400, 50), paid(None, 350, 0)];
        let order = entered(&mut Book::default(), &NewOrder { payments, ..lemonades("dojo-1", None) }).unwrap();
        assert_eq!(order.payments, [paid(None, 350, 0), paid(Some("pi_1"), 400, 50)]);
        assert_eq!((order.paid_amount, order.tips_amount), (Some(pounds(750)), Some(pounds(50))));
        assert_eq!((order.payable, order.status), (false, OrderStatus::Accepted), "it is still to be cooked");
    }

    #[test]
    fn more_than_the_total_is_a_conflict() {
        for payments in [vec![paid(Some("pi_1"), 751, 0)], vec![paid(None, 751, 0)]] {
            let refusal = entered(&mut Book::default(), &NewOrder { payments, ..lemonades("dojo-1", None) });
            assert!(matches!(refusal, Err(EposError::Conflict(_))), "{refusal:?}");
        }
    }

    #[test]
    fn a_payment_has_an_id_and_an_amount() {
        let with = |payment| NewOrder { payments: vec![payment], ..lemonades("dojo-1", None) };
        check_invalid(&with(paid(Some("pi_1"), 0, 0)), "payment pi_1 is of nothing");
        check_invalid(&with(paid(Some("pi_1"), -1, 0)), "a payment has an amount that cannot be: -1");
        check_invalid(&with(paid(None, -1, 0)), "a payment has an amount that cannot be: -1");
        check_invalid(&with(paid(Some(""), 1, 0)), "\"\" is not a payment intent's id");
    }

    #[test]
    fn every_amount_is_in_the_venues_currency() {
        let euro = || Money::new(1, "EUR");
        let total = NewOrder { total_amount: euro(), ..lemonades("dojo-1", None) };
        check_invalid(&total, "the total is in EUR, and this venue's bills are in GBP");
        let service = NewOrder { service_charge_amount: Some(euro()), ..lemonades("dojo-1", None) };
        check_invalid(&service, "the service charge is in EUR, and this venue's bills are in GBP");
        let line = "a line of the order is in EUR, and this venue's bills are in GBP";
        let mut item = lemonades("dojo-1", None);
        item.items[0].amount_per_item = euro();
        check_invalid(&item, line);
        let mut deep = lemonades("dojo-1", None);
        let straw =
            Modifier { name: "Straw".to_owned(), plu: "X1".to_owned(), quantity: 1, amount_per_modifier: euro() };
        deep.items[0].sub_items = vec![SubItem {
            name: "Cup".to_owned(),
            plu: "X2".to_owned(),
            quantity: 1,
            amount_per_item: pounds(0),
            note: None,
            modifiers: vec![straw],
        }];
        check_invalid(&deep, line);
    }

    #[test]
    fn an_order_has_a_place_an_id_and_a_total_that_can_be() {
        check_invalid(&lemonades("dojo-1", Some("t13")), "there is no table t13");
        let mut nowhere = lemonades("dojo-1", None);
        nowhere.details.collection = None;
        check_invalid(&nowhere, "an order needs a table, or a collection");
        check_invalid(&lemonades("", None), "\"\" is not an order's id");
        let negative = NewOrder { total_amount: pounds(-1), ..lemonades("dojo-1", None) };
        check_invalid(&negative, "the total has an amount that cannot be: -1");
    }

    #[test]
    fn a_total_of_nothing_is_not_payable() {
        let order = entered(&mut Book::default(), &NewOrder { total_amount: pounds(0), ..lemonades("dojo-1", None) });
        assert!(!order.unwrap().payable);
    }
}
