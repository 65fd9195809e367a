//! When a registration that failed is tried again. Pure.

use crate::dojo::DojoError;
use std::time::Duration;

/// The pause after the first failure, doubled after each further one. The client has tried for some seconds by then
/// where trying helps, and a venue that is not registered takes no payment at the table.
pub(super) const FIRST: Duration = Duration::from_secs(1);

/// The longest pause: a person who put something right at Dojo waits no longer, and one request in five minutes is no
/// load.
pub(super) const LONGEST: Duration = Duration::from_mins(5);

/// The pause after the so-manieth failure in a row. `dojo` is Dojo's reason, where it is Dojo's.
pub(super) fn after(failures: u32, dojo: Option<&DojoError>) -> Duration {
    let doubled = FIRST.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(LONGEST);
    match dojo {
        // A wrong key stays wrong until a person writes another, which begins anew; to try it often looks like guessing.
        Some(DojoError::Unauthorized(_)) => LONGEST,
        Some(DojoError::RateLimited { retry_after }) => doubled.max(*retry_after),
        _ => doubled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_five_minutes() {
        let pauses = [1, 2, 3, 9, 10, u32::MAX].map(|failures| after(failures, None).as_secs());
        assert_eq!(pauses, [1, 2, 4, 256, 300, 300]);
    }

    #[test]
    fn credentials_that_are_refused_are_tried_rarely_from_the_first_time_on() {
        assert_eq!(after(1, Some(&DojoError::Unauthorized(String::new()))), Duration::from_mins(5));
    }

    #[test]
    fn a_wait_that_dojo_wants_is_kept() {
        let limited = |seconds| DojoError::RateLimited { retry_after: Duration::from_secs(seconds) };
        assert_eq!(after(1, Some(&limited(60))), Duration::from_secs(60));
        assert_eq!(after(9, Some(&limited(1))), Duration::from_secs(256));
    }
}
