//! What a reload takes up, and what waits for a restart.

use super::*;

fn restarts(toml: &str) -> Vec<String> {
    let folder = Folder::new();
    let read = |toml: &str| folder.parse(toml, &[]).unwrap().0;
    read(CROWN).needs_restart(&read(toml))
}

#[test]
fn venues_limits_grants_and_passwords_are_taken_up() {
    assert_eq!(restarts(CROWN), Vec::<String>::new());
    assert_eq!(restarts(""), Vec::<String>::new());
    let lines = "limits.cpu_ms = 5\nallow.http = [\"https://a.example\"]\n[server]\nlan_grants = false\n";
    assert_eq!(restarts(&format!("{CROWN}{lines}").replace("\"pw\"", "\"new\"")), Vec::<String>::new());
}

#[test]
fn what_is_built_into_the_process_waits_for_a_restart() {
    let lines = r#"[server]
listen = "127.0.0.1:1"
max_adapter_memory_mib = 512
queue_wait_ms = 5
[adapters]
cache = "c"
compile_cpu_ms = 5000
code_mib = 1
gate = "check"
gate_deadline_ms = 5000
trust = ["RWT+0s6V1oL6OjS8kmsl4n2DYnSet/Oz+zzT3bb3WJdS+jUz73uFOZq1"]
[ledger]
url = "sqlite://x.db"
[alerts]
url = "http://127.0.0.1:1/a"
"#;
    expect![[r#"
        [
            "[server] listen",
            "[server] queue_wait_ms",
            "[server] max_adapter_memory_mib",
            "[adapters] cache",
            "[adapters] gate",
            "[adapters] gate_deadline_ms",
            "[adapters] compile_cpu_ms",
            "[adapters] code_mib",
            "[ledger] url",
            "[alerts]",
        ]
    "#]]
    .assert_debug_eq(&restarts(&format!("{CROWN}{lines}")));
}

#[test]
fn an_unchanged_venue_is_equal_and_a_new_password_is_a_change() {
    assert_eq!(crown("", &[]), crown("", &[]));
    assert_ne!(crown("", &[]), crown("limits.cpu_ms = 5", &[]));
    let folder = Folder::new();
    let read = |toml: &str| folder.parse(toml, &[]).unwrap().0;
    assert_ne!(read(CROWN), read(&CROWN.replace("\"pw\"", "\"new\"")));
}
