//! `[venues.x.limits]`: each within its bounds, and never more than the server has.

use super::{at::Setting, section::Section, server::Server};
use crate::venue::Limits;
use std::ops::RangeInclusive;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// Reads the section.
pub(super) fn read(section: &mut Section<'_>, server: &Server) -> Limits {
    let slot_mib = server.max_adapter_memory_bytes / MIB;
    let store_value_bytes = section.number("store_value_bytes", 0..=16 * MIB);
    let store_bytes = section.number("store_bytes", 0..=1024 * MIB);
    warn_of_a_limit_out_of_reach(&store_value_bytes, &store_bytes);
    let mut count = |key: &str, bounds: RangeInclusive<usize>| section.number(key, bounds).value;
    Limits {
        reply_bytes: count("reply_bytes", KIB..=256 * MIB),
        handles: count("handles", 16..=100_000),
        random_bytes: count("random_bytes", 32..=16 * MIB),
        log_lines: count("log_lines", 0..=100_000),
        log_bytes: count("log_bytes", 0..=64 * MIB),
        store_keys: count("store_keys", 0..=1_000_000),
        store_key_bytes: count("store_key_bytes", 16..=4 * KIB),
        calls_waiting: count("calls_waiting", 0..=10_000),
        reuse_calls: count("reuse_calls", 1..=1_000_000_000),
        http_requests: count("http_requests", 0..=1_000),
        http_response_bytes: count("http_response_bytes", KIB..=64 * MIB),
        tcp_connections: count("tcp_connections", 0..=64),
        open_files: count("open_files", 1..=256),
        file_write_bytes: count("file_write_bytes", 0..=1024 * MIB),
        file_bytes: count("file_bytes", KIB..=64 * 1024 * MIB),
        file_changes: count("file_changes", 0..=100_000),
        folder_entries: count("folder_entries", 16..=1_000_000),
        folder_free_bytes: MIB * count("folder_free_mib", 0..=100_000_000),
        http_connections: count("http_connections", 1..=1_000),
        http_headers: count("http_headers", 8..=1_000),
        // What is read at once holds the whole header, and has 8 KiB at least.
        http_header_bytes: count("http_header_bytes", 8 * KIB..=MIB),
        http_fields_bytes: count("http_fields_bytes", KIB..=MIB),
        breaker_failures: u32::try_from(count("breaker_failures", 1..=1_000_000)).unwrap_or(u32::MAX),
        breaker_first_pause: section.milliseconds("breaker_first_pause_ms", 1..=3_600_000),
        breaker_longest_pause: section.milliseconds("breaker_longest_pause_ms", 1..=3_600_000),
        deadline: section.milliseconds("deadline_ms", 100..=60_000),
        cpu: section.milliseconds("cpu_ms", 1..=60_000),
        memory_bytes: MIB * share(section, "memory_mib", slot_mib, "max_adapter_memory_mib"),
        calls_at_once: share(section, "calls_at_once", server.max_concurrent_calls, "max_concurrent_calls"),
        store_value_bytes: store_value_bytes.value,
        store_bytes: store_bytes.value,
    }
}

/// A part of what the server has. A default is cut to that; who writes more is told that there is less.
fn share(section: &mut Section<'_>, key: &str, whole: usize, whole_key: &str) -> usize {
    let Setting { value, at } = section.number(key, 1..=1_000_000);
    if value > whole && !at.is_default() {
        at.problem(
            format!("= {value} is more than {whole_key} of [server], {whole}"),
            format!("write at most {whole}, or raise {whole_key}"),
        );
    }
    value.min(whole)
}

/// A limit above another that is always met first does nothing.
fn warn_of_a_limit_out_of_reach(limit: &Setting<'_, usize>, other: &Setting<'_, usize>) {
    if limit.value <= other.value {
        return;
    }
    let [(limit, limit_at), (other, other_at)] = [(limit.value, &limit.at), (other.value, &other.at)];
    let hint = format!("write at least {} = {limit}", other_at.key);
    if limit_at.is_default() {
        other_at.warning(format!("= {other} is below {} = {limit}, which is then never met", limit_at.key), hint);
    } else {
        limit_at.warning(format!("= {limit} is above {} = {other}, which is met first", other_at.key), hint);
    }
}
