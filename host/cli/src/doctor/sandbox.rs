//! Whether the sandbox holds: hostile components were let loose in it, as the host does before it serves.

use super::check::Check;
use patio_host::adapter::{Proof, Unproven};

/// What was tried.
pub(super) struct Facts {
    /// None where there is no sandbox: another check says why.
    pub(super) proofs: Option<Result<Vec<Proof>, Unproven>>,
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "sandbox";
    match &facts.proofs {
        None => Check::warning(NAME, "it could not be set up, and was not tried", "see \"address space\""),
        Some(Err(unproven)) => Check::fails(
            NAME,
            format!("{} {}: the host refuses to serve", unproven.name, unproven.what),
            "try it on another machine; tell it to the makers of Patio with this output",
        ),
        Some(Ok(proofs)) => Check {
            details: proofs
                .iter()
                .map(|proof| format!("{}, in {:.0?}: {}", proof.name, proof.took, proof.stopped))
                .collect(),
            ..Check::holds(NAME, format!("{} hostile components were stopped", proofs.len()))
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    #[test]
    fn what_is_not_stopped_fails() {
        let unproven = Unproven { name: "an endless loop", what: "was not stopped within 10000 ms".to_owned() };
        let fails = check(&Facts { proofs: Some(Err(unproven)) });
        assert_eq!(fails.state, State::Fails);
        assert_eq!(fails.what, "an endless loop was not stopped within 10000 ms: the host refuses to serve");
        assert_eq!(check(&Facts { proofs: None }).state, State::Warning);
        assert_eq!(check(&Facts { proofs: Some(Ok(Vec::new())) }).state, State::Holds);
    }
}
