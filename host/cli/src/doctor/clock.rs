//! Whether the clock says a time that can be true, and where the time zones come from.

use super::check::Check;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The year of this version: no time before it is now.
const MADE_IN: u64 = 2026;

/// As far ahead as a clock may be: a battery that is empty says 1970 or 2099.
const LATEST: u64 = 2090;

/// A year, leap days spread evenly.
const YEAR: Duration = Duration::from_secs(31_556_952);

/// What it says.
pub(super) struct Facts {
    pub(super) year: u64,
    /// Where the machine keeps its time zones; none where it has none.
    pub(super) zones: Option<String>,
}

/// The year of a time, which is right but for some hours at its ends.
pub(super) fn year(now: SystemTime) -> u64 {
    1970 + now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / YEAR.as_secs()
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "clock";
    let Facts { year, zones } = facts;
    if !(MADE_IN..LATEST).contains(year) {
        return Check::fails(
            NAME,
            format!("it is the year {year}, it says: certificates and business days are judged by it"),
            "set the clock, and keep it right: systemctl enable --now systemd-timesyncd",
        );
    }
    match zones {
        Some(folder) => Check::holds(NAME, format!("it is {year}; time zones are those of {folder}")),
        None => {
            Check::holds(NAME, format!("it is {year}; time zones are those that are built in, as old as this patio"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    #[test]
    fn a_clock_that_was_never_set_fails() {
        let state = |year| check(&Facts { year, zones: None }).state;
        assert_eq!([1970, 2025, 2026, 2099].map(state), [State::Fails, State::Fails, State::Holds, State::Fails]);
    }

    #[test]
    fn the_year_of_a_time_is_found() {
        assert_eq!(year(UNIX_EPOCH), 1970);
        assert_eq!(year(UNIX_EPOCH + Duration::from_secs(1_790_000_000)), 2026);
    }
}
