//! How patient a venue's socket is, and how much it takes at once.
//!
//! No setting of the configuration: Dojo documents none of these, so an operator would have nothing to set them by.

use std::time::Duration;

/// Bytes of a message at most, as of a body over REST: an order of a few hundred items has some 50 KB.
pub(super) const MAX_MESSAGE_BYTES: usize = 1024 * 1024;

/// Limits of a socket. The defaults are what is used; tests that must not wait bring others.
#[derive(Clone, Debug)]
pub struct Settings {
    /// To resolve the name, connect, and shake hands. Leaves time for two lost packets; whoever needs longer than that
    /// would not answer a card machine in time either.
    pub dial_timeout: Duration,
    /// How often the peer is pinged: short of the 30 s after which the strictest middle boxes forget a connection.
    pub ping_every: Duration,
    /// Without any frame for as long, the connection is dead: two pings went unanswered, which one lost packet does not
    /// do. A peer that does not read what is sent to it has as long.
    pub dead_after: Duration,
    /// The first pause before the venue dials again is random and at most this long: short enough for a card machine
    /// that waits.
    pub shortest_pause: Duration,
    /// Each pause may be twice as long as the one before, up to this: a Dojo that comes back is not met by all venues at
    /// once, and no venue is away for longer than a person would wait.
    pub longest_pause: Duration,
    /// The pause after credentials were refused. They do not become right by themselves, and a key that is tried often
    /// may be locked.
    pub refused_pause: Duration,
    /// A connection that was up for as long is a good one: only then the pauses begin anew. A peer that takes
    /// connections and drops them is not dialed twice a second for ever.
    pub steady_after: Duration,
    /// Requests that may be unanswered at once; one more is answered with an EPOSError. Eight times the calls that a
    /// venue's adapter gets at once by default: half would refuse a restaurant whose guests all pay at closing time, and
    /// the last of twice as many would wait longer than a card machine does. Each may hold a message of 1 MiB.
    pub requests_at_once: usize,
    /// How long is waited for the peer to close, once the host has said that it does.
    pub close_wait: Duration,
}

// === impl Settings ===

impl Default for Settings {
    fn default() -> Self {
        Self {
            dial_timeout: Duration::from_secs(10),
            ping_every: Duration::from_secs(20),
            dead_after: Duration::from_secs(45),
            shortest_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            refused_pause: Duration::from_secs(300),
            steady_after: Duration::from_secs(60),
            requests_at_once: 64,
            close_wait: Duration::from_secs(1),
        }
    }
}
