//! Whether what is said on the network is said to those who should hear it.

use super::check::Check;
use std::net::SocketAddr;

/// Where is listened.
pub(super) struct Facts {
    pub(super) listen: SocketAddr,
    pub(super) console: SocketAddr,
    pub(super) has_tls: bool,
}

pub(super) fn check(facts: &Facts) -> Check {
    const NAME: &str = "listeners";
    let Facts { listen, console, has_tls } = facts;
    if !console.ip().is_loopback() {
        return Check::warning(
            NAME,
            format!("the console is reachable from other machines ({console}), and asks for no password"),
            "write [server] console = \"127.0.0.1:8081\", or see that only the operator's network leads there",
        );
    }
    if !has_tls && !listen.ip().is_loopback() {
        return Check::warning(
            NAME,
            format!("the API is reachable from other machines ({listen}) without TLS"),
            "write [server] tls = { certificate = \"…\", key = \"…\" }, unless a proxy in front has it",
        );
    }
    Check::holds(
        NAME,
        if *has_tls {
            "the API has TLS, and the console is for this machine alone"
        } else {
            "both are for this machine alone"
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::check::State;

    #[test]
    fn other_machines_hear_tls_and_not_the_console() {
        let state = |listen: &str, console: &str, has_tls| {
            check(&Facts { listen: listen.parse().unwrap(), console: console.parse().unwrap(), has_tls }).state
        };
        assert_eq!(state("127.0.0.1:1", "127.0.0.1:2", false), State::Holds);
        assert_eq!(state("0.0.0.0:1", "[::1]:2", true), State::Holds);
        assert_eq!(state("0.0.0.0:1", "127.0.0.1:2", false), State::Warning);
        assert_eq!(state("127.0.0.1:1", "10.0.0.1:2", true), State::Warning);
    }
}
