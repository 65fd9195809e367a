//! Forged money: an order that is wrong is not shown, and does not hide the one that is right.

use crate::case::{Ask, Case, Wanted, ids};

const DROPPED: &str = "answered a search with 1 orders that break the contract, which are not shown: order";

fn forged(told: &'static str) -> Case {
    Case::serves("").search_ok(|page| ids(page) == ["good"]).told(DROPPED).then(Ask::Get, Wanted::Fault).told(told)
}

pub(crate) fn money_negative() -> Case {
    forged("failed in GetOrderById: its answer breaks the contract: totalAmount: -9223372036854775808 GBP is negative")
}

pub(crate) fn money_overflow() -> Case {
    forged("failed in GetOrderById: its answer breaks the contract: payments: the sum is out of range")
}

pub(crate) fn money_that_does_not_add_up() -> Case {
    forged("paidAmount: 2000 GBP, but the payments add up to 0 GBP")
}

pub(crate) fn money_of_two_currencies() -> Case {
    forged("failed in GetOrderById: its answer breaks the contract: mixes GBP and JPY")
}

pub(crate) fn money_of_a_long_currency() -> Case {
    forged("failed in GetOrderById: its answer breaks the contract: totalAmount.currencyCode: ")
}
