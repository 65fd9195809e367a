//! Whether this machine trusts anybody: without root certificates nobody can be reached by TLS.

use super::check::Check;

/// Whom it trusts.
pub(super) struct Facts {
    /// Whether there are root certificates that can be used; or why TLS cannot be set up.
    pub(super) trusts_somebody: Result<bool, String>,
    /// Whether a venue is known to Dojo or grants an `https` address.
    pub(super) is_needed: bool,
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "certificates";
    let hint = "install the package ca-certificates, or set SSL_CERT_FILE";
    match (&facts.trusts_somebody, facts.is_needed) {
        (Err(why), _) => Check::fails(NAME, why, hint),
        (Ok(true), _) => Check::holds(NAME, "this machine has root certificates"),
        (Ok(false), true) => {
            Check::fails(NAME, "this machine has no root certificates: no server can be trusted", hint)
        }
        (Ok(false), false) => Check::warning(NAME, "this machine has no root certificates; none are needed yet", hint),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    #[test]
    fn whoever_dials_by_tls_needs_roots() {
        let state = |trusts, is_needed| check(&Facts { trusts_somebody: Ok(trusts), is_needed }).state;
        assert_eq!(state(true, true), State::Holds);
        assert_eq!(state(false, true), State::Fails);
        assert_eq!(state(false, false), State::Warning);
    }
}
