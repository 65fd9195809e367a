//! `[venues.x.http]`: headers that the host sets, and roots.

use super::*;
use crate::venue::{HttpServer, Secret};

const ALLOW: &str = "allow.http = [\"https://api.pos.example/v1\", \"http://192.168.1.9\", \"http://pos.example\"]\n";

/// What is said about lines, from the seventh on, below a venue that may reach three servers.
#[track_caller]
fn check_http(lines: &str, expected: Expect) {
    check_crown(&format!("{ALLOW}{lines}\n"), expected);
}

fn servers(lines: &str, env: &[(&str, &str)]) -> Vec<HttpServer> {
    crown(&format!("{ALLOW}{lines}"), env).http.clone()
}

#[test]
fn headers_are_read_in_the_three_forms_of_secrets() {
    let lines = r#"[venues.crown.http."https://api.pos.example/v1/orders"]
headers = { Authorization = { env = "POS_TOKEN" }, x-api-key = { value = "k-1234" } }
"#;
    let read = &servers(lines, &[("POS_TOKEN", "Bearer tok-1234")])[0];
    assert_eq!(read.server.to_string(), "https://api.pos.example/v1/orders");
    let headers: Vec<_> = read.headers.iter().map(|(name, secret)| (name.as_str(), secret.expose())).collect();
    assert_eq!(headers, [("authorization", "Bearer tok-1234"), ("x-api-key", "k-1234")]);
}

#[test]
fn the_environment_has_them_too() {
    let inline = r#"{ "https://api.pos.example/v1" = { headers = { authorization = { env = "POS_TOKEN" } } } }"#;
    let env = [("PATIO_VENUES__CROWN__HTTP", inline), ("POS_TOKEN", "Bearer tok-1234")];
    assert_eq!(servers("", &env)[0].headers[0].1, Secret::new("Bearer tok-1234"));
}

#[test]
fn what_the_host_sets_is_kept_out_of_every_text() {
    // "Basic" of "me:pass-word".
    let lines = r#"[venues.crown.http."https://api.pos.example/v1"]
headers = { authorization = { value = "Basic bWU6cGFzcy13b3Jk" }, x-token = { value = "Bearer tok-1234" } }
"#;
    let venue = crown(&format!("{ALLOW}{lines}"), &[]);
    expect!["sent [redacted], tok [redacted], pw [redacted] and X-Token: [redacted]"].assert_eq(
        &venue.redactor.redact("sent Basic bWU6cGFzcy13b3Jk, tok tok-1234, pw pass-word and X-Token: Bearer tok-1234"),
    );
}

