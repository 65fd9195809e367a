//! Unknown keys, wrong kinds and texts that are no TOML.

use super::*;
use proptest::{prelude::*, sample::Index};

#[test]
fn an_unknown_key_is_refused_with_the_nearest_known_one() {
    check_config(
        r#"
[venues.crown]
adaptor = "demo"
account_id = "acc"
passwords = [{ value = "pw" }]
"#,
        expect![[r#"
            patio.toml:2: [venues.crown] has no adapter
              hint: write adapter = "demo" for adapters/demo.wasm
            patio.toml:3: [venues.crown] unknown key "adaptor"
              hint: did you mean "adapter"?
        "#]],
    );
}

#[test]
fn an_unknown_key_that_resembles_nothing_is_refused_with_all_known_ones() {
    check_crown(
        "[alerts]\ncolour = 1\n",
        expect![[r#"
            patio.toml:6: [alerts] unknown key "colour"
              hint: known here: url, secret
        "#]],
    );
}

#[test]
fn an_unknown_section_is_refused() {
    check_crown(
        r#"[sever]
listen = "127.0.0.1:1"
[venue.anchor]
adapter = "demo"
[zoo]
"#,
        expect![[r#"
            patio.toml:5: unknown section [sever]
              hint: did you mean [server]?
            patio.toml:7: [venue] unknown key "anchor"
              hint: did you mean [venues.anchor]?
            patio.toml:9: unknown section [zoo]
              hint: the sections are [server], [adapters], [ledger], [alerts], [venue], [venues]
        "#]],
    );
}

#[test]
fn a_key_before_the_first_section_is_refused() {
    check_config(
        "listen = \"127.0.0.1:1\"\n",
        expect![[r#"
            patio.toml:1: unknown key "listen" before the first section
              hint: the sections are [server], [adapters], [ledger], [alerts], [venue], [venues]
            (warning) patio.toml: there is no venue: nobody can call this host
              hint: write a section [venues.<id>]
        "#]],
    );
}

#[test]
fn unknown_keys_are_refused_in_every_section() {
    check_crown(
        r#"[server]
listn = "127.0.0.1:1"
[adapters]
foldr = "x"
[ledger]
uri = "sqlite://x.db"
[venue]
instance = "fresh"
[venue.limits]
cpu = 5
[venues.crown.allow]
https = []
[venues.crown.limits]
memory_mb = 5
"#,
        expect![[r#"
            patio.toml:6: [server] unknown key "listn"
              hint: did you mean "listen"?
            patio.toml:8: [adapters] unknown key "foldr"
              hint: did you mean "folder"?
            patio.toml:10: [ledger] unknown key "uri"
              hint: did you mean "url"?
            patio.toml:12: [venue] unknown key "instance"
              hint: did you mean "instances"?
            patio.toml:14: [venue.limits] unknown key "cpu"
              hint: did you mean "cpu_ms"?
            patio.toml:16: [venues.crown.allow] unknown key "https"
              hint: did you mean "http"?
            patio.toml:18: [venues.crown.limits] unknown key "memory_mb"
              hint: did you mean "memory_mib"?
        "#]],
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_with_what_to_write() {
    check_crown(
        r#"filter_by_waiter_header = "yes"
settle_after_ms = "60000"
time_zone = 0
disabled_capabilities = "ListAreas"
limits = 3
close_of_day = 04:00:00
[server]
listen = 8080
max_connections = 1.5
tls = "certificate.pem"
"#,
        expect![[r#"
            patio.toml:5: [venues.crown] filter_by_waiter_header must be true or false, not a text
              hint: write filter_by_waiter_header = true or filter_by_waiter_header = false
            patio.toml:6: [venues.crown] settle_after_ms must be a whole number, not a text
              hint: write a number from 0 to 3600000, without quotes
            patio.toml:7: [venues.crown] time_zone must be a text, not a number
              hint: write time_zone = "…"
            patio.toml:8: [venues.crown] disabled_capabilities must be a list, not a text
              hint: write disabled_capabilities = ["GetOrderBillById"]
            patio.toml:9: [venues.crown.limits] must be a section, not a number
              hint: write [venues.crown.limits] and its keys below
            patio.toml:10: [venues.crown] close_of_day must be a text, not a date
              hint: write close_of_day = "…"
            patio.toml:12: [server] listen must be a text, not a number
              hint: write listen = "…"
            patio.toml:13: [server] max_connections must be a whole number, not a number with a fraction
              hint: write a number from 1 to 1000000, without quotes
            patio.toml:14: [server.tls] must be a section, not a text
              hint: write [server.tls] and its keys below
        "#]],
    );
}

#[test]
fn one_mistake_is_one_finding() {
    check_crown(
        r#"[server]
max_concurrent_calls = 0
lan_grants = 1
max_adapter_memory_mib = "x"
[venues.crown.allow]
http = ["http://127.0.0.1:9"]
[venues.crown.limits]
calls_at_once = 8
memory_mib = 256
"#,
        expect![[r#"
            patio.toml:6: [server] max_concurrent_calls = 0 is out of bounds
              hint: write a number from 1 to 4096
            patio.toml:7: [server] lan_grants must be true or false, not a number
              hint: write lan_grants = true or lan_grants = false
            patio.toml:8: [server] max_adapter_memory_mib must be a whole number, not a text
              hint: write a number from 1 to 4096, without quotes
        "#]],
    );
}

#[test]
fn a_text_that_is_no_toml_is_refused_with_each_line() {
    check_config(
        r#"[server]
listen = 127.0.0.1:8080
console =
[adapters
"#,
        expect![[r#"
            patio.toml:2: this is no TOML: invalid float
              hint: a text stands in quotes: key = "text"
            patio.toml:3: this is no TOML: string values must be quoted
              hint: a text stands in quotes: key = "text"
            patio.toml:4: this is no TOML: unclosed table
              hint: write `]`
        "#]],
    );
}

#[test]
fn what_is_written_twice_is_refused() {
    check_config(
        r#"[server]
lan_grants = true
lan_grants = false

[server]
"#,
        expect![[r#"
            patio.toml:3: this is no TOML: this key or section was written before
              hint: write each once
            patio.toml:5: this is no TOML: this key or section was written before
              hint: write each once
        "#]],
    );
}

#[test]
fn findings_come_in_the_order_of_the_file() {
    check_config(
        r#"[server]
a = 1
[venues.crown]
b = 1
[adapters]
c = 1
[ledger]
d = 1
"#,
        expect![[r#"
            patio.toml:2: [server] unknown key "a"
              hint: known here: listen, console, tls, lan_grants, fence, dangerous_no_fence, max_connections, max_body_bytes, header_timeout_ms, body_timeout_ms, idle_timeout_ms, drain_deadline_ms, max_concurrent_calls, queue_length, queue_wait_ms, max_adapter_memory_mib
            patio.toml:3: [venues.crown] has no adapter
              hint: write adapter = "demo" for adapters/demo.wasm
            patio.toml:3: [venues.crown] has no account_id
              hint: write account_id = "acc_…", as Dojo calls the account: events of another are refused
            patio.toml:3: [venues.crown] has no passwords: nobody could call it
              hint: write passwords = [{ env = "CROWN_PASSWORD" }], which Dojo calls with
            patio.toml:4: [venues.crown] unknown key "b"
              hint: known here: adapter, account_id, passwords, disabled_capabilities, filter_by_waiter_header, unknown_payment, order_id_from, settle_after_ms, poll_interval_ms, time_zone, close_of_day, instances, settings, allow, limits, dojo, http
            patio.toml:6: [adapters] unknown key "c"
              hint: known here: folder, cache, scan_interval_ms, cache_mib, compile_memory_mib, compile_cpu_ms, compile_deadline_ms, code_mib, trust, gate, gate_deadline_ms
            patio.toml:8: [ledger] unknown key "d"
              hint: known here: url
        "#]],
    );
}

#[test]
fn a_file_that_is_not_there_is_no_panic() {
    let problems = Config::load(Path::new("nowhere/patio.toml"), []).unwrap_err();
    expect![[r#"
        nowhere/patio.toml: cannot be read: No such file or directory (os error 2)
          hint: name the file with --config, or begin without one: patio demo"#]]
    .assert_eq(&problems.to_string());
}

#[test]
fn a_file_is_read_with_its_folder() {
    let folder = Folder::new().with("patio.toml", format!("{CROWN}[ledger]\nurl = \"sqlite://payments.db\"\n"));
    let (config, warnings) = Config::load(&folder.0.path().join("patio.toml"), []).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(config.ledger.path, folder.0.path().join("payments.db"));
    assert_eq!(config.adapters.folder, folder.0.path().join("adapters"));
}

#[test]
fn a_byte_order_mark_and_windows_line_breaks_are_read() {
    let text = format!("\u{feff}{CROWN}adaptor = 1\n").replace('\n', "\r\n");
    check_config(
        &text,
        expect![[r#"
            patio.toml:5: [venues.crown] unknown key "adaptor"
              hint: did you mean "adapter"?
        "#]],
    );
}

#[test]
fn findings_are_json_for_programs() {
    let problems = Folder::new().parse("[zoo]\n", &[("PATIO_ZOO", "1")]).unwrap_err();
    expect![[r#"
        [
          {
            "level": "problem",
            "file": "patio.toml",
            "line": 1,
            "what": "unknown section [zoo]",
            "hint": "the sections are [server], [adapters], [ledger], [alerts], [venue], [venues]"
          },
          {
            "level": "problem",
            "variable": "PATIO_ZOO",
            "what": "names no setting",
            "hint": "settings are called PATIO_SECTION__KEY; config.default.toml has them all"
          }
        ]"#]]
    .assert_eq(&serde_json::to_string_pretty(&problems.problems).unwrap());
}

proptest! {
    /// Whatever a slip of the hand makes of a file: findings have a line of it, and nothing panics.
    #[test]
    fn a_damaged_file_is_read_without_a_panic(cuts in prop::collection::vec((any::<Index>(), "[\\[\\]{}=\"'#.\n é0a_-]{0,3}"), 1..6)) {
        let mut text: Vec<char> = format!("{DEFAULTS}{CROWN}").chars().collect();
        for (place, insertion) in cuts {
            let place = place.index(text.len());
            text.splice(place..place + 1, insertion.chars());
        }
        let text: String = text.into_iter().collect();
        if let Err(problems) = Config::parse(&text, Path::new(""), []) {
            prop_assert!(!problems.problems.is_empty());
            for problem in problems.problems {
                let Place::File { line: Some(line), .. } = problem.place else { panic!("{problem}") };
                prop_assert!(line <= text.lines().count().max(1) + 1, "{problem}");
            }
        }
    }
}
