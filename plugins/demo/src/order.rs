//! An order as the EPOS Data API shows it.

use patio_sdk::model::{
    Collection, Customer, DineIn, Discount, Item, Modifier, Money, Order, OrderDetails, OrderStatus, OrderType,
    Payment, SubItem, TaxLine,
};

use crate::bill::{self, Bill, Line, Place};
use crate::book::{Book, Entered};
use crate::sums::{self, Sums};
use crate::tab::Tab;

/// Builds the order; `sums` are those of the same tab and book.
pub(crate) fn order(tab: Tab<'_>, sums: &Sums, book: &Book, currency: &'static str) -> Order {
    let mut order = match tab {
        Tab::Bill(bill) => of_bill(bill, sums, book, currency),
        Tab::Entered(entered) => of_entered(entered, sums, book),
    };
    if book.is_canceled(&order.id) {
        order.status = OrderStatus::Canceled;
        order.payable = false;
    }
    order
}

/// As it was entered, with what was paid since. It stays accepted when it is paid: the kitchen has still to cook it.
fn of_entered(entered: &Entered, sums: &Sums, book: &Book) -> Order {
    let mut order = entered.order.clone();
    if let Some(total) = &order.total_amount {
        let currency = total.currency_code.as_str();
        order.payments.extend(through_dojo(&order.id, book, currency));
        order.paid_amount = Some(money(sums.paid, currency));
        order.tips_amount = (sums.tips > 0).then(|| money(sums.tips, currency));
    }
    order.payable = sums.due() > 0;
    order
}

fn of_bill(bill: &Bill, sums: &Sums, book: &Book, currency: &'static str) -> Order {
    let due = sums.due();
    Order {
        id: bill.id.to_owned(),
        status: if due > 0 { bill.status } else { OrderStatus::Finalized },
        details: details(bill),
        items: bill.lines.iter().map(|line| item(line, currency)).collect(),
        note: None,
        customer: customer(&bill.place),
        discounts: bill.discount.iter().map(|it| discount(it, sums, currency)).collect(),
        tax_lines: vec![TaxLine {
            amount_total: money(sums.tax, currency),
            id: None,
            name: Some("VAT, included".to_owned()),
            affected_plu: None,
            amount_percentage: Some(sums::TAX),
        }],
        created_at: Some(bill.opened.to_owned()),
        updated_at: None,
        total_amount: Some(money(sums.total, currency)),
        paid_amount: Some(money(sums.paid, currency)),
        tips_amount: (sums.tips > 0).then(|| money(sums.tips, currency)),
        service_charge_amount: bill.service.then(|| money(sums.service, currency)),
        payments: payments(bill, book, currency),
        payable: due > 0,
        reference: None,
        display_name: Some(display_name(&bill.place).to_owned()),
    }
}

/// Within the 24 characters of a card machine's line.
fn display_name(place: &Place) -> &'static str {
    match place {
        Place::Table { name, .. } | Place::Counter { name, .. } => name,
    }
}

fn details(bill: &Bill) -> OrderDetails {
    match bill.place {
        Place::Table { table, waiter, .. } => OrderDetails {
            order_type: OrderType::DineIn,
            dine_in: Some(DineIn {
                table_id: Some(table.to_owned()),
                waiter_id: Some(waiter.to_owned()),
                party_id: bill.party().map(str::to_owned),
                reservation_id: bill.reservation().map(str::to_owned),
                ready_at: None,
            }),
            collection: None,
        },
        Place::Counter { collect_at, .. } => OrderDetails {
            order_type: OrderType::Collection,
            dine_in: None,
            collection: Some(Collection { asap: Some(false), collect_at: Some(collect_at.to_owned()) }),
        },
    }
}

fn customer(place: &Place) -> Option<Customer> {
    match place {
        Place::Table { .. } => None,
        Place::Counter { guest, phone, .. } => Some(Customer {
            id: None,
            name: Some((*guest).to_owned()),
            email_address: None,
            phone_number: Some((*phone).to_owned()),
        }),
    }
}

fn item(line: &Line, currency: &'static str) -> Item {
    Item {
        name: line.dish.name.to_owned(),
        plu: line.dish.plu.to_owned(),
        quantity: line.quantity,
        amount_per_item: money(line.dish.price, currency),
        note: line.note.map(str::to_owned),
        modifiers: line
            .extras
            .iter()
            .map(|bill::Extra(quantity, extra)| Modifier {
                name: extra.name.to_owned(),
                plu: extra.plu.to_owned(),
                quantity: *quantity,
                amount_per_modifier: money(extra.price, currency),
            })
            .collect(),
        sub_items: line
            .courses
            .iter()
            .map(|course| SubItem {
                name: course.name.to_owned(),
                plu: course.plu.to_owned(),
                quantity: 1,
                amount_per_item: money(course.price, currency),
                note: None,
                modifiers: Vec::new(),
            })
            .collect(),
    }
}

