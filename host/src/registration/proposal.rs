//! Under which names a list of capabilities is sent, and what is sent next because of the answer. Pure.
//!
//! Dojo's own list of names has only the legacy ones for some capabilities. So the first name is tried, and where Dojo
//! leaves it out, the next one: what it took stays as it is.

use super::names;
use crate::epos::{Capability, CapabilitySet};

/// A list, with the name that each capability has in it: 0 is its first one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Proposal(Vec<(Capability, usize)>);

// === impl Proposal ===

impl Proposal {
    /// Everything under its first name.
    pub(super) fn first(capabilities: CapabilitySet) -> Self {
        Self(capabilities.iter().map(|capability| (capability, 0)).collect())
    }

    /// What is sent, in the order of the table.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.0.iter().filter_map(|(capability, number)| name(*capability, *number)).collect()
    }

    /// What of it is not among the names that Dojo has now.
    pub(super) fn lacking<T: AsRef<str>>(&self, taken: &[T]) -> CapabilitySet {
        let all: CapabilitySet = self.0.iter().map(|(capability, _)| *capability).collect();
        all.without(names::capabilities(taken))
    }

    /// The list to send after Dojo took these; none where nothing that it left out has another name.
    pub(super) fn after<T: AsRef<str>>(&self, taken: &[T]) -> Option<Self> {
        let lacking = self.lacking(taken);
        self.renamed(|capability| lacking.contains(capability))
    }

    /// The list to send after Dojo refused the whole of it, which one unknown name may have caused: Dojo's list has no
    /// first name beside a legacy one. None after that: the names were not the reason.
    pub(super) fn after_refusal(&self) -> Option<Self> {
        let is_first = self.0.iter().all(|(_, number)| *number == 0);
        is_first.then(|| self.renamed(|_| true)).flatten()
    }

    fn renamed(&self, which: impl Fn(Capability) -> bool) -> Option<Self> {
        let next = |&(capability, number): &(Capability, usize)| {
            let another = which(capability) && name(capability, number + 1).is_some();
            (capability, if another { number + 1 } else { number })
        };
        let renamed = Self(self.0.iter().map(next).collect());
        (renamed != *self).then_some(renamed)
    }
}

/// A capability's name of a number, if it has that many.
fn name(capability: Capability, number: usize) -> Option<&'static str> {
    let row = capability.row();
    std::iter::once(row.name).chain(row.legacy_names.iter().copied()).nth(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(names: &[&str]) -> Proposal {
        Proposal::first(names::capabilities(names))
    }

    #[test]
    fn first_names_are_sent_first() {
        let names = ["SearchOrders", "RecordOrderPaymentById", "GetOrderBillById"];
        assert_eq!(proposal(&names).names(), names);
    }

    #[test]
    fn only_what_dojo_left_out_gets_its_legacy_name() {
        let first = proposal(&["SearchOrders", "RecordOrderPaymentById", "GetOrderBillById"]);
        let next = first.after(&["SearchOrders", "GetOrderBillById"]).unwrap();
        assert_eq!(next.names(), ["SearchOrders", "RecordOrderPayment", "GetOrderBillById"]);
        assert_eq!(next.after(&["GetOrderBill", "RecordOrderPayment", "SearchOrders"]), None, "it is all there");
    }

    #[test]
    fn what_has_no_other_name_is_lacking() {
        let first = proposal(&["SearchOrders", "ListAreas"]);
        assert_eq!(first.after(&["SearchOrders"]), None);
        assert_eq!(first.lacking(&["SearchOrders"]), [Capability::ListAreas].into_iter().collect());
        let second = proposal(&["GetOrderBillById"]).after::<&str>(&[]).unwrap();
        assert_eq!(second.after::<&str>(&[]), None, "it has two names and no third");
    }

    #[test]
    fn a_refused_list_is_sent_once_more_under_legacy_names() {
        let first = proposal(&["SearchOrders", "UpdateParty", "UpdateReservation"]);
        let second = first.after_refusal().unwrap();
        assert_eq!(second.names(), ["SearchOrders", "UpdatePartyById", "UpdateReservationById"]);
        assert_eq!(second.after_refusal(), None);
        assert_eq!(proposal(&["SearchOrders"]).after_refusal(), None, "there is nothing to rename");
    }
}
