//! What a call is for: it decides who is let in first, and who may find out whether a failing adapter works again.

/// What a call is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Errand {
    /// A card machine, or a list that is kept fresh, wants to know something: it asks again.
    Read,
    /// A payment wants to know how its order stands.
    Look,
    /// Something is written: a payment first of all.
    Change,
}

// === impl Errand ===

impl Errand {
    /// Whether it goes before, and what is shed first makes room for it.
    pub(super) const fn is_urgent(self) -> bool {
        matches!(self, Self::Look | Self::Change)
    }

    /// Whether it may be the one that finds out if an adapter works again: what is asked twice harms nobody.
    pub(super) const fn may_probe(self) -> bool {
        matches!(self, Self::Read | Self::Look)
    }
}
