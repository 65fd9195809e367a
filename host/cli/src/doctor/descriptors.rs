//! Whether the process may have as many files and connections open as its configuration takes in.

use super::check::Check;

/// Connections of the console, the ledger's and the store's files, threads' pipes, and some to spare.
const OWN: u64 = 164;

/// Connections to Dojo of one venue: its socket, and requests.
const PER_VENUE: u64 = 2;

/// What may be open, and what is taken in.
pub(super) struct Facts {
    /// `ulimit -n`; none where there is no limit.
    pub(super) limit: Option<u64>,
    pub(super) max_connections: u64,
    pub(super) max_concurrent_calls: u64,
    pub(super) venues: u64,
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "descriptors";
    let Facts { limit, max_connections, max_concurrent_calls, venues } = facts;
    // A call has a connection to its point of sale.
    let wanted = max_connections + max_concurrent_calls + venues * PER_VENUE + OWN;
    match limit {
        Some(limit) if *limit < wanted => Check::warning(
            NAME,
            format!(
                "{limit} files and connections may be open; max_connections = {max_connections} takes up to {wanted}"
            ),
            format!("`ulimit -n {wanted}` or LimitNOFILE={wanted}; or lower [server] max_connections"),
        ),
        Some(limit) => Check::holds(NAME, format!("{limit} may be open, {wanted} are enough")),
        None => Check::holds(NAME, "there is no limit"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    #[test]
    fn as_many_must_be_open_as_connections_are_taken_in() {
        let state = |limit, max_connections| {
            check(&Facts { limit, max_connections, max_concurrent_calls: 64, venues: 1 }).state
        };
        assert_eq!(state(Some(1024), 1000), State::Warning);
        assert_eq!(state(Some(1024), 500), State::Holds);
        assert_eq!(state(None, 1_000_000), State::Holds);
    }
}
