//! Searches the orders, and shows one.

use patio_sdk::model::{Order, PageRequest, Requester};
use patio_sdk::orders::{OrderFilter, OrderPage};
use patio_sdk::{Orders, Result};

use crate::book::Book;
use crate::order::order;
use crate::tab::Tab;
use crate::{Demo, currency, page, stored};

impl Orders for Demo {
    fn search_orders(&self, filter: &OrderFilter, page: &PageRequest, _: &Requester) -> Result<OrderPage> {
        search(filter, page, &stored::read()?, currency::chosen()?)
    }

    fn get_order(&self, order_id: &str, _: &Requester) -> Result<Order> {
        stored::read::<Book>()?.order(order_id, currency::chosen()?)
    }
}

/// Filters and cuts first, and builds only the orders that stand on the page.
fn search(filter: &OrderFilter, request: &PageRequest, book: &Book, currency: &'static str) -> Result<OrderPage> {
    let matching = |(position, tab)| {
        if !is_at(tab, filter) {
            return None;
        }
        let sums = tab.sums(book);
        (!filter.payable_only || book.is_payable(tab, &sums)).then_some((position, (tab, sums)))
    };
    let (positions, found): (Vec<_>, Vec<_>) = book.tabs().enumerate().filter_map(matching).unzip();
    let (range, ends) = page::cut(&positions, book.len(), request)?;
    let shown = found.get(range).unwrap_or_default();
    Ok(OrderPage { orders: shown.iter().map(|(tab, sums)| order(*tab, sums, book, currency)).collect(), ends })
}

/// Every field that is given must match.
fn is_at(tab: Tab<'_>, filter: &OrderFilter) -> bool {
    let matches = |wanted: &Option<String>, has: Option<&str>| wanted.as_deref().is_none_or(|it| has == Some(it));
    matches(&filter.table_id, tab.table())
        && matches(&filter.waiter_id, tab.waiter())
        && matches(&filter.party_id, tab.party())
        && matches(&filter.reservation_id, tab.reservation())
}

#[cfg(test)]
mod tests {
    use patio_sdk::model::Position;

    use super::*;
    use crate::bills::BILLS;
    use crate::book::tests::{NOW, due, payment};
    use crate::order_entry::tests::enter;

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
        let all = paid.total_amount.as_ref().unwrap().value;
        book.record(&payment("pi_1", &paid.id, all, 0), None, NOW).unwrap();
        let at = first.ends.after.map(Position::After);
        let second = search(&payable, &PageRequest { limit: 2, at }, &book, "GBP").unwrap();
        let ids: Vec<_> = first.orders.iter().chain(&second.orders).map(|order| order.id.as_str()).collect();
        assert_eq!(ids, ["1001", "1003", "1004", "1005"]);
    }

    #[test]
    fn a_paid_order_shows_the_payment_and_is_no_longer_payable() {
        let mut book = Book::default();
        let amount = due(&book, "1014");
        book.record(&payment("pi_1", "1014", amount, 100), None, NOW).unwrap();
        let order = book.order("1014", "EUR").unwrap();
        assert!(!order.payable);
        assert_eq!(order.payments[0].payment_intent_id.as_deref(), Some("pi_1"));
        assert_eq!(order.paid_amount.unwrap(), patio_sdk::model::Money::new(amount, "EUR"));
    }

    #[test]
    fn entered_orders_come_after_the_bills_and_match_filters() {
        let mut book = Book::default();
        let (first, second) = (enter(&mut book, "dojo-1", Some("t5")), enter(&mut book, "dojo-2", None));
        let ids = |filter: OrderFilter| {
            let page = search(&filter, &PageRequest { limit: 100, at: None }, &book, "GBP").unwrap();
            page.orders.into_iter().map(|order| order.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(everything())[14..], [first.clone(), second]);
        assert_eq!(ids(OrderFilter { table_id: Some("t5".to_owned()), ..everything() }), ["1005".to_owned(), first]);
    }

    #[test]
    fn an_order_that_is_entered_between_two_pages_moves_no_other() {
        let mut book = Book::default();
        let page = |book: &Book, at| search(&everything(), &PageRequest { limit: 13, at }, book, "GBP").unwrap();
        let first = page(&book, None);
        let id = enter(&mut book, "dojo-1", None);
        let second = page(&book, first.ends.after.map(Position::After));
        let ids: Vec<_> = second.orders.iter().map(|order| order.id.as_str()).collect();
        assert_eq!(ids, ["1014", id.as_str()]);
    }

    #[test]
    fn a_canceled_order_is_found_but_is_not_payable() {
        let mut book = Book::default();
        book.cancel("1001", NOW).unwrap();
        let found = |payable_only| {
            let filter = OrderFilter { party_id: Some("p-204".to_owned()), payable_only, ..everything() };
            search(&filter, &PageRequest { limit: 100, at: None }, &book, "GBP").unwrap().orders.len()
        };
        assert_eq!((found(false), found(true)), (1, 0));
    }
}
