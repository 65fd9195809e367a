//! `[server]`, `[adapters]`, `[ledger]` and `[alerts]`.

use super::*;

#[test]
fn a_listen_address_is_an_ip_address_with_a_port() {
    check_crown("[server]\nlisten = \"localhost:80\"\nconsole = \":9000\"\n", expect![[]]);
}

#[test]
fn listening_to_the_world_without_tls_is_a_warning() {
    check_crown("[server]\nlisten = \"0.0.0.0:8080\"\nconsole = \"[::]:8081\"\n", expect![[]]);
}

#[test]
fn both_listeners_need_their_own_address() {
    check_crown("[server]\nlisten = \"127.0.0.1:8081\"\n", expect![[]]);
    check_crown("[server]\nconsole = \"0.0.0.0:8080\"\n", expect![[]]);
    check_crown("[server]\nlisten = \"127.0.0.1:0\"\nconsole = \"127.0.0.1:0\"\n", expect![[]]);
}

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";

#[track_caller]
fn check_tls(lines: &str, expected: Expect) {
    let folder = Folder::new()
        .with("certificate.pem", CERTIFICATE)
        .with("key.pem", KEY)
        .with("open.pem", KEY)
        .permit("open.pem", 0o644)
        .with("encrypted.pem", KEY.replace("PRIVATE", "ENCRYPTED PRIVATE"))
        .with("broken.pem", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n");
    folder.check(&format!("{CROWN}[server]\n{lines}\n"), &[], expected);
}

#[test]
fn tls_wants_a_certificate_and_a_key() {
    check_tls("tls = { certificate = \"certificate.pem\", key = \"key.pem\" }", expect![[]]);
    check_tls("tls = { certificate = \"certificate.pem\" }", expect![[]]);
    check_tls("[server.tls]\ncertificate = \"gone.pem\"\nkey = \"adapters\"", expect![[]]);
    check_tls("[server.tls]\ncertificate = \"key.pem\"\nkey = \"certificate.pem\"", expect![[]]);
    check_tls("[server.tls]\ncertificate = \"broken.pem\"\nkey = \"encrypted.pem\"", expect![[]]);
    check_tls("[server.tls]\ncertificate = \"certificate.pem\"\nkey = \"open.pem\"\ncert = \"x\"", expect![[]]);
}

#[test]
fn a_missing_adapters_folder_keeps_nobody_from_starting() {
    check_crown("[adapters]\nfolder = \"adaptors\"\n", expect![[]]);
}

#[test]
fn what_would_be_trusted_and_is_not_checked_is_refused() {
    check_crown("[adapters]\ntrust = [\"RWQ…\"]\ngate = \"check\"\n", expect![[]]);
    check_crown("[adapters]\ngate = \"cheque\"\n", expect![[]]);
}

#[test]
fn the_cache_is_no_adapters_folder() {
    check_crown("[adapters]\ncache = \"adapters\"\n", expect![[]]);
}

#[track_caller]
fn check_ledger(url: &str, expected: Expect) {
    check_crown(&format!("[ledger]\nurl = \"{url}\"\n"), expected);
}

#[test]
fn the_ledger_is_a_file_on_this_machine() {
    check_ledger("sqlite://payments.db", expect![[]]);
    check_ledger("postgres://patio:hunter2@db/patio", expect![[]]);
    check_ledger("postgresql://db/patio", expect![[]]);
    check_ledger("sqlite::memory:", expect![[]]);
    check_ledger("patio.db", expect![[]]);
    check_ledger("sqlite://", expect![[]]);
    check_ledger("sqlite://a.db?mode=ro", expect![[]]);
    check_ledger("sqlite://gone/patio.db", expect![[]]);
    check_ledger("sqlite://adapters", expect![[]]);
}

#[test]
fn an_absolute_ledger_stays_absolute() {
    let (config, _) = Folder::new().parse("[ledger]\nurl = \"sqlite:///tmp/patio.db\"\n", &[]).unwrap();
    assert_eq!(config.ledger.path, Path::new("/tmp/patio.db"));
}

#[test]
fn alerts_are_read_and_their_address_is_not_repeated() {
    check_crown("[alerts]\nurl = \"https://hooks.example/hunter2\"\n", expect![[]]);
    check_crown("[alerts]\nurl = { value = \"hooks.example/hunter2\" }\n", expect![[]]);
    check_crown("[alerts]\nurl = \"ftp://hooks.example/hunter2\"\n", expect![[]]);
}
