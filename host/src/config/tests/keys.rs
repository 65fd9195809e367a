//! Unknown keys, wrong kinds and texts that are no TOML.

use super::*;

#[test]
fn an_unknown_key_is_refused_with_the_nearest_known_one() {
    check_config(
        "\n[venues.crown]\nadaptor = \"demo\"\naccount_id = \"acc\"\npasswords = [{ value = \"pw\" }]\n",
        expect![[]],
    );
}

#[test]
fn an_unknown_key_that_resembles_nothing_is_refused_with_all_known_ones() {
    check_crown("[alerts]\ncolour = 1\n", expect![[]]);
}

#[test]
fn an_unknown_section_is_refused() {
    check_crown("[sever]\nlisten = \"127.0.0.1:1\"\n[venue.anchor]\nadapter = \"demo\"\n[zoo]\n", expect![[]]);
}

#[test]
fn a_key_before_the_first_section_is_refused() {
    check_config("listen = \"127.0.0.1:1\"\n", expect![[]]);
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
        expect![[]],
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
        expect![[]],
    );
}

#[test]
fn one_mistake_is_one_finding() {
    check_crown(
        "[server]\nmax_concurrent_calls = 0\nlan_grants = 1\nmax_adapter_memory_mib = \"x\"\n[venues.crown.allow]\nhttp = [\"http://127.0.0.1:9\"]\n[venues.crown.limits]\ncalls_at_once = 8\nmemory_mib = 256\n",
        expect![[]],
    );
}

#[test]
fn a_text_that_is_no_toml_is_refused_with_each_line() {
    check_config("[server]\nlisten = 127.0.0.1:8080\nconsole =\n[adapters\n", expect![[]]);
}

#[test]
fn what_is_written_twice_is_refused() {
    check_config("[server]\nlan_grants = true\nlan_grants = false\n\n[server]\n", expect![[]]);
}

#[test]
fn findings_come_in_the_order_of_the_file() {
    check_config("[server]\na = 1\n[venues.crown]\nb = 1\n[adapters]\nc = 1\n[ledger]\nd = 1\n", expect![[]]);
}

#[test]
fn a_file_that_is_not_there_is_no_panic() {
    let problems = Config::load(Path::new("nowhere/patio.toml"), []).unwrap_err();
    expect![[]].assert_eq(&problems.to_string());
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
    check_config(&text, expect![[]]);
}

#[test]
fn findings_are_json_for_programs() {
    let problems = Folder::new().parse("[zoo]\n", &[("PATIO_ZOO", "1")]).unwrap_err();
    expect![[]].assert_eq(&serde_json::to_string_pretty(&problems.problems).unwrap());
}
