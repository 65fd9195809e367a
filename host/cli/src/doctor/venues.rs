//! Whether one venue's grant may lead into the network that another venue or the platform is on.

use super::check::Check;

/// Who is served.
pub(super) struct Facts {
    pub(super) venues: usize,
    /// `[server] lan_grants`.
    pub(super) lan_grants: bool,
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "local network";
    match facts {
        Facts { lan_grants: false, .. } => Check::holds(NAME, "no grant leads there (lan_grants = false)"),
        Facts { venues: 0 | 1, .. } => Check::holds(NAME, "a grant may lead there, for one venue (lan_grants = true)"),
        Facts { venues, .. } => Check::warning(
            NAME,
            format!("{venues} venues are served, and a grant of each may lead there (lan_grants = true)"),
            "write [server] lan_grants = false where this network is not the one restaurant's",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    #[test]
    fn a_platform_keeps_its_network_to_itself() {
        let state = |venues, lan_grants| check(&Facts { venues, lan_grants }).state;
        assert_eq!(state(1, true), State::Holds);
        assert_eq!(state(2, false), State::Holds);
        assert_eq!(state(2, true), State::Warning);
    }
}
