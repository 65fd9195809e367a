//! `[venues.x.allow]`.

use super::*;
use crate::venue::{Access, FolderGrant};

#[track_caller]
fn check_allow(lines: &str, expected: Expect) {
    check_crown(&format!("[venues.crown.allow]\n{lines}\n"), expected);
}

#[test]
fn grants_are_read() {
    let lines = r#"[venues.crown.allow]
http = ["https://api.pos.example/v1"]
folders = [{ path = "till/out", access = "read" }, { path = "till/in", access = "write", as = "/orders" }]
tcp = ["[fd12::1]:5432", "[::ffff:10.0.0.9]:3306"]
declined = ["https://telemetry.vendor.example"]
"#;
    let folder = Folder::new().with_folders(&["till/out", "till/in"]);
    let (config, warnings) = folder.parse(&format!("{CROWN}{lines}"), &[]).unwrap();
    assert_eq!(warnings, []);
    let grants = &config.venues.values().next().unwrap().grants;
    assert!(grants.allows_http(&"https://api.pos.example/v1/orders".parse().unwrap()).is_ok());
    assert!(grants.allows_http(&"https://api.pos.example/v2".parse().unwrap()).is_err());
    assert!(grants.allows_tcp("[fd12::1]:5432".parse().unwrap()));
    assert!(grants.allows_tcp("10.0.0.9:3306".parse().unwrap()));
    let path = |inner| folder.0.path().join(inner);
    let expected = [
        FolderGrant { path: path("till/out"), name: "/out".to_owned(), access: Access::Read },
        FolderGrant { path: path("till/in"), name: "/orders".to_owned(), access: Access::Write },
    ];
    assert_eq!(grants.folders, expected);
    assert_eq!(grants.declined, ["https://telemetry.vendor.example".parse().unwrap()]);
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

#[track_caller]
fn check_folders(folders: &[&str], lines: &str, expected: Expect) {
    let toml = format!("{CROWN}[venues.crown.allow]\n{lines}\n");
    Folder::new().with_folders(folders).check(&toml, &[], expected);
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
        r#"folders = [{ path = "/nowhere/at/all", access = "read" },
{ path = "adapters/demo.wasm", access = "read" }]"#,
        expect![[r#"
            patio.toml:6: [venues.crown.allow] folders "/nowhere/at/all" is no folder that can be read
              hint: create /nowhere/at/all, or name another folder
            patio.toml:7: [venues.crown.allow] folders "adapters/demo.wasm" is no folder that can be read
              hint: create adapters/demo.wasm, or name another folder
        "#]],
    );
}

#[test]
fn a_folder_says_what_may_be_done_there_and_nothing_else() {
    check_folders(
        &["in"],
        r#"folders = [
"in",
{ path = "in" },
{ path = "in", access = "readwrite" },
{ path = "in", access = true },
{ path = "in", access = "read", mode = "0600" },
{ path = "in", access = "read", acess = "write" },
{ access = "read" },
{ path = "in", access = "read", as = "orders" },
{ path = "in", access = "read", as = "/a/b" },
{ path = "in", access = "read", as = "/.." },
{ path = "in/..", access = "read" },
5]"#,
        expect![[r#"
            patio.toml:7: [venues.crown.allow] folders "in" does not say what may be done there
              hint: write { path = "in", access = "read" }, or access = "write"
            patio.toml:8: [venues.crown.allow] folders "in" does not say what may be done there
              hint: write access = "read" or access = "write"
            patio.toml:9: [venues.crown.allow] folders "in" has access = "readwrite", which is not known
              hint: write access = "read" or access = "write"
            patio.toml:10: [venues.crown.allow] folders has a folder whose access is true or false, not a text
              hint: write folders = [{ path = "/srv/pos/exchange", access = "read" }]
            patio.toml:10: [venues.crown.allow] folders "in" does not say what may be done there
              hint: write access = "read" or access = "write"
            patio.toml:11: [venues.crown.allow] folders has the unknown key "mode"
              hint: write folders = [{ path = "/srv/pos/exchange", access = "read" }]
            patio.toml:12: [venues.crown.allow] folders has the unknown key "acess"
              hint: did you mean "access"?
            patio.toml:12: [venues.crown.allow] folders "in" is the second that the adapter would call "/in"
              hint: give it another name: { path = "in", access = "read", as = "/…" }
            patio.toml:13: [venues.crown.allow] folders has a folder without a path
              hint: write folders = [{ path = "/srv/pos/exchange", access = "read" }]
            patio.toml:14: [venues.crown.allow] folders "in" is called "orders", which is not one segment after a slash
              hint: write as = "/exchange"
            patio.toml:15: [venues.crown.allow] folders "in" is called "/a/b", which is not one segment after a slash
              hint: write as = "/exchange"
            patio.toml:16: [venues.crown.allow] folders "in" is called "/..", which is not one segment after a slash
              hint: write as = "/exchange"
            patio.toml:17: [venues.crown.allow] folders "in/.." ends with no name that the adapter could call it by
              hint: write as = "/exchange"
            patio.toml:18: [venues.crown.allow] folders must be a list of folders, not a number
              hint: write folders = [{ path = "/srv/pos/exchange", access = "read" }]
        "#]],
    );
}

#[test]
fn two_folders_of_a_venue_have_two_names() {
    check_folders(
        &["a/in", "b/in"],
        "folders = [{ path = \"a/in\", access = \"read\" }, { path = \"b/in\", access = \"write\" }]",
        expect![[r#"
            patio.toml:6: [venues.crown.allow] folders "b/in" is the second that the adapter would call "/in"
              hint: give it another name: { path = "b/in", access = "write", as = "/…" }
        "#]],
    );
    check_folders(
        &["a/in", "b/in"],
        "folders = [{ path = \"a/in\", access = \"read\" }, { path = \"b/in\", access = \"write\", as = \"/b\" }]",
        expect!["fine"],
    );
}

#[test]
fn no_folder_is_granted_that_the_hosts_own_files_lie_in() {
    let folder = Folder::new().with_folders(&["patio-cache/x", "keys", "adapters/old", "db"]).with("keys/token", "t");
    std::os::unix::fs::symlink(folder.0.path(), folder.0.path().join("db/link")).unwrap();
    let toml = format!(
        r#"{CROWN}settings.token = {{ file = "keys/token" }}
[venues.crown.allow]
folders = [
{{ path = ".", access = "read", as = "/config" }},
{{ path = "/", access = "read", as = "/all" }},
{{ path = "adapters", access = "read" }},
{{ path = "adapters/old", access = "read" }},
{{ path = "patio-cache/x", access = "write" }},
{{ path = "keys", access = "read" }},
{{ path = "db/link", access = "write" }},
{{ path = "db", access = "write" }}]
[ledger]
url = "sqlite://db/patio.db"
"#
    );
    folder.check(
        &toml,
        &[],
        expect![[r#"
            patio.toml:8: [venues.crown.allow] folders "." is where the host keeps adapters: adapters
              hint: grant a folder of its own, which none of the host's own files lies in
            patio.toml:9: [venues.crown.allow] folders "/" is where the host keeps adapters: adapters
              hint: grant a folder of its own, which none of the host's own files lies in
            patio.toml:10: [venues.crown.allow] folders "adapters" is where the host keeps adapters: adapters
              hint: grant a folder of its own, which none of the host's own files lies in
            patio.toml:11: [venues.crown.allow] folders "adapters/old" is where the host keeps adapters: adapters
              hint: grant a folder of its own, which none of the host's own files lies in
            patio.toml:12: [venues.crown.allow] folders "patio-cache/x" is where the host keeps compiled code: patio-cache
              hint: grant a folder of its own, which none of the host's own files lies in
            patio.toml:13: [venues.crown.allow] folders "keys" is where the host keeps a secret: keys/token
              hint: grant a folder of its own, which none of the host's own files lies in
            patio.toml:14: [venues.crown.allow] folders "db/link" is where the host keeps adapters: adapters
              hint: grant a folder of its own, which none of the host's own files lies in
            patio.toml:15: [venues.crown.allow] folders "db" is where the host keeps payments: db/patio.db
              hint: grant a folder of its own, which none of the host's own files lies in
        "#]],
    );
}

#[test]
fn a_folder_that_two_venues_have_is_warned_of() {
    let anchor = CROWN.replace("crown", "anchor");
    let toml = format!(
        r#"{CROWN}allow.folders = [{{ path = "in", access = "read" }}, {{ path = "out", access = "write" }}]
{anchor}allow.folders = [{{ path = "in/orders", access = "write" }}]
"#
    );
    Folder::new().with_folders(&["in/orders", "out"]).check(&toml, &[], expect![[r#"
        (warning) patio.toml:10: [venues.anchor.allow] folders "in/orders" is shared with [venues.crown.allow], at patio.toml:5: each adapter sees what the other has there
          hint: give each venue a folder of its own
    "#]]);
}

#[test]
fn folders_come_from_the_environment_too() {
    let folder = Folder::new().with_folders(&["in"]);
    let variable = "PATIO_VENUES__CROWN__ALLOW__FOLDERS";
    folder.check(CROWN, &[(variable, r#"[{ path = "in", access = "write" }]"#)], expect!["fine"]);
    folder.check(
        CROWN,
        &[(variable, r#"["in"]"#)],
        expect![[r#"
        PATIO_VENUES__CROWN__ALLOW__FOLDERS: [venues.crown.allow] folders "in" does not say what may be done there
          hint: write { path = "in", access = "read" }, or access = "write"
    "#]],
    );
}
