//! Searches the bills, and shows one.

use patio_sdk::model::{EposError, Order, PageRequest, Requester};
use patio_sdk::orders::{Guest, OrderFilter, OrderPage};

use crate::bill::Bill;
use crate::bills::{self, BILLS};
use crate::order::order;
use crate::payments::Book;
use crate::sums::Sums;
use crate::{Demo, currency, page, stored};

impl Guest for Demo {
    fn search_orders(filter: OrderFilter, page: PageRequest, _: Requester) -> Result<OrderPage, EposError> {
        search(&filter, &page, &stored::book()?, currency::chosen()?)
    }

    fn get_order(order_id: String, _: Requester) -> Result<Order, EposError> {
        let bill =
            bills::find(&order_id).ok_or_else(|| EposError::NotFound(format!("there is no order {order_id}")))?;
        let book = stored::book()?;
        Ok(order(bill, &Sums::of(bill, &book), &book, currency::chosen()?))
    }
}

/// Filters and cuts first, and builds only the orders that stand on the page.
fn search(
    filter: &OrderFilter,
    request: &PageRequest,
    book: &Book,
    currency: &'static str,
) -> Result<OrderPage, EposError> {
    let matching = |(position, bill): (usize, &'static Bill)| {
        if !is_at(bill, filter) {
            return None;
        }
        let sums = Sums::of(bill, book);
        (!filter.payable_only || sums.due() > 0).then_some((position, (bill, sums)))
    };
    let (positions, found): (Vec<_>, Vec<_>) = BILLS.iter().enumerate().filter_map(matching).unzip();
    let (range, ends) = page::cut(&positions, BILLS.len(), request)?;
    let shown = found.get(range).unwrap_or_default();
    Ok(OrderPage { orders: shown.iter().map(|(bill, sums)| order(bill, sums, book, currency)).collect(), ends })
}

/// Every field that is given must match.
fn is_at(bill: &Bill, filter: &OrderFilter) -> bool {
    let matches = |wanted: &Option<String>, has: Option<&str>| wanted.as_deref().is_none_or(|it| has == Some(it));
    matches(&filter.table_id, bill.table())
        && matches(&filter.waiter_id, bill.waiter())
        && matches(&filter.party_id, bill.party())
        && matches(&filter.reservation_id, bill.reservation())
}

#[cfg(test)]
mod tests {
    use patio_sdk::model::Position;

    use super::*;
    use crate::payments::{Change, Payment};

    fn everything() -> OrderFilter {
        OrderFilter { table_id: None, waiter_id: None, party_id: None, reservation_id: None, payable_only: false }
    }

    #[track_caller]
    fn check(filter: OrderFilter, expected: &[&str]) {
        let page = search(&filter, &PageRequest { limit: 100, at: None }, &Book::default(), "GBP").unwrap();
        let ids: Vec<_> = page.orders.iter().map(|order| order.id.as_str()).collect();
        assert_eq!(ids, expected);
    }

    #[test]
    fn each_filter_narrows_the_search() {
        let some = |text: &str| Some(text.to_owned());
        check(OrderFilter { table_id: some("t5"), ..everything() }, &["1005"]);
        check(OrderFilter { waiter_id: some("ben"), ..everything() }, &["1002", "1006", "1011"]);
        check(OrderFilter { party_id: some("p-204"), ..everything() }, &["1001"]);
        check(OrderFilter { reservation_id: some("r-93"), ..everything() }, &["1010"]);
        check(OrderFilter { table_id: some("t99"), ..everything() }, &[]);
    }

    #[test]
    fn filters_combine_with_and() {
        let ben = OrderFilter { waiter_id: Some("ben".to_owned()), payable_only: true, ..everything() };
        check(OrderFilter { table_id: Some("t1".to_owned()), ..ben.clone() }, &["1006"]);
        check(OrderFilter { table_id: Some("t7".to_owned()), ..ben.clone() }, &[]);
        check(OrderFilter { table_id: Some("t5".to_owned()), ..ben }, &[]);
    }

    #[test]
    fn without_a_filter_all_bills_are_found() {
        check(everything(), &BILLS.each_ref().map(|bill| bill.id));
    }

    #[test]
    fn a_bill_paid_between_two_pages_hides_no_other() {
        let payable = OrderFilter { payable_only: true, ..everything() };
        let mut book = Book::default();
        let first = search(&payable, &PageRequest { limit: 2, at: None }, &book, "GBP").unwrap();
        let paid = &first.orders[0];
        let change = Change::Captured(Payment {
            intent: "pi_1".to_owned(),
            order: paid.id.clone(),
            amount: paid.total_amount.as_ref().unwrap().value,
            tips: 0,
            refunded: 0,
        });
        book.apply(&change).unwrap();
        let at = first.ends.after.map(Position::After);
        let second = search(&payable, &PageRequest { limit: 2, at }, &book, "GBP").unwrap();
        let ids: Vec<_> = first.orders.iter().chain(&second.orders).map(|order| order.id.as_str()).collect();
        assert_eq!(ids, ["1001", "1003", "1004", "1005"]);
    }

    #[test]
    fn a_paid_order_shows_the_payment_and_is_no_longer_payable() {
        let bill = bills::find("1014").unwrap();
        let mut book = Book::default();
        let amount = Sums::of(bill, &book).total;
        let payment = Payment { intent: "pi_1".to_owned(), order: "1014".to_owned(), amount, tips: 100, refunded: 0 };
        book.apply(&Change::Captured(payment)).unwrap();
        let order = order(bill, &Sums::of(bill, &book), &book, "EUR");
        assert!(!order.payable);
        assert_eq!(order.payments[0].payment_intent_id.as_deref(), Some("pi_1"));
        assert_eq!(order.paid_amount.unwrap(), patio_sdk::model::Money::new(amount, "EUR"));
    }
}