fn discount(discount: &bill::Discount, sums: &Sums, currency: &'static str) -> Discount {
    Discount {
        name: discount.name.to_owned(),
        amount_total: money(sums.discount, currency),
        affected_plu: discount.plu.map(str::to_owned),
        discount_reference: None,
        code: discount.code.map(str::to_owned),
        amount_percentage: Some(discount.percentage),
    }
}

/// What was paid before, then what came through Dojo.
fn payments(bill: &Bill, book: &Book, currency: &str) -> Vec<Payment> {
    let before = bill.payments.iter().map(|it| payment(it.intent, it.amount, it.tips, currency));
    before.chain(through_dojo(bill.id, book, currency)).collect()
}

/// A payment that was given back whole is no longer one.
fn through_dojo<'a>(order: &'a str, book: &'a Book, currency: &'a str) -> impl Iterator<Item = Payment> + use<'a> {
    book.payments_of(order).map(move |it| payment(Some(&it.intent), it.paid(), it.tips(), currency))
}

fn payment(intent: Option<&str>, paid: i64, tips: i64, currency: &str) -> Payment {
    Payment {
        payment_intent_id: intent.map(str::to_owned),
        paid_amount: money(paid, currency),
        tips_amount: (tips > 0).then(|| money(tips, currency)),
    }
}

fn money(value: i64, currency: &str) -> Money {
    Money::new(value, currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bills::{self, BILLS};

    fn all() -> Vec<Order> {
        let book = Book::default();
        BILLS.iter().map(|bill| book.order(bill.id, "GBP").unwrap()).collect()
    }

    /// Adds up an order from what it shows alone, as a card machine or an accountant would.
    fn shown(order: &Order) -> i64 {
        let mut total = order.service_charge_amount.as_ref().map_or(0, |it| it.value);
        for item in &order.items {
            let mut one = item.amount_per_item.value;
            one += item.modifiers.iter().map(|it| i64::from(it.quantity) * it.amount_per_modifier.value).sum::<i64>();
            one += item.sub_items.iter().map(|it| i64::from(it.quantity) * it.amount_per_item.value).sum::<i64>();
            total += i64::from(item.quantity) * one;
        }
        total - order.discounts.iter().map(|it| it.amount_total.value).sum::<i64>()
    }

    #[test]
    fn every_total_is_what_the_order_shows() {
        for order in all() {
            assert_eq!(order.total_amount.as_ref().unwrap().value, shown(&order), "{}", order.id);
        }
    }

    #[test]
    fn every_paid_amount_is_the_sum_of_the_payments_and_never_more_than_the_total() {
        for order in all() {
            let paid: i64 = order.payments.iter().map(|it| it.paid_amount.value).sum();
            let tips: i64 = order.payments.iter().filter_map(|it| it.tips_amount.as_ref()).map(|it| it.value).sum();
            assert_eq!(order.paid_amount.as_ref().unwrap().value, paid, "{}", order.id);
            assert_eq!(order.tips_amount.as_ref().map_or(0, |it| it.value), tips, "{}", order.id);
            assert!(paid <= order.total_amount.as_ref().unwrap().value, "{}", order.id);
        }
    }

    #[test]
    fn an_order_is_payable_until_it_is_paid_and_then_finalized() {
        for order in all() {
            let open = order.paid_amount.as_ref().unwrap().value < order.total_amount.as_ref().unwrap().value;
            assert_eq!(order.payable, open, "{}", order.id);
            assert_eq!(order.status == OrderStatus::Finalized, !open, "{}", order.id);
        }
        let paid: Vec<_> = all().into_iter().filter(|order| !order.payable).map(|order| order.id).collect();
        assert_eq!(paid, ["1002", "1011"]);
    }

    #[test]
    fn a_bill_adds_up_to_the_penny() {
        let sums = Sums::of(bills::find("1004").unwrap(), &Book::default());
        // 146.15 less 14.615; 12.5 % of 131.53 is 16.44125; the tax in it is a sixth.
        assert_eq!(sums, Sums { discount: 1462, service: 1644, tax: 2192, total: 14797, paid: 0, tips: 0 });
    }

    #[test]
    fn a_discount_on_a_dish_leaves_the_others_alone() {
        let sums = Sums::of(bills::find("1013").unwrap(), &Book::default());
        // A quarter of four pale ales.
        assert_eq!(sums.discount, 625);
    }

    #[test]
    fn what_a_card_machine_shows_fits_its_line() {
        for order in all() {
            assert!(order.display_name.unwrap().chars().count() <= 24);
        }
    }

    #[test]
    fn ten_payable_orders_have_five_items_each_on_average() {
        let items: usize = all().iter().filter(|it| it.payable).take(10).map(|it| it.items.len()).sum();
        assert_eq!(items, 50);
    }

    #[test]
    fn bills_are_listed_oldest_first() {
        assert!(BILLS.is_sorted_by(|one, next| one.opened < next.opened && one.id < next.id));
    }
}
