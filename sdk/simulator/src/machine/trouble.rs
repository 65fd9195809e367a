//! Why a card machine cannot go on, in words for whoever stands at the table.

use crate::line::Refusal;

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Trouble {
    /// The point of sale refuses.
    #[error("{operation} was refused: {refusal}")]
    Refused {
        /// What was asked.
        operation: &'static str,
        /// What it said.
        refusal: Refusal,
    },
    /// No answer came, however often it was asked.
    #[error("{operation} was asked {attempts} times in vain: {why}")]
    Silence {
        /// What was asked.
        operation: &'static str,
        /// How often.
        attempts: usize,
        /// What happened last.
        why: String,
    },
    /// It shows an order that cannot be paid among those that can.
    #[error("order {order} is among the payable ones, and says that it is not payable")]
    NotPayable {
        /// The order's id.
        order: String,
    },
    /// The order is not on the list.
    #[error("{wanted:?} is not on the list: `orders` shows it; take an id or a name")]
    NotListed {
        /// What was looked for.
        wanted: String,
    },
    /// No order is chosen.
    #[error("no order is chosen: choose one of the list first")]
    NothingChosen,
    /// The order is not locked by this card machine.
    #[error("the order is not locked")]
    NotLocked,
    /// Nothing is left to pay.
    #[error("nothing is left to pay")]
    NothingDue,
    /// More than is left to pay, or less than nothing.
    #[error("{asked} is not between 1 and the {due} that are due, in minor units")]
    NoSuchAmount {
        /// In minor units.
        asked: i64,
        /// In minor units.
        due: i64,
    },
    /// A split of a bill into parts that it does not have.
    #[error("{due} cannot be split into {ways} parts, in minor units")]
    NoSuchSplit {
        /// In minor units.
        due: i64,
        /// How many parts.
        ways: u32,
    },
    /// Nothing was paid here that could be given back.
    #[error("there is no payment of this card machine of which that is left")]
    NothingToRefund,
    /// A payment was taken, and the order does not show it.
    #[error("the payment {intent} was taken, and the order does not show it: {shows}")]
    NotShown {
        /// The payment intent.
        intent: String,
        /// What the order shows.
        shows: String,
    },
    /// A payment was taken once, and the order shows it more often.
    #[error("the payment {intent} was taken once, and the order shows it {times} times")]
    ShownTwice {
        /// The payment intent.
        intent: String,
        /// How often the order shows it.
        times: usize,
    },
    /// The simulator's own mistake.
    #[error("the simulator does not know the operation {0}")]
    NoSuchOperation(&'static str),
}
