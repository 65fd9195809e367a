//! The default file is complete and valid.

use super::*;

#[test]
fn an_empty_file_is_valid_and_serves_nobody() {
    check_config("", expect![[]]);
}

#[test]
fn a_venue_needs_an_adapter_an_account_and_a_password() {
    check_config(CROWN, expect![[]]);
    check_config("[venues.crown]", expect![[]]);
}

#[test]
fn every_setting_stands_in_the_default_file() {
    let toml = format!("{CROWN}[venues.crown.allow]\n[venues.crown.dojo]\n[server.tls]\n");
    let folder = Folder::new();
    let reader = Reader::new(Path::new(FILE_NAME), folder.0.path(), BTreeMap::new());
    let mut root = reader.root(&toml).unwrap();
    let server = server::read(&mut root);
    let adapters = adapters::read(&mut root);
    ledger::read(&mut root);
    alerts::read(&mut root);
    venues::read(&mut root, &server, &adapters);
    let missing: Vec<_> = reader
        .known()
        .into_iter()
        .filter(|known| {
            let (_, key) = known.rsplit_once('.').unwrap();
            let written = |line: &str| {
                let line = line.trim_start_matches(['#', ' ']);
                let is_key = line.starts_with(&format!("{key} ="));
                is_key
                    || line.starts_with('[') && line.trim_end_matches(']').ends_with(key)
                    || line.contains(&format!("{key} = \""))
            };
            !DEFAULTS.lines().any(written)
        })
        .collect();
    assert_eq!(missing, Vec::<String>::new());
    assert!(reader.known().contains("venues.crown.limits.deadline_ms"));
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
    let lines = DEFAULTS.lines().map(|line| match line.strip_prefix("# ") {
        Some(setting) if setting.starts_with('[') || setting.contains(" = ") && !setting.contains(". ") => setting,
        _ => line,
    });
    let toml: Vec<_> = lines.collect();
    let folder = Folder::new();
    folder.check(
        &toml.join("\n"),
        &[("CROWN_PASSWORD", "a"), ("CROWN_POS_TOKEN", "b"), ("CROWN_DOJO_KEY", "c")],
        expect![[]],
    );
}
