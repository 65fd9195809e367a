//! `[venues.x.limits]`.

use super::*;

#[test]
fn a_limit_has_bounds() {
    check_crown(
        "[venues.crown.limits]\ndeadline_ms = 0\ncpu_ms = -1\nlog_lines = 99999999999999999999\nhandles = 1e3\n",
        expect![[]],
    );
}

#[test]
fn a_venue_cannot_have_more_than_the_server() {
    check_crown(
        "[server]\nmax_adapter_memory_mib = 128\nmax_concurrent_calls = 4\n[venues.crown.limits]\nmemory_mib = 256\ncalls_at_once = 5\n",
        expect![[]],
    );
}

#[test]
fn a_default_is_cut_to_what_the_server_has() {
    let limits = &crown("[server]\nmax_adapter_memory_mib = 32\nmax_concurrent_calls = 4\n", &[]).limits;
    assert_eq!(limits.memory_bytes, 32 << 20);
    assert_eq!(limits.calls_at_once, 4);
}

#[test]
fn a_limit_that_another_makes_useless_is_a_warning() {
    check_crown("[venues.crown.limits]\nreply_bytes = 67108864\nstore_bytes = 1024\n", expect![[]]);
}

#[test]
fn every_limit_is_read() {
    let limits = "deadline_ms cpu_ms memory_mib reply_bytes text_bytes hostcall_fuel handles random_bytes log_lines log_bytes \
                  store_keys store_key_bytes store_value_bytes store_bytes calls_at_once calls_waiting requests \
                  requests_at_once request_bytes response_bytes response_headers response_header_bytes reuse_calls \
                  breaker_failures breaker_open_ms";
    let section = |number: &dyn Fn(usize, &str) -> usize| -> String {
        let lines =
            limits.split_whitespace().enumerate().map(|(index, key)| format!("{key} = {}\n", number(index, key)));
        format!("[venues.crown.limits]\n{}", lines.collect::<String>())
    };
    let number = |index: usize, key: &str| match key {
        "calls_at_once" => 9,
        "reply_bytes" | "response_header_bytes" => 2000 + index,
        "hostcall_fuel" => 1_000_000 + index,
        _ => 100 + index,
    };
    expect![[]].assert_debug_eq(&crown(&section(&number), &[]).limits);
}
