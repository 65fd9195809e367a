//! The arithmetic of an order, in whole minor units.

use patio_sdk::model::Payment;

use crate::bill::{Bill, Discount, Line};
use crate::book::{Book, Entered};

/// Hundredths of a percent in the whole.
const WHOLE: i64 = 10_000;
/// 12.5 % of what is left of the dishes' price after the discount.
const SERVICE: i64 = 1_250;
/// The tax inside every price, 20 %.
pub(crate) const TAX: i32 = 2_000;

/// What an order comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Sums {
    pub(crate) discount: i64,
    pub(crate) service: i64,
    /// Part of the total, not added to it.
    pub(crate) tax: i64,
    pub(crate) total: i64,
    pub(crate) paid: i64,
    pub(crate) tips: i64,
}

// === impl Sums ===

impl Sums {
    /// Adds up a bill and what the book holds for it.
    pub(crate) fn of(bill: &Bill, book: &Book) -> Self {
        let dishes: i64 = bill.lines.iter().map(line).sum();
        let discount = bill.discount.as_ref().map_or(0, |discount| taken_off(discount, bill.lines));
        let net = dishes - discount;
        let service = if bill.service { share(net, SERVICE, WHOLE) } else { 0 };
        let tax = i64::from(TAX);
        let (paid, tips) = bill.payments.iter().fold((0, 0), |(paid, tips), it| (paid + it.amount, tips + it.tips));
        let (through_dojo, dojo_tips) = through_dojo(bill.id, book);
        Self {
            discount,
            service,
            tax: share(net, tax, WHOLE + tax),
            total: net + service,
            paid: paid + through_dojo,
            tips: tips + dojo_tips,
        }
    }

    /// The same of an order that Dojo entered. It brings its total along, and its discounts, service and tax as lines
    /// of their own, which nobody has to compute.
    pub(crate) fn of_entered(entered: &Entered, book: &Book) -> Self {
        let order = &entered.order;
        let value = |tips: &Payment| tips.tips_amount.as_ref().map_or(0, |it| it.value);
        let cash =
            order.payments.iter().fold((0, 0), |(paid, tips), it| (paid + it.paid_amount.value, tips + value(it)));
        let (through_dojo, dojo_tips) = through_dojo(&order.id, book);
        Self {
            discount: 0,
            service: 0,
            tax: 0,
            total: order.total_amount.as_ref().map_or(0, |it| it.value),
            paid: cash.0 + through_dojo,
            tips: cash.1 + dojo_tips,
        }
    }

    /// What is still to be paid.
    pub(crate) fn due(&self) -> i64 {
        self.total - self.paid
    }
}

/// What the book holds for an order: the payments, and their tips.
fn through_dojo(order: &str, book: &Book) -> (i64, i64) {
    book.payments_of(order).fold((0, 0), |(paid, tips), it| (paid + it.paid(), tips + it.tips()))
}

/// A line's price: the dish with its extras and courses, so many times.
pub(crate) fn line(line: &Line) -> i64 {
    let extras: i64 = line.extras.iter().map(|extra| i64::from(extra.0) * extra.1.price).sum();
    let courses: i64 = line.courses.iter().map(|course| course.price).sum();
    i64::from(line.quantity) * (line.dish.price + extras + courses)
}

fn taken_off(discount: &Discount, lines: &[Line]) -> i64 {
    let affected = lines.iter().filter(|line| discount.plu.is_none_or(|plu| plu == line.dish.plu));
    share(affected.map(line).sum(), i64::from(discount.percentage), WHOLE)
}

/// `amount × part ÷ whole`, to the nearest unit, a half up.
fn share(amount: i64, part: i64, whole: i64) -> i64 {
    (amount * part + whole / 2) / whole
}
