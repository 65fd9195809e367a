//! The contract, held against what an adapter answers: what the host can put right it does, the rest is a breach.

use super::order::Order;
use super::{Currency, Money, Reply, Request};
use std::fmt;

/// Characters of a name that the card machine shows (Dojo's Pay at Table page).
pub const SHOWN_NAME_CHARACTERS: usize = 24;

/// How an adapter's answer breaks the contract: its fault, told to the operator, never to the card machine.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct Breach {
    /// Where in the answer: `orders[3].totalAmount`.
    pub path: String,
    /// What is wrong there.
    pub text: String,
}

// === impl Breach ===

impl Breach {
    /// A breach at a place.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// The same, seen from further out.
    #[must_use]
    pub fn within(mut self, outer: impl fmt::Display) -> Self {
        self.path = match self.path.as_str() {
            "" => outer.to_string(),
            path if path.starts_with('[') => format!("{outer}{path}"),
            path => format!("{outer}.{path}"),
        };
        self
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.text),
            path => write!(f, "{path}: {}", self.text),
        }
    }
}

/// Holds a reply against its request. An order in a search that breaks the contract is dropped and added to `dropped`
/// (which holds those that could not even be read), so that one bad order does not hide every bill; orders that are not
/// payable are dropped under `payableOnly`.
///
/// # Errors
/// Where the whole reply cannot be used.
pub fn hold(request: &Request, reply: &mut Reply, dropped: &mut Vec<Breach>) -> Result<(), Breach> {
    match (request, reply) {
        (Request::SearchOrders { filter, page }, Reply::Orders(found)) => {
            let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
            let came = found.orders.len().saturating_add(dropped.len());
            if came > limit {
                return Err(Breach::new("orders", format!("{came} orders, but the limit is {limit}")));
            }
            found.orders.retain_mut(|order| match put_right(order) {
                Ok(()) => order.payable || !filter.payable_only,
                Err(breach) => {
                    dropped.push(breach.within(format_args!("order {:?}", order.id)));
                    false
                }
            });
            Ok(())
        }
        (Request::GetOrder { order_id }, Reply::Order(order)) => {
            if order.id != *order_id {
                return Err(Breach::new("id", format!("{:?} was asked for, {:?} came", order_id, order.id)));
            }
            put_right(order)
        }
        (Request::HandleEvent(_), Reply::Empty) => Ok(()),
        (request, _) => Err(Breach::new("", format!("no reply to {}", request.capability()))),
    }
}

/// Fills in what can be computed and checks the rest of an order.
fn put_right(order: &mut Order) -> Result<(), Breach> {
    if order.id.is_empty() {
        return Err(Breach::new("id", "must not be empty"));
    }
    if order.details.dine_in.is_none() && order.details.collection.is_none() {
        return Err(Breach::new("details", "needs dineIn or collection"));
    }
    if order.payable && order.total_amount.is_none() {
        return Err(Breach::new("totalAmount", "a payable order needs one"));
    }
    lengths(order)?;
    let Some(currency) = one_currency(order)? else { return Ok(()) };
    let paid = sum(order.payments.iter().map(|payment| payment.paid_amount), currency, "payments")?;
    let tips = sum(order.payments.iter().filter_map(|payment| payment.tips_amount), currency, "payments")?;
    computed(&mut order.paid_amount, paid, "paidAmount")?;
    computed(&mut order.tips_amount, tips, "tipsAmount")?;
    for (amount, path) in [(order.total_amount, "totalAmount"), (order.service_charge_amount, "serviceChargeAmount")] {
        if let Some(amount) = amount.filter(|amount| amount.value < 0) {
            return Err(Breach::new(path, format!("{amount} is negative")));
        }
    }
    Ok(())
}

fn computed(given: &mut Option<Money>, sum: Money, path: &str) -> Result<(), Breach> {
    match given.replace(sum) {
        Some(given) if given != sum => Err(Breach::new(path, format!("{given}, but the payments add up to {sum}"))),
        _ => Ok(()),
    }
}

fn sum(amounts: impl Iterator<Item = Money>, currency: Currency, path: &str) -> Result<Money, Breach> {
    let mut total = Money::new(0, currency);
    for amount in amounts {
        total = total.checked_add(amount).ok_or_else(|| Breach::new(path, "the sum is out of range"))?;
    }
    Ok(total)
}

/// The one currency of all amounts; none where there is no amount.
fn one_currency(order: &Order) -> Result<Option<Currency>, Breach> {
    let mut currency = None;
    let mut meet = |money: &Money| match *currency.get_or_insert(money.currency_code) {
        first if first == money.currency_code => Ok(()),
        first => Err(Breach::new("", format!("mixes {first} and {}", money.currency_code))),
    };
    for money in
        [order.total_amount, order.paid_amount, order.tips_amount, order.service_charge_amount].iter().flatten()
    {
        meet(money)?;
    }
    for item in &order.items {
        meet(&item.amount_per_item)?;
        item.modifiers.iter().try_for_each(|modifier| meet(&modifier.amount_per_modifier))?;
        for sub_item in &item.sub_items {
            meet(&sub_item.amount_per_item)?;
            sub_item.modifiers.iter().try_for_each(|modifier| meet(&modifier.amount_per_modifier))?;
        }
    }
    order.discounts.iter().try_for_each(|discount| meet(&discount.amount_total))?;
    order.tax_lines.iter().try_for_each(|tax| meet(&tax.amount_total))?;
    for payment in &order.payments {
        meet(&payment.paid_amount)?;
        payment.tips_amount.iter().try_for_each(&mut meet)?;
    }
    Ok(currency)
}

