//! `[server]`: what is listened on, and how much is taken in.

use super::{
    at::At,
    section::Section,
    tls::{self, Tls},
};
use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

/// `[server]`. Why the numbers are what they are stands beside them, in `config.default.toml`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Server {
    /// The EPOS Data API.
    pub listen: SocketAddr,
    /// The operator's side: health and metrics.
    pub console: SocketAddr,
    /// Without it the API is served in the clear.
    pub tls: Option<Tls>,
    /// Whether a venue's grant may name a private or loopback address.
    pub lan_grants: bool,
    /// Whether the process fences itself in.
    pub fence: Fencing,
    /// Open connections.
    pub max_connections: usize,
    /// Body of a request.
    pub max_body_bytes: usize,
    /// From the first byte of a request to the end of its header.
    pub header_timeout: Duration,
    /// From there to the end of the body.
    pub body_timeout: Duration,
    /// A connection without a request.
    pub idle_timeout: Duration,
    /// Calls in flight get this long when the host stops.
    pub drain_deadline: Duration,
    /// Calls in sandboxes at once, over all venues: the pool's slots.
    pub max_concurrent_calls: usize,
    /// Calls that wait for a slot.
    pub queue_length: usize,
    /// How long one may wait.
    pub queue_wait: Duration,
    /// Memory of a slot: no venue's limit is larger.
    pub max_adapter_memory_bytes: usize,
}

/// Whether the process fences itself in, see [`crate::fence`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fencing {
    /// Where the system can do it.
    Auto,
    /// Or it does not serve.
    Require,
    /// It does not.
    Off,
}

/// Reads the section.
pub(super) fn read(root: &mut Section<'_>) -> Server {
    let mut section = root.section("server");
    let listen = section.listen("listen", SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)));
    let console = section.listen("console", SocketAddr::from((Ipv4Addr::LOCALHOST, 8081)));
    let tls = tls::read(&mut section);
    check_addresses(&listen, &console, tls.is_some());
    let server = Server {
        listen: listen.0,
        console: console.0,
        tls,
        lan_grants: section.boolean("lan_grants"),
        fence: fencing(&mut section),
        max_connections: section.number("max_connections", 1..=1_000_000).value,
        max_body_bytes: section.number("max_body_bytes", 1024..=64 << 20).value,
        header_timeout: section.milliseconds("header_timeout_ms", 100..=120_000),
        body_timeout: section.milliseconds("body_timeout_ms", 100..=120_000),
        idle_timeout: section.milliseconds("idle_timeout_ms", 1000..=3_600_000),
        drain_deadline: section.milliseconds("drain_deadline_ms", 0..=600_000),
        max_concurrent_calls: section.number("max_concurrent_calls", 1..=4096).value,
        queue_length: section.number("queue_length", 0..=100_000).value,
        queue_wait: section.milliseconds("queue_wait_ms", 0..=60_000),
        max_adapter_memory_bytes: section.number("max_adapter_memory_mib", 1..=4096).value << 20,
    };
    section.finish();
    server
}

fn fencing(section: &mut Section<'_>) -> Fencing {
    let at = section.at("fence");
    let fence = section.choice("fence", ("auto", Fencing::Auto), &[("require", Fencing::Require)]);
    if !section.boolean("dangerous_no_fence") {
        return fence;
    }
    if let Some(at) = at.filter(|_| fence == Fencing::Require) {
        at.problem(
            "= \"require\" wants the fence that dangerous_no_fence = true takes away",
            "write dangerous_no_fence = false, or leave out fence",
        );
    }
    Fencing::Off
}

type Listen<'a> = (SocketAddr, Option<At<'a>>);

fn check_addresses((listen, listen_at): &Listen<'_>, (console, console_at): &Listen<'_>, has_tls: bool) {
    if let Some(at) = listen_at
        && !has_tls
        && !listen.ip().is_loopback()
    {
        at.warning(
            format!("= \"{listen}\" is reachable without TLS: passwords cross the network as they are"),
            "write tls = { certificate = \"…\", key = \"…\" }, or listen on 127.0.0.1 behind a proxy that has it",
        );
    }
    let Some(at) = console_at else { return };
    if !console.ip().is_loopback() {
        at.warning(
            format!("= \"{console}\" is reachable from other machines, and asks for no password"),
            "write console = \"127.0.0.1:8081\", or see that only the operator's network leads there",
        );
    }
    let overlap = listen.ip() == console.ip() || listen.ip().is_unspecified() || console.ip().is_unspecified();
    if overlap && listen.port() == console.port() && listen.port() != 0 {
        // Said where somebody wrote one of them.
        let at = listen_at.as_ref().filter(|_| at.is_default()).unwrap_or(at);
        at.problem(
            format!(
                "= \"{}\" is the address of both listen and console",
                if at.key == "listen" { listen } else { console }
            ),
            "write two different ports",
        );
    }
}
