//! The default file is complete and valid.

use super::*;

#[test]
fn an_empty_file_is_valid_and_serves_nobody() {
    check_config(
        "",
        expect![[r#"
            (warning) patio.toml: there is no venue: nobody can call this host
              hint: write a section [venues.<id>]
        "#]],
    );
}

#[test]
fn a_venue_needs_an_adapter_an_account_and_a_password() {
    check_config(CROWN, expect!["fine"]);
    check_config(
        "[venues.crown]",
        expect![[r#"
            patio.toml:1: [venues.crown] has no adapter
              hint: write adapter = "demo" for adapters/demo.wasm
            patio.toml:1: [venues.crown] has no account_id
              hint: write account_id = "acc_…", as Dojo calls the account: events of another are refused
            patio.toml:1: [venues.crown] has no passwords: nobody could call it
              hint: write passwords = [{ env = "CROWN_PASSWORD" }], which Dojo calls with
        "#]],
    );
}

#[test]
fn every_setting_stands_in_the_default_file() {
    let toml = format!(
        r#"{CROWN}[venues.crown.allow]
[venues.crown.http."https://api.pos.example"]
[venues.crown.dojo]
[server.tls]
"#
    );
    let folder = Folder::new();
    let reader = Reader::new(Path::new(FILE_NAME), folder.0.path(), BTreeMap::new(), Secrets::Read);
    let mut root = reader.root(&toml).unwrap();
    let server = crate::config::server::read(&mut root);
    let adapters = adapters::read(&mut root);
    ledger::read(&mut root);
    alerts::read(&mut root);
    crate::config::venues::read(&mut root, &server, &adapters);
    let missing: Vec<_> = reader
        .known()
        .into_iter()
        .filter(|known| {
            let (_, key) = known.rsplit_once('.').unwrap();
            let written = |line: &str| {
                let line = line.trim_start_matches(['#', ' ']);
                let is_key = line.starts_with(&format!("{key} ="));
                let is_inline = line.contains(&format!("{{ {key} = ")) || line.contains(&format!(", {key} = "));
                is_key || is_inline || line.starts_with('[') && line.contains(key)
            };
            !DEFAULTS.lines().any(written)
        })
        .collect();
    assert_eq!(missing, Vec::<String>::new());
    assert!(reader.known().contains("venue.limits.deadline_ms"));
}

#[test]
fn no_line_of_the_default_file_is_longer_than_a_screen() {
    for line in DEFAULTS.lines() {
        assert!(line.chars().count() <= 120, "{line}");
    }
}

#[test]
fn the_default_limits_are_those_of_a_venue_that_says_nothing() {
    assert_eq!(Config::default_limits().unwrap(), crown("", &[]).limits);
}

#[test]
fn the_commented_lines_of_the_default_file_are_valid_too() {
    let is_key = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let is_setting = |line: &str| match line.split_once(" = ") {
        Some((key, _)) => is_key(key),
        None => line.starts_with('[') && line.ends_with(']'),
    };
    let lines = DEFAULTS.lines().map(|line| line.strip_prefix("# ").filter(|line| is_setting(line)).unwrap_or(line));
    let toml: Vec<_> = lines.collect();
    Folder::new().with_folders(&["exchange"]).check(
        &toml.join("\n").replace("/srv/pos/exchange", "exchange"),
        &[("CROWN_PASSWORD", "a"), ("CROWN_POS_TOKEN", "b"), ("CROWN_DOJO_KEY", "c"), ("CROWN_POS_AUTHORIZATION", "d"), ("ALERTS_SECRET", "0123456789abcdef")],
        expect![[r#"
            patio.toml:17: [server.tls] certificate wants the file tls/certificate.pem, which cannot be read: No such file or directory (os error 2)
              hint: write the path of a PEM file that this user may read, relative to this configuration's folder
            patio.toml:17: [server.tls] key wants the file tls/key.pem, which cannot be read: No such file or directory (os error 2)
              hint: write the path of a PEM file that this user may read, relative to this configuration's folder
            patio.toml:253: [venues.crown.http."https://api.pos.example"] root wants the file tls/pos-ca.pem, which cannot be read: No such file or directory (os error 2)
              hint: write the path of a PEM file that this user may read, relative to this configuration's folder
        "#]],
    );
}
