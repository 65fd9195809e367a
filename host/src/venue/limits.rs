//! What one call, one venue and one adapter may use at most; the numbers are in `config.default.toml`.

use std::time::Duration;

/// A venue's limits. Each field's name ends in its unit, where its type does not say it. The defaults, and why they are
/// neither half nor double, stand in `[venue.limits]` of `config.default.toml`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Wall time of a call, from admission to reply. A card machine and its waiter stand at the table for as long.
    pub deadline: Duration,
    /// CPU time of a call: far more than any adapter needs, and what an endless loop costs the machine.
    pub cpu: Duration,
    /// All linear memories and tables of an instance, summed. Never more than the pool's slot.
    pub memory_bytes: usize,
    /// What a guest makes the host copy at once, as it is lifted out of the sandbox: a reply, or the arguments of a call
    /// of the host's. A full page of orders is a tenth of it.
    pub reply_bytes: usize,
    /// Resource handles and host resources that are open at once: streams, requests, pollables.
    pub handles: usize,
    /// Random bytes that the guest may ask for at once; the host allocates them.
    pub random_bytes: usize,
    /// Log lines of a call; further ones are swallowed and counted.
    pub log_lines: usize,
    /// Bytes of a call's log lines, fields included; what goes beyond is cut.
    pub log_bytes: usize,
    /// Keys in the venue's store.
    pub store_keys: usize,
    /// Bytes of a key in the store.
    pub store_key_bytes: usize,
    /// Bytes of a value in the store.
    pub store_value_bytes: usize,
    /// Keys and values of the store together: the venue's share of the host's disk.
    pub store_bytes: usize,
    /// Calls that run at once; the venue's share of the sandboxes.
    pub calls_at_once: usize,
    /// Calls that wait for one of these; one more is refused at once.
    pub calls_waiting: usize,
    /// Calls after which a reused instance is retired; of no meaning with fresh ones.
    pub reuse_calls: usize,
    /// Requests that a call sends to its point of sale.
    pub http_requests: usize,
    /// Bytes of an answer to one of them.
    pub http_response_bytes: usize,
    /// TCP connections that a call opens; each is a file descriptor of the host's.
    pub tcp_connections: usize,
    /// Files and folders that are open at once; each is a file descriptor of the host's.
    pub open_files: usize,
    /// Bytes that a call writes to files.
    pub file_write_bytes: usize,
    /// The size that a file may be given, holes included.
    pub file_bytes: usize,
    /// Files and folders that a call makes, renames, removes, or changes the length or times of.
    pub file_changes: usize,
    /// Entries of a folder that is listed: the host holds them in memory.
    pub folder_entries: usize,
    /// What stays free on a granted folder's disk: below, nothing is written there.
    pub folder_free_bytes: usize,
    /// Connections of the venue that are open at once, idle ones included. A request that finds none waits for one,
    /// within its call's deadline.
    pub http_connections: usize,
    /// Header fields of a request or a response.
    pub http_headers: usize,
    /// Bytes of them, names included; and of what is read from a connection at once.
    pub http_header_bytes: usize,
    /// Bytes of memory that the header fields of one of them take while they are put together.
    pub http_fields_bytes: usize,
    /// Failures in a row (traps, limits, deadlines) after which the adapter is left alone.
    pub breaker_failures: u32,
    /// How long it is left alone then, before a read tries again.
    pub breaker_first_pause: Duration,
    /// How long at most, after it failed again and again.
    pub breaker_longest_pause: Duration,
}
