//! `[server]`, `[adapters]`, `[ledger]` and `[alerts]`.

use super::*;

#[test]
fn a_listen_address_is_an_ip_address_with_a_port() {
    check_crown(
        r#"[server]
listen = "localhost:80"
console = ":9000"
"#,
        expect![[r#"
            patio.toml:6: [server] listen = "localhost:80" is no IP address with a port
              hint: write listen = "127.0.0.1:80", with another address of this machine if need be
            patio.toml:7: [server] console = ":9000" is no IP address with a port
              hint: write console = "0.0.0.0:9000", with another address of this machine if need be
        "#]],
    );
}

#[test]
fn listening_to_the_world_without_tls_is_a_warning() {
    check_crown(
        r#"[server]
listen = "0.0.0.0:8080"
console = "[::]:8081"
"#,
        expect![[r#"
            (warning) patio.toml:6: [server] listen = "0.0.0.0:8080" is reachable without TLS: passwords cross the network as they are
              hint: write tls = { certificate = "…", key = "…" }, or listen on 127.0.0.1 behind a proxy that has it
            (warning) patio.toml:7: [server] console = "[::]:8081" is reachable from other machines, and asks for no password
              hint: write console = "127.0.0.1:8081", or see that only the operator's network leads there
        "#]],
    );
}

#[test]
fn both_listeners_need_their_own_address() {
    check_crown(
        "[server]\nlisten = \"127.0.0.1:8081\"\n",
        expect![[r#"
            patio.toml:6: [server] listen = "127.0.0.1:8081" is the address of both listen and console
              hint: write two different ports
        "#]],
    );
    check_crown(
        "[server]\nconsole = \"0.0.0.0:8080\"\n",
        expect![[r#"
            patio.toml:6: [server] console = "0.0.0.0:8080" is the address of both listen and console
              hint: write two different ports
            (warning) patio.toml:6: [server] console = "0.0.0.0:8080" is reachable from other machines, and asks for no password
              hint: write console = "127.0.0.1:8081", or see that only the operator's network leads there
        "#]],
    );
    check_crown(
        r#"[server]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"
"#,
        expect!["fine"],
    );
}

const CERTIFICATE: &str = r#"-----BEGIN CERTIFICATE-----
AAAA
-----END CERTIFICATE-----
"#;
const KEY: &str = r#"-----BEGIN PRIVATE KEY-----
AAAA
-----END PRIVATE KEY-----
"#;

#[track_caller]
fn check_tls(lines: &str, expected: Expect) {
    let folder = Folder::new()
        .with("certificate.pem", CERTIFICATE)
        .with("key.pem", KEY)
        .with("open.pem", KEY)
        .permit("open.pem", 0o644)
        .with("encrypted.pem", KEY.replace("PRIVATE", "ENCRYPTED PRIVATE"))
        .with(
            "broken.pem",
            r#"-----BEGIN CERTIFICATE-----
!
-----END CERTIFICATE-----
"#,
        );
    folder.check(&format!("{CROWN}[server]\n{lines}\n"), &[], expected);
}

#[test]
fn tls_wants_a_certificate_and_a_key() {
    check_tls("tls = { certificate = \"certificate.pem\", key = \"key.pem\" }", expect!["fine"]);
    check_tls(
        "tls = { certificate = \"certificate.pem\" }",
        expect![[r#"
            patio.toml:6: [server.tls] has no key
              hint: write tls = { certificate = "certificate.pem", key = "key.pem" }
        "#]],
    );
    check_tls(
        "[server.tls]\ncertificate = \"gone.pem\"\nkey = \"adapters\"",
        expect![[r#"
            patio.toml:7: [server.tls] certificate wants the file gone.pem, which cannot be read: No such file or directory (os error 2)
              hint: write the path of a PEM file that this user may read, relative to this configuration's folder
            patio.toml:8: [server.tls] key wants the file adapters, which is no file
              hint: write the path of a PEM file that this user may read, relative to this configuration's folder
        "#]],
    );
    check_tls(
        "[server.tls]\ncertificate = \"key.pem\"\nkey = \"certificate.pem\"",
        expect![[r#"
            patio.toml:7: [server.tls] certificate wants the file key.pem, which has no certificate
              hint: a PEM file with -----BEGIN CERTIFICATE-----: the server's first, then those that signed it
            patio.toml:8: [server.tls] key wants the file certificate.pem, which has no private key
              hint: a PEM file with -----BEGIN PRIVATE KEY-----, not encrypted
        "#]],
    );
    check_tls(
        "[server.tls]\ncertificate = \"broken.pem\"\nkey = \"encrypted.pem\"",
        expect![[r#"
            patio.toml:7: [server.tls] certificate wants the file broken.pem, which is no PEM: base64 decode error: InvalidCharacter(33)
              hint: a PEM file with -----BEGIN CERTIFICATE-----: the server's first, then those that signed it
            patio.toml:8: [server.tls] key wants the file encrypted.pem, which has an encrypted key
              hint: a PEM file with -----BEGIN PRIVATE KEY-----, not encrypted
        "#]],
    );
    check_tls(
        r#"[server.tls]
certificate = "certificate.pem"
key = "open.pem"
cert = "x""#,
        expect![[r#"
            patio.toml:9: [server.tls] unknown key "cert"
              hint: did you mean "certificate"?
            (warning) patio.toml:8: [server.tls] key is in the file open.pem, which others may read
              hint: chmod 600 open.pem
        "#]],
    );
}

#[test]
fn a_missing_adapters_folder_keeps_nobody_from_starting() {
    check_crown(
        "[adapters]\nfolder = \"adaptors\"\n",
        expect![[r#"
            (degraded) patio.toml:2: [venues.crown] adapter = "demo" is missing: there is no adaptors/demo.wasm
              hint: copy the adapter to adaptors/demo.wasm
            (degraded) patio.toml:6: [adapters] folder = "adaptors" is no folder that can be read
              hint: mkdir -p adaptors
        "#]],
    );
}

#[test]
fn a_key_that_is_none_and_a_gate_that_is_not_known_are_refused() {
    check_crown("[adapters]\ngate = \"check\"\n", expect!["fine"]);
    check_crown(
        r#"[adapters]
trust = ["RWQ…"]
"#,
        expect![[r#"
            patio.toml:6: [adapters] trust has "RWQ…", which is no minisign public key
              hint: write the second line of the public key's file, which begins with RW
        "#]],
    );
    check_crown(
        "[adapters]\ngate = \"cheque\"\n",
        expect![[r#"
            patio.toml:6: [adapters] gate = "cheque" is not known
              hint: write gate = "check" or gate = "none"
        "#]],
    );
    check_crown(
        "[adapters]\ngate_deadline_ms = 10\n",
        expect![[r#"
        patio.toml:6: [adapters] gate_deadline_ms = 10 is out of bounds
          hint: write a number from 100 to 3600000
    "#]],
    );
}

#[test]
fn the_cache_is_no_adapters_folder() {
    check_crown(
        "[adapters]\ncache = \"adapters\"\n",
        expect![[r#"
            patio.toml:6: [adapters] cache is the same as folder
              hint: write cache = "patio-cache": compiled code is no adapter
        "#]],
    );
}

#[track_caller]
fn check_ledger(url: &str, expected: Expect) {
    check_crown(&format!("[ledger]\nurl = \"{url}\"\n"), expected);
}

#[test]
fn the_ledger_is_a_file_on_this_machine() {
    check_ledger("sqlite://payments.db", expect!["fine"]);
    check_ledger(
        "postgres://patio:hunter2@db/patio",
        expect![[r#"
            patio.toml:6: [ledger] url is a PostgreSQL database, which this version does not know yet
              hint: write url = "sqlite://patio.db", or with an absolute path url = "sqlite:///var/lib/patio/patio.db"
        "#]],
    );
    check_ledger(
        "postgresql://db/patio",
        expect![[r#"
            patio.toml:6: [ledger] url = "postgresql://db/patio" is a PostgreSQL database, which this version does not know yet
              hint: write url = "sqlite://patio.db", or with an absolute path url = "sqlite:///var/lib/patio/patio.db"
        "#]],
    );
    check_ledger(
        "sqlite::memory:",
        expect![[r#"
            patio.toml:6: [ledger] url = "sqlite::memory:" forgets all payments when the host stops
              hint: write url = "sqlite://patio.db", or with an absolute path url = "sqlite:///var/lib/patio/patio.db"
        "#]],
    );
    check_ledger(
        "patio.db",
        expect![[r#"
            patio.toml:6: [ledger] url = "patio.db" is no sqlite:// URL
              hint: write url = "sqlite://patio.db", or with an absolute path url = "sqlite:///var/lib/patio/patio.db"
        "#]],
    );
    check_ledger(
        "sqlite://",
        expect![[r#"
            patio.toml:6: [ledger] url = "sqlite://" is no sqlite:// URL
              hint: write url = "sqlite://patio.db", or with an absolute path url = "sqlite:///var/lib/patio/patio.db"
        "#]],
    );
    check_ledger(
        "sqlite://a.db?mode=ro",
        expect![[r#"
            patio.toml:6: [ledger] url = "sqlite://a.db?mode=ro" has options, which are not taken
              hint: write url = "sqlite://patio.db", or with an absolute path url = "sqlite:///var/lib/patio/patio.db"
        "#]],
    );
    check_ledger(
        "sqlite://gone/patio.db",
        expect![[r#"
            patio.toml:6: [ledger] url = "sqlite://gone/patio.db" lies in gone, which is no folder
              hint: mkdir -p gone
        "#]],
    );
    check_ledger(
        "sqlite://adapters",
        expect![[r#"
            patio.toml:6: [ledger] url = "sqlite://adapters" is a folder
              hint: write url = "sqlite://patio.db", or with an absolute path url = "sqlite:///var/lib/patio/patio.db"
        "#]],
    );
}

#[test]
fn an_absolute_ledger_stays_absolute() {
    let (config, _) = Folder::new().parse("[ledger]\nurl = \"sqlite:///tmp/patio.db\"\n", &[]).unwrap();
    assert_eq!(config.ledger.path, Path::new("/tmp/patio.db"));
}

#[test]
fn alerts_are_read_and_their_address_is_not_repeated() {
    let secret = "secret = { value = \"0123456789abcdef\" }\n";
    check_crown(&format!("[alerts]\nurl = \"https://hooks.example/hunter2\"\n{secret}"), expect!["fine"]);
    check_crown(&format!("[alerts]\nurl = \"http://127.0.0.1:9/hunter2\"\n{secret}"), expect!["fine"]);
    check_crown(
        &format!("[alerts]\nurl = {{ value = \"hooks.example/hunter2\" }}\n{secret}"),
        expect![[r#"
        patio.toml:6: [alerts] url is no URL: relative URL without a base
          hint: write url = "https://hooks.example/patio"
    "#]],
    );
    check_crown(
        &format!("[alerts]\nurl = \"ftp://hooks.example/hunter2\"\n{secret}"),
        expect![[r#"
        patio.toml:6: [alerts] url begins with neither https:// nor http://
          hint: write url = "https://hooks.example/patio"
    "#]],
    );
    check_crown(
        &format!("[alerts]\nurl = \"http://hooks.example/hunter2\"\n{secret}"),
        expect![[r#"
        (warning) patio.toml:6: [alerts] url is without TLS
          hint: write url = "https://hooks.example/patio"
    "#]],
    );
}

#[test]
fn alerts_without_a_good_secret_are_warned_of() {
    check_crown(
        "[alerts]\nurl = \"https://hooks.example/a\"\n",
        expect![[r#"
        (warning) patio.toml:5: [alerts] has no secret: what is sent is not signed, and its receiver cannot know it from what others send
          hint: write secret = { env = "NAME" }, which the receiver has too
    "#]],
    );
    check_crown(
        "[alerts]\nurl = \"https://hooks.example/a\"\nsecret = { value = \"hunter2\" }\n",
        expect![[r#"
        (warning) patio.toml:7: [alerts] secret is so short that it can be found by trying
          hint: take one of 16 or more random characters: openssl rand -hex 32
    "#]],
    );
    check_crown(
        "[alerts]\nsecret = { value = \"0123456789abcdef\" }\n",
        expect![[r#"
        (warning) patio.toml:6: [alerts] secret signs nothing: there is no url
          hint: write url = "https://hooks.example/patio"
    "#]],
    );
    check_crown(
        "[alerts]\nurl = \"https://hooks.example/a\"\nsecret = \"hunter2\"\n",
        expect![[r#"
        patio.toml:7: [alerts] secret must be a secret, not a text
          hint: write { env = "NAME" }, { file = "path" } or { value = "text" }: a secret in the file itself is easily shared with it
    "#]],
    );
}

#[test]
fn alerts_are_signed_where_there_is_a_secret() {
    let toml = "[alerts]\nurl = \"https://hooks.example/a\"\nsecret = { env = \"S\" }\n";
    let (config, _) = Folder::new().parse(toml, &[("S", "0123456789abcdef")]).unwrap();
    assert_eq!(config.alerts.unwrap().secret.unwrap().expose(), "0123456789abcdef");
}

#[test]
fn a_fence_is_there_unless_somebody_says_that_it_is_dangerous() {
    let fence = |lines: &str| {
        let (config, _) = Folder::new().parse(&format!("{CROWN}[server]\n{lines}\n"), &[]).unwrap();
        config.server.fence
    };
    assert_eq!(fence(""), Fencing::Auto);
    assert_eq!(fence("fence = \"require\""), Fencing::Require);
    assert_eq!(fence("dangerous_no_fence = true"), Fencing::Off);
    check_crown(
        "[server]\nfence = \"off\"\n",
        expect![[r#"
        patio.toml:6: [server] fence = "off" is not known
          hint: write fence = "auto" or fence = "require"
    "#]],
    );
    check_crown(
        "[server]\nfence = \"require\"\ndangerous_no_fence = true\n",
        expect![[r#"
        patio.toml:6: [server] fence = "require" wants the fence that dangerous_no_fence = true takes away
          hint: write dangerous_no_fence = false, or leave out fence
    "#]],
    );
}