#[test]
fn what_is_not_granted_gets_no_secret() {
    check_http(
        r#"[venues.crown.http."https://api.pos.example"]
headers = { authorization = { value = "t-1234" } }
[venues.crown.http."https://api.pos.example/v2"]
[venues.crown.http."https://evil.example"]
[venues.crown.http."api.pos.example"]
[venues.crown.http."https://api.pos.example/v1"]
[venues.crown.http."https://API.pos.example:443/v1/"]"#,
        expect![[r#"
            patio.toml:6: [venues.crown.http] "https://api.pos.example" is within no grant of [venues.crown.allow] http
              hint: add "https://api.pos.example" to [venues.crown.allow] http, or leave this out
            patio.toml:8: [venues.crown.http] "https://api.pos.example/v2" is within no grant of [venues.crown.allow] http
              hint: add "https://api.pos.example/v2" to [venues.crown.allow] http, or leave this out
            patio.toml:9: [venues.crown.http] "https://evil.example" is within no grant of [venues.crown.allow] http
              hint: add "https://evil.example" to [venues.crown.allow] http, or leave this out
            patio.toml:10: [venues.crown.http] "api.pos.example" is no server: scheme, host, perhaps a port and the beginning of the path
              hint: write it as it stands in [venues.<id>.allow] http, such as "https://api.pos.example"
            patio.toml:12: [venues.crown.http] "https://API.pos.example:443/v1/" names https://api.pos.example/v1 again
              hint: write each server once
        "#]],
    );
}

#[test]
fn headers_of_the_connection_and_broken_ones_are_refused() {
    check_http(
        r#"[venues.crown.http."https://api.pos.example/v1".headers]
host = { value = "evil.example" }
Transfer-Encoding = { value = "chunked" }
content-length = { value = "0" }
proxy-authorization = { value = "Basic x" }
"a header" = { value = "x" }
x-key = "hunter2"
x-two = { value = "two\nlines" }
x-once = { value = "1" }
X-Once = { value = "2" }"#,
        expect![[r#"
            patio.toml:7: [venues.crown.http."https://api.pos.example/v1".headers] host is a header of the connection, which nobody sets
              hint: leave it out: the host sets what the connection needs
            patio.toml:8: [venues.crown.http."https://api.pos.example/v1".headers] Transfer-Encoding is a header of the connection, which nobody sets
              hint: leave it out: the host sets what the connection needs
            patio.toml:9: [venues.crown.http."https://api.pos.example/v1".headers] content-length is a header of the connection, which nobody sets
              hint: leave it out: the host sets what the connection needs
            patio.toml:10: [venues.crown.http."https://api.pos.example/v1".headers] proxy-authorization is a header of the connection, which nobody sets
              hint: leave it out: the host sets what the connection needs
            patio.toml:11: [venues.crown.http."https://api.pos.example/v1".headers] "a header" is no header's name
              hint: write it as HTTP has it: authorization, x-api-key
            patio.toml:12: [venues.crown.http."https://api.pos.example/v1".headers] x-key must be a secret, not a text
              hint: write { env = "NAME" }, { file = "path" } or { value = "text" }: a secret in the file itself is easily shared with it
            patio.toml:13: [venues.crown.http."https://api.pos.example/v1".headers] x-two is a secret that no header can carry
              hint: a header has one line of visible characters: is there a line break in it?
            patio.toml:15: [venues.crown.http."https://api.pos.example/v1".headers] X-Once is there already: a header's name tells no case
              hint: write each once
        "#]],
    );
}

#[test]
fn a_secret_that_would_cross_the_internet_in_the_open_is_a_warning() {
    check_http(
        r#"[venues.crown.http."http://192.168.1.9"]
headers = { authorization = { value = "t-1234" } }
[venues.crown.http."http://pos.example"]
headers = { authorization = { value = "t-1234" } }"#,
        expect![[r#"
            (warning) patio.toml:8: [venues.crown.http] "http://pos.example" crosses the internet without TLS, and its headers with it
              hint: write https:// here and in the grant, if the server has it
        "#]],
    );
}

#[test]
fn a_root_is_a_certificate_in_a_file() {
    let own = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let folder = Folder::new().with("empty.pem", "").with("broken.pem", own);
    let check = |file: &str, expected: Expect| {
        let section = format!("[venues.crown.http.\"https://api.pos.example/v1\"]\nroot = \"{file}\"\n");
        folder.check(&format!("{CROWN}{ALLOW}{section}"), &[], expected);
    };
    check(
        "nowhere.pem",
        expect![[r#"
            patio.toml:7: [venues.crown.http."https://api.pos.example/v1"] root wants the file nowhere.pem, which cannot be read: No such file or directory (os error 2)
              hint: write the path of a PEM file that this user may read, relative to this configuration's folder
        "#]],
    );
    check(
        "empty.pem",
        expect![[r#"
            patio.toml:7: [venues.crown.http."https://api.pos.example/v1"] root wants the file empty.pem, which has no certificate
              hint: a PEM file with -----BEGIN CERTIFICATE-----: the authority's that signed the server's, or the server's own
        "#]],
    );
    check(
        "broken.pem",
        expect![[r#"
            patio.toml:7: [venues.crown.http."https://api.pos.example/v1"] root wants the file broken.pem, which has a certificate that cannot vouch for a server: invalid peer certificate: BadEncoding
              hint: a PEM file with -----BEGIN CERTIFICATE-----: the authority's that signed the server's, or the server's own
        "#]],
    );
}

#[test]
fn a_root_vouches_for_no_server_without_tls_and_keys_are_known() {
    check_http(
        "[venues.crown.http.\"http://192.168.1.9\"]\nroot = \"nowhere.pem\"\nheader = 5",
        expect![[r#"
            patio.toml:7: [venues.crown.http."http://192.168.1.9"] root wants the file nowhere.pem, which cannot be read: No such file or directory (os error 2)
              hint: write the path of a PEM file that this user may read, relative to this configuration's folder
            patio.toml:7: [venues.crown.http."http://192.168.1.9"] root vouches for a server without TLS
              hint: leave it out, or write https:// here and in the grant
            patio.toml:8: [venues.crown.http."http://192.168.1.9"] unknown key "header"
              hint: did you mean "headers"?
        "#]],
    );
}

#[test]
fn it_is_each_venues_own() {
    check_config(
        "[venue.http.\"https://api.pos.example\"]\n",
        expect![[r#"
            patio.toml:1: [venue.http] is not shared by venues
              hint: write it into each [venues.<id>] that it is for
            (warning) patio.toml: there is no venue: nobody can call this host
              hint: write a section [venues.<id>]
        "#]],
    );
}
