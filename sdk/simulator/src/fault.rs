//! What goes wrong on request: which faults, and how often each strikes.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

/// Something that goes wrong between Dojo and a point of sale.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fault {
    /// An event comes twice.
    DuplicateEvents,
    /// The events of a payment come in the wrong order.
    ReorderedEvents,
    /// An answer does not arrive: Dojo's to a request of the host, and the point of sale's to Dojo, which asks again.
    LostReplies,
    /// Dojo answers late.
    SlowReplies,
    /// A connection ends in the middle: before Dojo did what it was asked for, and while Dojo asks.
    DroppedConnections,
    /// What comes is no JSON.
    MalformedFrames,
}

/// Every fault that was asked for.
#[derive(Debug, Default)]
pub struct Faults {
    planned: BTreeMap<Fault, Planned>,
}

#[derive(Debug)]
struct Planned {
    every: u32,
    passed: AtomicU32,
}

/// One fault as people ask for it: `lost-replies`, or `lost-replies=5` for each fifth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    fault: Fault,
    every: u32,
}

const NAMES: [(Fault, &str); 6] = [
    (Fault::DuplicateEvents, "duplicate-events"),
    (Fault::ReorderedEvents, "reordered-events"),
    (Fault::LostReplies, "lost-replies"),
    (Fault::SlowReplies, "slow-replies"),
    (Fault::DroppedConnections, "dropped-connections"),
    (Fault::MalformedFrames, "malformed-frames"),
];

// === impl Fault ===

impl Fault {
    /// Where nobody says how often. What is asked again must come through at last: not every one may fail.
    const fn usual(self) -> u32 {
        match self {
            Self::DuplicateEvents | Self::ReorderedEvents => 1,
            Self::LostReplies | Self::SlowReplies | Self::DroppedConnections | Self::MalformedFrames => 3,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(fault, _)| fault == self).map_or("", |(_, name)| name);
        f.write_str(name)
    }
}

// === impl Asked ===

impl FromStr for Asked {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, every) = text.split_once('=').map_or((text, None), |(name, every)| (name, Some(every)));
        let fault = NAMES.iter().find(|(_, known)| *known == name).map(|(fault, _)| *fault).ok_or_else(|| {
            let names = NAMES.map(|(_, name)| name).join(", ");
            format!("there is no fault {name:?}: write one of {names}")
        })?;
        let every = match every {
            None => fault.usual(),
            Some(every) => every
                .parse()
                .ok()
                .filter(|every| *every > 0)
                .ok_or_else(|| format!("{every:?} is no count: write {name}=3 for every third"))?,
        };
        Ok(Self { fault, every })
    }
}

// === impl Faults ===

impl Faults {
    /// Those that are asked for; of one that is asked for twice, the last counts.
    pub fn new(asked: impl IntoIterator<Item = Asked>) -> Self {
        let planned = |Asked { fault, every }| (fault, Planned { every, passed: AtomicU32::new(0) });
        Self { planned: asked.into_iter().map(planned).collect() }
    }

    /// Whether it goes wrong this time.
    pub(crate) fn strikes(&self, fault: Fault) -> bool {
        self.planned.get(&fault).is_some_and(|planned| {
            let passed = planned.passed.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
            passed.is_multiple_of(planned.every)
        })
    }
}
