//! What must happen with a component: whether it is taken up, what its venue's card machines hear, and what the operator
//! is told.

use serde_json::Value;
use std::fmt;

/// What must happen with a component.
pub(crate) struct Case {
    /// TOML below the section of its venue. `{granted}` and `{trap}` stand for the ports of the run's two servers.
    pub(crate) toml: &'static str,
    pub(crate) fate: Fate,
}

/// What becomes of its file.
pub(crate) enum Fate {
    /// It is taken up, and its venue is called again and again.
    Serves(Vec<Round>),
    /// It is not taken up, and the operator is told a text that holds this.
    Refused(&'static str),
}

/// A request of each round, and what must come of it.
pub(crate) struct Round {
    pub(crate) ask: Ask,
    pub(crate) wanted: Wanted,
    /// A part of what the operator is told.
    pub(crate) told: Option<&'static str>,
}

/// What a card machine asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ask {
    Search,
    Get,
    Bill,
    Create,
    Cancel,
    Lock,
    Areas,
    Tables,
    Party,
    Reservation,
    Record,
    /// A payment was captured.
    Event,
}

/// What it must hear.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    /// 200, and a body that passes.
    Ok(fn(&Value) -> bool),
    /// An EPOSError: its status and its type.
    Error(u16, &'static str),
    /// That the adapter failed, or that it was too slow: which of the two comes first is the machine's matter.
    Fault,
    /// That its point of sale does not answer a read, or that it was too slow: likewise.
    NoAnswer,
}

// === impl Case ===

impl Case {
    /// A component that is taken up.
    pub(crate) const fn serves(toml: &'static str) -> Self {
        Self { toml, fate: Fate::Serves(Vec::new()) }
    }

    /// A component that is not.
    pub(crate) const fn refused(told: &'static str) -> Self {
        Self { toml: "", fate: Fate::Refused(told) }
    }

    /// Another request of each round.
    pub(crate) fn then(mut self, ask: Ask, wanted: Wanted) -> Self {
        if let Fate::Serves(rounds) = &mut self.fate {
            rounds.push(Round { ask, wanted, told: None });
        }
        self
    }

    /// What the operator is told because of the last request.
    pub(crate) fn told(mut self, told: &'static str) -> Self {
        if let Fate::Serves(rounds) = &mut self.fate
            && let Some(round) = rounds.last_mut()
        {
            round.told = Some(told);
        }
        self
    }

    /// A search that fails by a limit or a trap, and what the operator is told; an order is read as if nothing had been.
    pub(crate) fn search_fails(self, told: &'static str) -> Self {
        self.then(Ask::Search, Wanted::Fault).told(told)
    }

    /// A search that is answered, with an order that has this and nothing else as its display name.
    pub(crate) fn search_ok(self, wanted: fn(&Value) -> bool) -> Self {
        self.then(Ask::Search, Wanted::Ok(wanted))
    }

    /// An order that is read as if nothing had been.
    pub(crate) fn get_ok(self) -> Self {
        self.then(Ask::Get, Wanted::Ok(|order| order["id"] == "1"))
    }
}

/// The display name of the only order of a page.
pub(crate) fn shown(page: &Value) -> &str {
    page["data"][0]["displayName"].as_str().unwrap_or_default()
}

/// The note of the only order of a page.
pub(crate) fn note(page: &Value) -> &str {
    page["data"][0]["note"].as_str().unwrap_or_default()
}

/// The ids of a page's orders.
pub(crate) fn ids(page: &Value) -> Vec<&str> {
    page["data"].as_array().into_iter().flatten().filter_map(|order| order["id"].as_str()).collect()
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok(_) => f.write_str("200 with the right content"),
            Self::Error(status, kind) => write!(f, "{status} {kind}"),
            Self::Fault => f.write_str("500 or 504 UnexpectedError"),
            Self::NoAnswer => f.write_str("503 or 504 UnexpectedError"),
        }
    }
}
