//! A check of the POS as an order of the EPOS Data API: the rules of money are here.

use patio_sdk::Result;
use patio_sdk::model::{
    DineIn, Discount, EposError, Item, Modifier, Money, Order, OrderDetails, OrderStatus, Payment, TaxLine,
};
use patio_sdk::timestamp;

use crate::pos::{self, Check, State};

/// What the card machine's screen has room for.
const DISPLAY_CHARACTERS: usize = 24;

impl Check {
    /// The order that a card machine shows.
    pub(crate) fn order(&self) -> Result<Order> {
        let money = |amount: &str| Money::from_decimal(amount, &self.currency);
        // What was taken back is neither shown nor counted.
        let lines = self.lines.iter().filter(|line| !line.void);
        let payments = self.payments.iter().filter(|payment| !payment.void);
        let payments = payments.map(|payment| payment.paid(&self.currency)).collect::<Result<Vec<_>>>()?;
        let tips = payments.iter().filter_map(|payment| payment.tips_amount.as_ref());
        let dine_in = DineIn { table_id: self.table.clone(), waiter_id: self.waiter.clone(), ..DineIn::default() };
        Ok(Order {
            items: lines.map(|line| line.item(&self.currency)).collect::<Result<_>>()?,
            discounts: self
                .discounts
                .iter()
                .map(|discount| Ok(Discount::new(&discount.name, money(&discount.amount)?)))
                .collect::<Result<_>>()?,
            tax_lines: self.taxes.iter().map(|tax| tax.line(&self.currency)).collect::<Result<_>>()?,
            created_at: Some(timestamp::utc(&self.opened)?),
            updated_at: Some(timestamp::utc(&self.changed)?),
            total_amount: Some(money(&self.total)?),
            paid_amount: Some(Money::sum(&self.currency, payments.iter().map(|payment| &payment.paid_amount))?),
            tips_amount: Some(Money::sum(&self.currency, tips)?),
            service_charge_amount: self.service.as_deref().map(money).transpose()?,
            payable: self.is_open() && money(&self.balance)?.value > 0,
            reference: Some(self.number.to_string()),
            display_name: Some(self.display_name()),
            payments,
            ..Order::new(&self.id, self.status(), OrderDetails::dine_in(dine_in))
        })
    }

    /// May still change and be paid.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, State::Open | State::Billed)
    }

    fn status(&self) -> OrderStatus {
        match self.state {
            State::Open => OrderStatus::Confirmed,
            State::Billed => OrderStatus::Ready,
            State::Closed => OrderStatus::Finalized,
            State::Void => OrderStatus::Canceled,
        }
    }

    /// "T8 · 57": of a long table's name the beginning, for the number must be read.
    fn display_name(&self) -> String {
        let number = self.number.to_string();
        let Some(table) = &self.table else { return number };
        let room = DISPLAY_CHARACTERS.saturating_sub(number.chars().count() + 3);
        format!("{} · {number}", table.chars().take(room).collect::<String>())
    }
}

impl pos::Line {
    fn item(&self, currency: &str) -> Result<Item> {
        // Options are for one of the line, as modifiers are: nothing is multiplied.
        let modifier = |option: &pos::Choice| {
            let price = Money::from_decimal(&option.price, currency)?;
            Ok(Modifier::new(&option.name, &option.sku, option.qty, price))
        };
        Ok(Item {
            note: self.comment.clone(),
            modifiers: self.options.iter().map(modifier).collect::<Result<_>>()?,
            ..Item::new(&self.name, &self.sku, self.qty, Money::from_decimal(&self.price, currency)?)
        })
    }
}

impl pos::Tax {
    fn line(&self, currency: &str) -> Result<TaxLine> {
        let line = TaxLine::new(&self.name, Money::from_decimal(&self.amount, currency)?);
        Ok(TaxLine { amount_percentage: Some(hundredths(&self.rate)?), ..line })
    }
}

impl pos::Payment {
    fn paid(&self, currency: &str) -> Result<Payment> {
        let tip = self.tip.as_deref().map(|tip| Money::from_decimal(tip, currency)).transpose()?;
        Ok(Payment {
            payment_intent_id: self.reference.clone(),
            tips_amount: tip,
            ..Payment::new(Money::from_decimal(&self.amount, currency)?)
        })
    }
}

/// "20.00" percent is 2000 hundredths: as exact as an amount with two decimals, so it is read as one.
fn hundredths(rate: &str) -> Result<i32> {
    let read = Money::from_decimal(rate, "GBP").ok().and_then(|rate| i32::try_from(rate.value).ok());
    read.ok_or_else(|| EposError::Unexpected(format!("the POS has a tax of {rate:?} percent")))
}
