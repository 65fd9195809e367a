//! `[venues.x.allow]`.

use super::*;

#[track_caller]
fn check_allow(lines: &str, expected: Expect) {
    check_crown(&format!("[venues.crown.allow]\n{lines}\n"), expected);
}

#[test]
fn grants_are_read() {
    let lines = r#"[venues.crown.allow]
http = ["https://api.pos.example/v1"]
folders = ["adapters"]
tcp = ["[fd12::1]:5432"]
"#;
    let grants = &crown(lines, &[]).grants;
    assert!(grants.allows_http(&"https://api.pos.example/v1/orders".parse().unwrap()).is_ok());
    assert!(grants.allows_http(&"https://api.pos.example/v2".parse().unwrap()).is_err());
    assert!(grants.allows_tcp("[fd12::1]:5432".parse().unwrap()));
    assert!(grants.folders[0].ends_with("adapters"));
}

#[test]
fn a_bad_url_is_refused_with_what_to_write() {
    check_allow(
        r#"http = [
"api.pos.example",
"ftp://pos.example",
"https://*.pos.example",
"https://me:hunter2@pos.example",
"https://pos.example/?a",
"https://pos.example/a/../b",
"https://a:99999",
5]"#,
        expect![[r#"
            patio.toml:7: [venues.crown.allow] http "api.pos.example" is no URL: a grant is scheme, host, perhaps a port and the beginning of a path
              hint: write "https://api.pos.example"
            patio.toml:8: [venues.crown.allow] http "ftp://pos.example" begins with neither http:// nor https://
              hint: write "https://api.pos.example", one for each server
            patio.toml:9: [venues.crown.allow] http "https://*.pos.example" has a wildcard: each host is granted by its name
              hint: write "https://api.pos.example", one for each server
            patio.toml:10: [venues.crown.allow] http has a user name or password: give it to the adapter as a setting
              hint: write "https://api.pos.example", one for each server
            patio.toml:11: [venues.crown.allow] http "https://pos.example/?a" has a query or a fragment: a grant ends with the path
              hint: write "https://api.pos.example", one for each server
            patio.toml:12: [venues.crown.allow] http "https://pos.example/a/../b" has a path that is not in its plain form: write the segments without dots, spaces and backslashes
              hint: write "https://api.pos.example", one for each server
            patio.toml:13: [venues.crown.allow] http "https://a:99999" is no URL: a grant is scheme, host, perhaps a port and the beginning of a path
              hint: write "https://api.pos.example", one for each server
            patio.toml:14: [venues.crown.allow] http must be a list of texts, not a number
              hint: write http = ["https://api.pos.example"]
        "#]],
    );
}

#[test]
fn an_address_that_is_never_reached_cannot_be_granted() {
    check_allow(
        r#"http = ["http://169.254.169.254", "http://[::ffff:a9fe:a9fe]", "http://localhost:9000/v1"]
tcp = ["0.0.0.0:1", "db:5432", "10.0.0.1:0"]"#,
        expect![[r#"
            patio.toml:6: [venues.crown.allow] http names 169.254.169.254, which is never reached: link-local, metadata, multicast or reserved
              hint: leave it out
            patio.toml:6: [venues.crown.allow] http names ::ffff:169.254.169.254, which is never reached: link-local, metadata, multicast or reserved
              hint: leave it out
            patio.toml:6: [venues.crown.allow] http "http://localhost:9000/v1" names this machine, which is granted by its address
              hint: write "http://127.0.0.1:9000/v1"
            patio.toml:7: [venues.crown.allow] tcp names 0.0.0.0, which is never reached: link-local, metadata, multicast or reserved
              hint: leave it out
            patio.toml:7: [venues.crown.allow] tcp "db:5432" is no IP address with a port
              hint: write tcp = ["192.168.1.9:5432"]: names are not looked up, for that alone can carry data out
            patio.toml:7: [venues.crown.allow] tcp "10.0.0.1:0" is no IP address with a port
              hint: write tcp = ["192.168.1.9:5432"]: names are not looked up, for that alone can carry data out
        "#]],
    );
}

#[test]
fn a_local_address_is_granted_where_the_operator_lets_it() {
    let lines = "[venues.crown.allow]\nhttp = [\"http://192.168.1.9:8080\", \"http://2130706433\"]\n";
    assert_eq!(crown(lines, &[]).grants.http.len(), 2);
    check_crown(
        &format!(
            r#"{lines}tcp = ["127.0.0.1:5432"]
[server]
lan_grants = false
"#
        ),
        expect![[r#"
            patio.toml:6: [venues.crown.allow] http names 192.168.1.9, of this machine or its network, which [server] lan_grants = false forbids
              hint: leave it out; only on a machine that serves one restaurant, write lan_grants = true
            patio.toml:6: [venues.crown.allow] http names 127.0.0.1, of this machine or its network, which [server] lan_grants = false forbids
              hint: leave it out; only on a machine that serves one restaurant, write lan_grants = true
            patio.toml:7: [venues.crown.allow] tcp names 127.0.0.1, of this machine or its network, which [server] lan_grants = false forbids
              hint: leave it out; only on a machine that serves one restaurant, write lan_grants = true
        "#]],
    );
}

#[test]
fn names_lead_into_a_network_that_is_granted() {
    let lan = &crown("allow.lan = [\"192.168.1.0/24\", \"fd12::9\"]\n", &[]).grants.lan;
    assert!(lan.allows("192.168.1.9".parse().unwrap(), true).is_ok());
    assert!(lan.allows("192.168.2.9".parse().unwrap(), true).is_err());
    check_allow(
        r#"lan = ["192.168.1.9/24", "169.254.0.0/16", "0.0.0.0/0", "pos.local"]"#,
        expect![[r#"
            patio.toml:6: [venues.crown.allow] lan "192.168.1.9/24" names an address inside the network 192.168.1.0/24
              hint: write "192.168.1.0/24", or the address without the slash
            patio.toml:6: [venues.crown.allow] lan "169.254.0.0/16" is not within this machine's or a private range: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 127.0.0.0/8, fc00::/7 or ::1
              hint: write lan = ["192.168.1.0/24"], the network where the point of sale's name leads
            patio.toml:6: [venues.crown.allow] lan "0.0.0.0/0" is not within this machine's or a private range: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 127.0.0.0/8, fc00::/7 or ::1
              hint: write lan = ["192.168.1.0/24"], the network where the point of sale's name leads
            patio.toml:6: [venues.crown.allow] lan "pos.local" is no network: an address, a slash and the number of its leading bits
              hint: write lan = ["192.168.1.0/24"], the network where the point of sale's name leads
        "#]],
    );
    check_crown(
        "allow.lan = [\"192.168.1.0/24\"]\n[server]\nlan_grants = false\n",
        expect![[r#"
            patio.toml:5: [venues.crown.allow] lan "192.168.1.0/24" is of this machine or its network, which [server] lan_grants = false forbids
              hint: leave it out; only on a machine that serves one restaurant, write lan_grants = true
        "#]],
    );
}

#[test]
fn a_folder_must_be_there() {
    check_allow(
        "folders = [\"/nowhere/at/all\", \"adapters/demo.wasm\"]",
        expect![[r#"
            patio.toml:6: [venues.crown.allow] folders "/nowhere/at/all" is no folder that can be read
              hint: create /nowhere/at/all, or name another folder
            patio.toml:6: [venues.crown.allow] folders "adapters/demo.wasm" is no folder that can be read
              hint: create adapters/demo.wasm, or name another folder
        "#]],
    );
}
