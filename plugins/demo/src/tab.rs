//! One order, whichever way it came: a bill of the evening, or one that Dojo entered.

use patio_sdk::model::DineIn;

use crate::bill::Bill;
use crate::book::{Book, Entered};
use crate::sums::Sums;

/// An order as the restaurant has it.
#[derive(Clone, Copy)]
pub(crate) enum Tab<'a> {
    Bill(&'static Bill),
    Entered(&'a Entered),
}

// === impl Tab ===

impl<'a> Tab<'a> {
    pub(crate) fn id(self) -> &'a str {
        match self {
            Self::Bill(bill) => bill.id,
            Self::Entered(entered) => &entered.order.id,
        }
    }

    pub(crate) fn table(self) -> Option<&'a str> {
        match self {
            Self::Bill(bill) => bill.table(),
            Self::Entered(entered) => dine_in(entered)?.table_id.as_deref(),
        }
    }

    pub(crate) fn waiter(self) -> Option<&'a str> {
        match self {
            Self::Bill(bill) => bill.waiter(),
            Self::Entered(entered) => dine_in(entered)?.waiter_id.as_deref(),
        }
    }

    pub(crate) fn party(self) -> Option<&'a str> {
        match self {
            Self::Bill(bill) => bill.party(),
            Self::Entered(entered) => dine_in(entered)?.party_id.as_deref(),
        }
    }

    pub(crate) fn reservation(self) -> Option<&'a str> {
        match self {
            Self::Bill(bill) => bill.reservation(),
            Self::Entered(entered) => dine_in(entered)?.reservation_id.as_deref(),
        }
    }

    /// What it comes to, with what the book holds for it.
    pub(crate) fn sums(self, book: &Book) -> Sums {
        match self {
            Self::Bill(bill) => Sums::of(bill, book),
            Self::Entered(entered) => Sums::of_entered(entered, book),
        }
    }
}

fn dine_in(entered: &Entered) -> Option<&DineIn> {
    entered.order.details.dine_in.as_ref()
}
