//! What is known when a storm is over: what Dojo holds, what the host said, what its ledger says, and the till's book.

use patio_tests::till::{Line, What};
use std::fmt;

/// Everything the checker is told.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    pub(crate) cases: Vec<Case>,
    pub(crate) book: Vec<Line>,
}

/// A payment intent.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) intent: String,
    pub(crate) order: String,
    /// Without tips.
    pub(crate) amount: i64,
    pub(crate) tips: i64,
    /// What Dojo holds of it in the end, without tips: all of the amount, less what went back.
    pub(crate) held: i64,
    /// What the host answered to the requests to record it, the first answer first. No answer is none.
    pub(crate) answers: Vec<Answer>,
    /// How many events about it the host acknowledged.
    pub(crate) acknowledged: usize,
    /// Whether a request to record it with another amount was answered.
    pub(crate) forged: bool,
    /// Whether a person was told of it and has answered since.
    pub(crate) was_a_persons: bool,
    /// What the ledger says of it in the end.
    pub(crate) standing: Option<Standing>,
}

/// What a request to record a payment was answered with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
    Success,
    /// Whatever the error is, Dojo gives the money back.
    Error(u16),
}

/// What the ledger says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    Open,
    Settled,
    Attention(String),
}

// === impl Case ===

impl Case {
    /// Whether the host took anything about it upon itself.
    pub(crate) fn was_taken_up(&self) -> bool {
        self.acknowledged > 0 || !self.answers.is_empty()
    }

    pub(crate) fn is_a_persons(&self) -> bool {
        matches!(&self.standing, Some(Standing::Attention(reason)) if !reason.trim().is_empty())
    }

    /// Its lines in the book.
    pub(crate) fn lines<'a>(&'a self, book: &'a [Line]) -> impl Iterator<Item = &'a Line> {
        book.iter().filter(|line| line.intent.as_ref() == Some(&self.intent))
    }

    /// How often the till took it.
    pub(crate) fn times(&self, book: &[Line]) -> usize {
        self.lines(book).filter(|line| line.what == What::Paid).count()
    }

    /// What the till has of it in the end.
    pub(crate) fn net(&self, book: &[Line]) -> i64 {
        self.lines(book).map(Line::signed).sum()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { intent, order, amount, tips, held, answers, acknowledged, .. } = self;
        write!(f, "{intent} of order {order}: {amount}+{tips}, Dojo holds {held}; ")?;
        write!(f, "answers {answers:?}, events acknowledged {acknowledged}, ledger {:?}", self.standing)
    }
}
