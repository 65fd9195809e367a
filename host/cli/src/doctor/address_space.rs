//! Whether the address space for all calls at once can be reserved: it was tried, with the sizes of the configuration.

use super::check::Check;

/// What was tried.
pub(super) struct Facts {
    pub(super) calls: usize,
    /// Or why not.
    pub(super) reserved: Result<(), String>,
    /// `vm.overcommit_memory = 2`.
    pub(super) is_strict: bool,
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "address space";
    let Facts { calls, reserved, is_strict } = facts;
    match reserved {
        Err(why) => Check::fails(NAME, why, "`ulimit -v unlimited`; in a container, no limit of virtual memory"),
        Ok(()) if *is_strict => Check::warning(
            NAME,
            format!(
                "there is enough for {calls} calls at once, but memory is given out strictly: calls may fail for want of it"
            ),
            "sysctl vm.overcommit_memory=0",
        ),
        Ok(()) => Check::holds(NAME, format!("there is enough for {calls} calls at once")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    #[test]
    fn what_cannot_be_reserved_fails_and_strict_memory_is_a_warning() {
        let state = |reserved, is_strict| check(&Facts { calls: 64, reserved, is_strict }).state;
        assert_eq!(state(Ok(()), false), State::Holds);
        assert_eq!(state(Ok(()), true), State::Warning);
        assert_eq!(state(Err("no address space".to_owned()), false), State::Fails);
    }
}