/// The `maxLength`s of the specification.
fn lengths(order: &Order) -> Result<(), Breach> {
    let check = |text: &Option<String>, most: usize, path: &str| match text {
        // The bytes are never fewer than the characters: most texts are not counted.
        Some(text) if text.len() > most && text.chars().count() > most => {
            Err(Breach::new(path, format!("is longer than {most} characters")))
        }
        _ => Ok(()),
    };
    if let Some(customer) = &order.customer {
        check(&customer.email_address, 254, "customer.emailAddress")?;
        check(&customer.phone_number, 50, "customer.phoneNumber")?;
    }
    for (index, tax) in order.tax_lines.iter().enumerate() {
        check(&tax.id, 60, "id")
            .and_then(|()| check(&tax.name, 100, "name"))
            .map_err(|breach| breach.within(format_args!("taxLines[{index}]")))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epos::{OrderFilter, OrderPage, PageEnds, PageRequest};
    use serde_json::json;

    fn order(changes: serde_json::Value) -> Order {
        let mut order = json!({
            "id": "1", "status": "Accepted", "details": {"orderType": "DineIn", "dineIn": {"tableId": "7"}},
            "totalAmount": {"value": 1000, "currencyCode": "GBP"}, "payable": true,
            "payments": [
                {"paymentIntentId": "pi_1", "paidAmount": {"value": 300, "currencyCode": "GBP"}, "tipsAmount": {"value": 20, "currencyCode": "GBP"}},
                {"paidAmount": {"value": 100, "currencyCode": "GBP"}},
            ],
        });
        order.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        serde_json::from_value(order).unwrap()
    }

    #[track_caller]
    fn check_breach(changes: serde_json::Value, expected: &str) {
        let mut order = order(changes);
        assert_eq!(put_right(&mut order).unwrap_err().to_string(), expected);
    }

    #[test]
    fn amounts_that_follow_from_the_payments_are_computed() {
        let mut order = order(json!({}));
        put_right(&mut order).unwrap();
        assert_eq!(order.paid_amount.unwrap().value, 400);
        assert_eq!(order.tips_amount.unwrap().value, 20);
    }

    #[test]
    fn what_cannot_be_put_right_is_a_breach_with_its_place() {
        check_breach(json!({"id": ""}), "id: must not be empty");
        check_breach(json!({"details": {"orderType": "DineIn"}}), "details: needs dineIn or collection");
        check_breach(json!({"totalAmount": null}), "totalAmount: a payable order needs one");
        check_breach(json!({"totalAmount": {"value": -1, "currencyCode": "GBP"}}), "totalAmount: -1 GBP is negative");
        check_breach(json!({"serviceChargeAmount": {"value": 1, "currencyCode": "EUR"}}), "mixes GBP and EUR");
        check_breach(
            json!({"paidAmount": {"value": 500, "currencyCode": "GBP"}}),
            "paidAmount: 500 GBP, but the payments add up to 400 GBP",
        );
        check_breach(
            json!({"tipsAmount": {"value": 0, "currencyCode": "GBP"}}),
            "tipsAmount: 0 GBP, but the payments add up to 20 GBP",
        );
        check_breach(
            json!({"customer": {"phoneNumber": "0".repeat(51)}}),
            "customer.phoneNumber: is longer than 50 characters",
        );
        check_breach(
            json!({"taxLines": [{"id": "é".repeat(61), "amountTotal": {"value": 1, "currencyCode": "GBP"}}]}),
            "taxLines[0].id: is longer than 60 characters",
        );
        let huge = json!({"paidAmount": {"value": i64::MAX, "currencyCode": "GBP"}});
        check_breach(json!({"payments": [huge, huge]}), "payments: the sum is out of range");
    }

    fn search(payable_only: bool, limit: u32) -> Request {
        Request::SearchOrders {
            filter: OrderFilter { payable_only, ..OrderFilter::default() },
            page: PageRequest { limit, at: None },
        }
    }

    #[test]
    fn a_bad_order_is_dropped_from_a_search_and_reported() {
        let orders = vec![order(json!({})), order(json!({"id": ""})), order(json!({"id": "3", "payable": false}))];
        let mut reply = Reply::Orders(OrderPage { orders, ends: PageEnds::default() });
        let mut dropped = Vec::new();
        hold(&search(true, 3), &mut reply, &mut dropped).unwrap();
        let dropped: Vec<_> = dropped.iter().map(Breach::to_string).collect();
        let Reply::Orders(page) = reply else { panic!() };
        assert_eq!(page.orders.iter().map(|order| order.id.as_str()).collect::<Vec<_>>(), ["1"]);
        assert_eq!(dropped, [r#"order "".id: must not be empty"#]);
    }

    #[test]
    fn more_orders_than_the_limit_are_a_breach() {
        let orders = vec![order(json!({})); 3];
        let mut reply = Reply::Orders(OrderPage { orders, ends: PageEnds::default() });
        let breach = hold(&search(false, 2), &mut reply, &mut Vec::new()).unwrap_err();
        assert_eq!(breach.to_string(), "orders: 3 orders, but the limit is 2");
    }

    #[test]
    fn another_order_than_the_one_asked_for_is_a_breach() {
        let request = Request::GetOrder { order_id: "2".to_owned() };
        let mut reply = Reply::Order(Box::new(order(json!({}))));
        let breach = hold(&request, &mut reply, &mut Vec::new()).unwrap_err();
        assert_eq!(breach.to_string(), r#"id: "2" was asked for, "1" came"#);
    }
}
