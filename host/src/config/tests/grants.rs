//! `[venues.x.allow]`.

use super::*;

#[track_caller]
fn check_allow(lines: &str, expected: Expect) {
    check_crown(&format!("[venues.crown.allow]\n{lines}\n"), expected);
}

#[test]
fn grants_are_read() {
    let lines = "[venues.crown.allow]\nhttp = [\"https://api.pos.example/v1\"]\nfolders = [\"adapters\"]\ntcp = [\"[fd12::1]:5432\"]\n";
    let grants = &crown(lines, &[]).grants;
    assert!(grants.allows_http(&"https://api.pos.example/v1/orders".parse().unwrap()).is_ok());
    assert!(grants.allows_http(&"https://api.pos.example/v2".parse().unwrap()).is_err());
    assert!(grants.allows_tcp("[fd12::1]:5432".parse().unwrap()));
    assert!(grants.folders[0].ends_with("adapters"));
}

#[test]
fn a_bad_url_is_refused_with_what_to_write() {
    check_allow(
        "http = [\n\"api.pos.example\",\n\"ftp://pos.example\",\n\"https://*.pos.example\",\n\"https://me:hunter2@pos.example\",\n\"https://pos.example/?a\",\n\"https://pos.example/a/../b\",\n\"https://a:99999\",\n5]",
        expect![[]],
    );
}

#[test]
fn an_address_that_is_never_reached_cannot_be_granted() {
    check_allow(
        "http = [\"http://169.254.169.254\", \"http://[::ffff:a9fe:a9fe]\", \"http://localhost:9000/v1\"]\ntcp = [\"0.0.0.0:1\", \"db:5432\", \"10.0.0.1:0\"]",
        expect![[]],
    );
}

#[test]
fn a_local_address_is_granted_where_the_operator_lets_it() {
    let lines = "[venues.crown.allow]\nhttp = [\"http://192.168.1.9:8080\", \"http://2130706433\"]\n";
    assert_eq!(crown(lines, &[]).grants.http.len(), 2);
    check_crown(&format!("{lines}tcp = [\"127.0.0.1:5432\"]\n[server]\nlan_grants = false\n"), expect![[]]);
}

#[test]
fn a_folder_must_be_there() {
    check_allow("folders = [\"/nowhere/at/all\", \"adapters/demo.wasm\"]", expect![[]]);
}
