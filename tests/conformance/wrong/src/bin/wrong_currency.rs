//! Has the currency written into it.

use patio_wrong::{Mistake, Order, Value, wrong};

struct WrongCurrency;

impl Mistake for WrongCurrency {
    fn order(_: &Value, order: &mut Order) {
        let items = order.items.iter_mut().flat_map(|item| {
            let modifiers = item.modifiers.iter_mut().map(|modifier| &mut modifier.amount_per_modifier);
            modifiers.chain([&mut item.amount_per_item])
        });
        let payments = order
            .payments
            .iter_mut()
            .flat_map(|payment| [Some(&mut payment.paid_amount), payment.tips_amount.as_mut()].into_iter().flatten());
        let sums =
            [&mut order.total_amount, &mut order.paid_amount, &mut order.tips_amount, &mut order.service_charge_amount];
        let rest = order.discounts.iter_mut().map(|discount| &mut discount.amount_total);
        let taxes = order.tax_lines.iter_mut().map(|tax| &mut tax.amount_total);
        for money in items.chain(payments).chain(sums.into_iter().flatten()).chain(rest).chain(taxes) {
            money.currency_code = "GBP".to_owned();
        }
    }
}

wrong!(WrongCurrency);
