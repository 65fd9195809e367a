//! What an order must be, and what of it can be computed.

use super::texts::{self, OrderTexts};
use super::{Breach, id};
use crate::epos::order::{Customer, Discount, Item, OrderDetails, Payment, TaxLine};
use crate::epos::{Currency, Money, Order};

/// Fills in what can be computed and checks the rest of an order.
pub(super) fn put_right(order: &mut Order) -> Result<(), Breach> {
    if order.id.is_empty() {
        return Err(Breach::new("id", "must not be empty"));
    }
    texts::id(&order.id, "id")?;
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
    if order.payable && order.total_amount.is_none() {
        return Err(Breach::new("totalAmount", "a payable order needs one"));
    }
    lengths(order.customer.as_ref(), &order.tax_lines)?;
    for (index, payment) in order.payments.iter().enumerate() {
        id(payment.payment_intent_id.as_deref(), "paymentIntentId")
            .map_err(|breach| breach.within(format_args!("payments[{index}]")))?;
    }
    let Some(currency) = one_currency(order)? else { return Ok(()) };
    let paid = sum(order.payments.iter().map(|payment| payment.paid_amount), currency, "payments")?;
    let tips = sum(order.payments.iter().filter_map(|payment| payment.tips_amount), currency, "payments")?;
    computed(&mut order.paid_amount, paid, "paidAmount")?;
    computed(&mut order.tips_amount, tips, "tipsAmount")?;
    not_negative(order.total_amount, "totalAmount")?;
    not_negative(order.service_charge_amount, "serviceChargeAmount")
}

/// Checks an amount that only a mistake makes negative.
pub(super) fn not_negative(amount: Option<Money>, path: &str) -> Result<(), Breach> {
    match amount.filter(|amount| amount.value < 0) {
        Some(amount) => Err(Breach::new(path, format!("{amount} is negative"))),
        None => Ok(()),
    }
}

/// At least one of the two kinds of details is given (the specification's `OrderDetails`).
pub(super) fn details(details: &OrderDetails) -> Result<(), Breach> {
    let given = details.dine_in.is_some() || details.collection.is_some();
    if given { Ok(()) } else { Err(Breach::new("details", "needs dineIn or collection")) }
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
    let mut currencies = Currencies::default();
    let amounts = [order.total_amount, order.paid_amount, order.tips_amount, order.service_charge_amount];
    amounts.iter().flatten().try_for_each(|money| currencies.meet(money))?;
    currencies.meet_parts(&order.items, &order.discounts, &order.tax_lines, &order.payments)?;
    Ok(currencies.0)
}

/// The currency that was met first: all others are the same.
#[derive(Default)]
pub(super) struct Currencies(Option<Currency>);

// === impl Currencies ===

impl Currencies {
    pub(super) fn meet(&mut self, money: &Money) -> Result<(), Breach> {
        match *self.0.get_or_insert(money.currency_code) {
            first if first == money.currency_code => Ok(()),
            first => Err(Breach::new("", format!("mixes {first} and {}", money.currency_code))),
        }
    }

    pub(super) fn meet_parts(
        &mut self,
        items: &[Item],
        discounts: &[Discount],
        tax_lines: &[TaxLine],
        payments: &[Payment],
    ) -> Result<(), Breach> {
        for item in items {
            self.meet(&item.amount_per_item)?;
            item.modifiers.iter().try_for_each(|modifier| self.meet(&modifier.amount_per_modifier))?;
            for sub_item in &item.sub_items {
                self.meet(&sub_item.amount_per_item)?;
                sub_item.modifiers.iter().try_for_each(|modifier| self.meet(&modifier.amount_per_modifier))?;
            }
        }
        discounts.iter().try_for_each(|discount| self.meet(&discount.amount_total))?;
        tax_lines.iter().try_for_each(|tax| self.meet(&tax.amount_total))?;
        for payment in payments {
            self.meet(&payment.paid_amount)?;
            payment.tips_amount.iter().try_for_each(|tips| self.meet(tips))?;
        }
        Ok(())
    }
}

/// The `maxLength`s of the specification.
pub(super) fn lengths(customer: Option<&Customer>, tax_lines: &[TaxLine]) -> Result<(), Breach> {
    let check = |text: &Option<String>, most: usize, path: &str| match text {
        // The bytes are never fewer than the characters: most texts are not counted.
        Some(text) if text.len() > most && text.chars().count() > most => {
            Err(Breach::new(path, format!("is longer than {most} characters")))
        }
        _ => Ok(()),
    };
    if let Some(customer) = customer {
        check(&customer.email_address, 254, "customer.emailAddress")?;
        check(&customer.phone_number, 50, "customer.phoneNumber")?;
    }
    for (index, tax) in tax_lines.iter().enumerate() {
        check(&tax.id, 60, "id")
            .and_then(|()| check(&tax.name, 100, "name"))
            .map_err(|breach| breach.within(format_args!("taxLines[{index}]")))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epos::check::tests::order;
    use serde_json::json;

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
}
