//! Names of capabilities, compared as what they mean: a legacy name is the same capability. Pure.

use crate::epos::{Capability, CapabilitySet};
use std::collections::BTreeSet;

/// The capabilities among names. One that this host does not know is none.
pub(super) fn capabilities<T: AsRef<str>>(names: &[T]) -> CapabilitySet {
    names.iter().filter_map(|name| Capability::by_name(name.as_ref())).collect()
}

/// Whether two lists of names mean the same, in whatever order and however often.
pub(super) fn mean_the_same<T: AsRef<str>, U: AsRef<str>>(some: &[T], others: &[U]) -> bool {
    fn meant(name: &str) -> &str {
        Capability::by_name(name).map_or(name, |capability| capability.name())
    }
    let some: BTreeSet<_> = some.iter().map(|name| meant(name.as_ref())).collect();
    let others: BTreeSet<_> = others.iter().map(|name| meant(name.as_ref())).collect();
    some == others
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legacy_name_means_the_same_and_order_means_nothing() {
        assert!(mean_the_same(&["GetOrderBill", "ListAreas"], &["ListAreas", "GetOrderBillById", "ListAreas"]));
        assert!(!mean_the_same(&["ListAreas"], &["ListAreas", "SearchTables"]));
    }

    #[test]
    fn a_name_that_nobody_here_knows_counts_as_it_is() {
        assert!(!mean_the_same(&["ListAreas", "PourBeer"], &["ListAreas"]));
        assert!(mean_the_same(&["PourBeer"], &["PourBeer"]));
        assert_eq!(capabilities(&["PourBeer", "GetOrderBill"]), [Capability::GetOrderBillById].into_iter().collect());
    }
}
