//! What a reload cannot take up.

use super::{Adapters, Config, LedgerConfig, Server};

/// The settings that differ and are built into what runs: sockets, the sandboxes' pool, the ledger. Taken apart without
/// `..`, so that a new setting does not compile before somebody decided.
pub(super) fn settings(old: &Config, new: &Config) -> Vec<String> {
    // Where secrets lie outside the fence, that is said by whoever holds the fence.
    let Config { server, adapters, ledger, alerts, venues: _, secret_files: _ } = old;
    let Server {
        listen,
        console,
        tls,
        lan_grants: _,
        fence,
        max_connections,
        max_body_bytes,
        header_timeout,
        body_timeout,
        idle_timeout,
        drain_deadline,
        max_concurrent_calls,
        queue_length,
        queue_wait,
        max_adapter_memory_bytes,
    } = server;
    let Adapters {
        folder,
        cache,
        scan_interval,
        // Taken up: an adapter that is not approved any more is retired.
        trust: _,
        gate,
        gate_deadline,
        cache_bytes,
        compile_memory_bytes,
        compile_cpu,
        compile_deadline,
        code_bytes,
        // No file says it.
        source_lines: _,
    } = adapters;
    let LedgerConfig { url: _, path } = ledger;
    let same = [
        ("[server] listen", *listen == new.server.listen),
        ("[server] console", *console == new.server.console),
        ("[server] tls", *tls == new.server.tls),
        ("[server] fence", *fence == new.server.fence),
        ("[server] max_connections", *max_connections == new.server.max_connections),
        ("[server] max_body_bytes", *max_body_bytes == new.server.max_body_bytes),
        ("[server] header_timeout_ms", *header_timeout == new.server.header_timeout),
        ("[server] body_timeout_ms", *body_timeout == new.server.body_timeout),
        ("[server] idle_timeout_ms", *idle_timeout == new.server.idle_timeout),
        ("[server] drain_deadline_ms", *drain_deadline == new.server.drain_deadline),
        ("[server] max_concurrent_calls", *max_concurrent_calls == new.server.max_concurrent_calls),
        ("[server] queue_length", *queue_length == new.server.queue_length),
        ("[server] queue_wait_ms", *queue_wait == new.server.queue_wait),
        ("[server] max_adapter_memory_mib", *max_adapter_memory_bytes == new.server.max_adapter_memory_bytes),
        ("[adapters] folder", *folder == new.adapters.folder),
        ("[adapters] cache", *cache == new.adapters.cache),
        ("[adapters] scan_interval_ms", *scan_interval == new.adapters.scan_interval),
        ("[adapters] gate", *gate == new.adapters.gate),
        ("[adapters] gate_deadline_ms", *gate_deadline == new.adapters.gate_deadline),
        ("[adapters] cache_mib", *cache_bytes == new.adapters.cache_bytes),
        ("[adapters] compile_memory_mib", *compile_memory_bytes == new.adapters.compile_memory_bytes),
        ("[adapters] compile_cpu_ms", *compile_cpu == new.adapters.compile_cpu),
        ("[adapters] compile_deadline_ms", *compile_deadline == new.adapters.compile_deadline),
        ("[adapters] code_mib", *code_bytes == new.adapters.code_bytes),
        ("[ledger] url", *path == new.ledger.path),
        // What waits to be sent has its address already.
        ("[alerts]", *alerts == new.alerts),
    ];
    same.into_iter().filter(|(_, same)| !same).map(|(name, _)| name.to_owned()).collect()
}
