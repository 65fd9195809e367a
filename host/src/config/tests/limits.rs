//! `[venues.x.limits]`.

use super::*;

#[test]
fn a_limit_has_bounds() {
    check_crown(
        r#"[venues.crown.limits]
deadline_ms = 0
cpu_ms = -1
log_lines = 99999999999999999999
handles = 1e3
"#,
        expect![[r#"
            patio.toml:6: [venues.crown.limits] deadline_ms = 0 is out of bounds
              hint: write a number from 100 to 60000
            patio.toml:7: [venues.crown.limits] cpu_ms = -1 is out of bounds
              hint: write a number from 1 to 60000
            patio.toml:8: [venues.crown.limits] log_lines = 99999999999999999999 is out of bounds
              hint: write a number from 0 to 100000
            patio.toml:9: [venues.crown.limits] handles must be a whole number, not a number with a fraction
              hint: write a number from 16 to 100000, without quotes
        "#]],
    );
}

#[test]
fn a_venue_cannot_have_more_than_the_server() {
    check_crown(
        r#"[server]
max_adapter_memory_mib = 128
max_concurrent_calls = 4
[venues.crown.limits]
memory_mib = 256
calls_at_once = 5
"#,
        expect![[r#"
            patio.toml:9: [venues.crown.limits] memory_mib = 256 is more than max_adapter_memory_mib of [server], 128
              hint: write at most 128, or raise max_adapter_memory_mib
            patio.toml:10: [venues.crown.limits] calls_at_once = 5 is more than max_concurrent_calls of [server], 4
              hint: write at most 4, or raise max_concurrent_calls
        "#]],
    );
}

#[test]
fn a_default_is_cut_to_what_the_server_has() {
    let limits = &crown(
        r#"[server]
max_adapter_memory_mib = 32
max_concurrent_calls = 4
"#,
        &[],
    )
    .limits;
    assert_eq!(limits.memory_bytes, 32 << 20);
    assert_eq!(limits.calls_at_once, 4);
}

#[test]
fn a_limit_that_another_makes_useless_is_a_warning() {
    check_crown(
        r#"[venues.crown.limits]
store_bytes = 1024
"#,
        expect![[r#"
            (warning) patio.toml:6: [venues.crown.limits] store_bytes = 1024 is below store_value_bytes = 65536, which is then never met
              hint: write at least store_bytes = 65536
        "#]],
    );
}

#[test]
fn every_limit_is_read() {
    let limits = "deadline_ms cpu_ms memory_mib reply_bytes handles random_bytes log_lines log_bytes store_keys \
                  store_key_bytes store_value_bytes store_bytes calls_at_once calls_waiting reuse_calls http_requests \
                  http_response_bytes http_connections http_headers http_header_bytes http_fields_bytes breaker_failures \
                  breaker_first_pause_ms breaker_longest_pause_ms";
    let section = |number: &dyn Fn(usize, &str) -> usize| -> String {
        let lines =
            limits.split_whitespace().enumerate().map(|(index, key)| format!("{key} = {}\n", number(index, key)));
        format!("[venues.crown.limits]\n{}", lines.collect::<String>())
    };
    let number = |index: usize, key: &str| match key {
        "calls_at_once" => 9,
        "reply_bytes" | "http_response_bytes" | "http_fields_bytes" => 2000 + index,
        "http_header_bytes" => 9000 + index,
        _ => 100 + index,
    };
    expect![[r#"
        Limits {
            deadline: 100ms,
            cpu: 101ms,
            memory_bytes: 106954752,
            reply_bytes: 2003,
            handles: 104,
            random_bytes: 105,
            log_lines: 106,
            log_bytes: 107,
            store_keys: 108,
            store_key_bytes: 109,
            store_value_bytes: 110,
            store_bytes: 111,
            calls_at_once: 9,
            calls_waiting: 113,
            reuse_calls: 114,
            http_requests: 115,
            http_response_bytes: 2016,
            tcp_connections: 8,
            open_files: 16,
            file_write_bytes: 16777216,
            file_bytes: 268435456,
            file_changes: 1000,
            folder_entries: 10000,
            folder_free_bytes: 268435456,
            http_connections: 117,
            http_headers: 118,
            http_header_bytes: 9019,
            http_fields_bytes: 2020,
            breaker_failures: 121,
            breaker_first_pause: 122ms,
            breaker_longest_pause: 123ms,
        }
    "#]]
    .assert_debug_eq(&crown(&section(&number), &[]).limits);
}
