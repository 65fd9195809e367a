//! Whether the process has a user of its own.

use super::check::Check;

pub(super) fn check(is_root: bool) -> Check {
    const NAME: &str = "user";
    if is_root {
        return Check::warning(
            NAME,
            "root: what gets past the sandbox may read what only root may, such as /etc/shadow",
            "run it as a user of its own, whom its folders belong to",
        );
    }
    Check::holds(NAME, "not root")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    #[test]
    fn root_is_more_than_a_host_needs() {
        assert_eq!((check(true).state, check(false).state), (State::Warning, State::Holds));
    }
}
