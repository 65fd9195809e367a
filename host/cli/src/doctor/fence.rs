//! Whether the process would be fenced in: a fence was raised, and getting out was tried.

use super::check::{Check, State};
use patio_host::config::Fencing;
use patio_host::fence::{FenceError, Standing, gaps};

/// What came of raising it.
pub(super) struct Facts {
    pub(super) wanted: Fencing,
    pub(super) raised: Result<Standing, FenceError>,
    /// What it lets in because the configuration says so.
    pub(super) lets_in: Vec<String>,
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "fence";
    let Facts { wanted, raised, lets_in } = facts;
    let mut check = match raised {
        Ok(Standing { abi, proof, missing }) => {
            let refused = proof.refused();
            let what = format!("Landlock {abi}; tried and refused: {}", refused.join(", "));
            let missing: Vec<_> = missing.iter().map(ToString::to_string).collect();
            if refused.is_empty() {
                Check::warning(NAME, format!("Landlock {abi}; nothing was there to try it with"), "mount /proc")
            } else if !missing.is_empty() {
                let what = format!("{what}; not there, and so out of reach: {}", missing.join(", "));
                Check::warning(NAME, what, "create it before the host starts")
            } else if gaps(*abi).is_empty() {
                Check::holds(NAME, what)
            } else {
                Check::warning(NAME, format!("{what}; but {}", gaps(*abi).join("; ")), "run a newer kernel")
            }
        }
        Err(error @ FenceError::Broken(_)) => {
            Check::fails(NAME, error.to_string(), "report it, please: the host does not start with such a fence")
        }
        Err(error @ FenceError::Everything { .. }) => {
            Check::fails(NAME, error.to_string(), "name a folder of its own there")
        }
        Err(error) => {
            Check::warning(NAME, format!("none: {error}"), "keep the host in a container or a unit of its own")
        }
    };
    check.details = lets_in.clone();
    if *wanted == Fencing::Off {
        check.what = format!("[server] dangerous_no_fence = true takes it away; without that: {}", check.what);
        check.hint = Some("write dangerous_no_fence = false".to_owned());
        check.state = State::Warning;
    }
    if *wanted == Fencing::Require && raised.is_err() {
        check.state = State::Fails;
    }
    check
}

#[cfg(test)]
mod tests {
    use super::*;
    use patio_host::fence::{Proof, Tried};

    fn state(wanted: Fencing, raised: Result<Standing, FenceError>) -> State {
        check(&Facts { wanted, raised, lets_in: Vec::new() }).state
    }

    fn standing(abi: u32) -> Result<Standing, FenceError> {
        let read = Tried::Refused("/proc/version".into());
        Ok(Standing { abi, proof: Proof { read, write: Tried::Untried, run: Tried::Untried }, missing: Vec::new() })
    }

    #[test]
    fn a_fence_holds_or_says_what_it_leaves_open() {
        assert_eq!(state(Fencing::Auto, standing(7)), State::Holds);
        assert_eq!(state(Fencing::Auto, standing(2)), State::Warning);
        assert_eq!(state(Fencing::Off, standing(7)), State::Warning, "whoever takes it away is told");
    }

    #[test]
    fn an_old_kernel_fails_only_where_the_fence_is_required() {
        let old = || Err(FenceError::Unsupported("this kernel is too old"));
        assert_eq!(state(Fencing::Auto, old()), State::Warning);
        assert_eq!(state(Fencing::Require, old()), State::Fails);
    }

    #[test]
    fn a_fence_that_does_not_hold_fails() {
        assert_eq!(state(Fencing::Auto, Err(FenceError::Broken("x".to_owned()))), State::Fails);
        assert_eq!(state(Fencing::Auto, Err(FenceError::Everything { setting: "x".to_owned() })), State::Fails);
    }
}
