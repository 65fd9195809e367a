//! Whether somebody approves adapters before they are run.

use super::check::Check;

/// Who approves, and for whom.
pub(super) struct Facts {
    /// `[adapters] trust`.
    pub(super) keys: usize,
    pub(super) venues: usize,
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "approval";
    match *facts {
        Facts { keys: 0, venues: 0 | 1 } => Check::holds(NAME, "every file in the folder is loaded, signed or not"),
        Facts { keys: 0, venues } => Check::warning(
            NAME,
            format!("every file in the folder is loaded, signed or not, for {venues} venues"),
            "sign what you approve (`patio adapters sign`), and write [adapters] trust = [\"RW…\"]",
        ),
        Facts { keys: 1, .. } => Check::holds(NAME, "only what one trusted key signed is loaded"),
        Facts { keys, .. } => Check::holds(NAME, format!("only what one of {keys} trusted keys signed is loaded")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    #[test]
    fn a_platform_approves_what_it_runs() {
        let state = |keys, venues| check(&Facts { keys, venues }).state;
        assert_eq!(state(0, 1), State::Holds);
        assert_eq!(state(0, 2), State::Warning);
        assert_eq!(state(1, 2), State::Holds);
    }
}
