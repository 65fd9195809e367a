//! Secrets: three forms, and no text of one in any message.

use super::*;

const VENUE: &str = r#"[venues.crown]
adapter = "demo"
account_id = "acc_crown"
"#;

#[track_caller]
fn check_password(password: &str, expected: Expect) {
    let folder =
        Folder::new().with("empty", "\n").with("latin", [0xe9]).with("open", "hunter2\n").permit("open", 0o644);
    folder.check(&format!("{VENUE}passwords = [{password}]\n"), &[("EMPTY", "")], expected);
}

#[test]
fn a_secret_is_read_from_each_of_its_places() {
    let folder = Folder::new().with("password", "from file\r\n").with("lines", "two\n\n");
    let accepts = |password: &str, text: &str| {
        let toml = format!("{VENUE}passwords = [{password}]\n");
        let (config, warnings) = folder.parse(&toml, &[("VARIABLE", "from env\n")]).unwrap();
        assert_eq!(warnings, []);
        assert!(config.venues.values().next().unwrap().passwords.accept(text.as_bytes()), "{password}");
    };
    accepts("{ env = \"VARIABLE\" }", "from env\n");
    accepts("{ file = \"password\" }", "from file");
    accepts("{ file = \"lines\" }", "two\n");
    accepts("{ value = \"from value\" }", "from value");
}

#[test]
fn who_uses_no_secret_is_not_asked_for_one() {
    let folder = Folder::new();
    let file = folder.0.path().join("patio.toml");
    let toml = format!(
        "{VENUE}passwords = [{{ env = \"GONE\" }}, {{ file = \"gone\" }}]\nsettings.token = {{ env = \"GONE\" }}\n"
    );
    std::fs::write(&file, &toml).unwrap();
    let (config, warnings) = Config::load_without_secrets(&file, []).unwrap();
    assert_eq!(warnings, []);
    let venue = config.venues.values().next().unwrap();
    assert_eq!(venue.settings["token"].text, "the variable GONE, which was not read");
    assert!(!venue.passwords.accept(b""));
    assert!(config.secret_files.is_empty());
    // Everything else is read as ever.
    std::fs::write(&file, format!("{toml}limits.deadline_ms = \"soon\"\n")).unwrap();
    let problems = Config::load_without_secrets(&file, []).unwrap_err();
    assert_eq!(problems.problems.len(), 1, "{problems}");
}

#[test]
fn a_missing_variable_is_named() {
    check_password(
        "{ env = \"CROWN_PASSWORD\" }",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords wants the environment variable CROWN_PASSWORD, which is not set
              hint: set CROWN_PASSWORD where patio is started, or write { file = "…" }
        "#]],
    );
    check_password(
        "{ env = \"EMPTY\" }",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords wants the environment variable EMPTY, which is empty
              hint: set EMPTY where patio is started, or write { file = "…" }
        "#]],
    );
}

#[test]
fn a_file_that_gives_no_secret_is_named() {
    check_password(
        "{ file = \"secrets/crown\" }",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords wants the file secrets/crown, which cannot be read: No such file or directory (os error 2)
              hint: write the secret into that file, for this user to read; its path is relative to this configuration's folder
        "#]],
    );
    check_password(
        "{ file = \"adapters\" }",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords wants the file adapters, which is no file
              hint: write the secret into that file, for this user to read; its path is relative to this configuration's folder
        "#]],
    );
    check_password(
        "{ file = \"empty\" }",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords wants the file empty, which is empty
              hint: write the secret into it
        "#]],
    );
    check_password(
        "{ file = \"latin\" }",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords wants the file latin, which is not in UTF-8
              hint: write it as text
        "#]],
    );
}

#[test]
fn a_file_that_others_may_read_is_a_warning() {
    check_password(
        "{ file = \"open\" }",
        expect![[r#"
            (warning) patio.toml:4: [venues.crown] passwords is in the file open, which others may read
              hint: chmod 600 open
        "#]],
    );
}

#[test]
fn a_secret_has_one_form() {
    check_password(
        "{ evn = \"CROWN_PASSWORD\" }",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords is a secret with the unknown key "evn"
              hint: did you mean "env"?
        "#]],
    );
    check_password(
        "{ vault = \"x\" }",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords is a secret with the unknown key "vault"
              hint: write one of { env = "NAME" }, { file = "path" } or { value = "text" }
        "#]],
    );
    check_password(
        "{ env = \"A\", value = \"hunter2\" }",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords is a secret from not exactly one place
              hint: write one of { env = "NAME" }, { file = "path" } or { value = "text" }
        "#]],
    );
    check_password(
        "{}",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords is a secret from not exactly one place
              hint: write one of { env = "NAME" }, { file = "path" } or { value = "text" }
        "#]],
    );
    check_password(
        "{ env = 5 }",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords is a secret whose "env" is no text
              hint: write { env = "…" }
        "#]],
    );
    check_password(
        "{ value = \"\" }",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords is a secret without a text
              hint: give it one
        "#]],
    );
}

#[test]
fn a_secret_in_the_open_is_refused_and_not_repeated() {
    check_password(
        "\"hunter2\"",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords must be a secret, not a text
              hint: write { env = "NAME" }, { file = "path" } or { value = "text" }: a secret in the file itself is easily shared with it
        "#]],
    );
}

#[test]
fn a_venue_without_a_password_is_refused() {
    check_password(
        "",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords is empty: nobody could call the venue
              hint: write passwords = [{ env = "CROWN_PASSWORD" }], which Dojo calls with
        "#]],
    );
    check_config(
        VENUE,
        expect![[r#"
            patio.toml:1: [venues.crown] has no passwords: nobody could call it
              hint: write passwords = [{ env = "CROWN_PASSWORD" }], which Dojo calls with
        "#]],
    );
}

#[test]
fn two_passwords_are_valid_while_one_is_rotated_and_no_more() {
    let toml = format!("{VENUE}passwords = [{{ value = \"old\" }}, {{ value = \"new\" }}]");
    let (config, _) = Folder::new().parse(&toml, &[]).unwrap();
    let passwords = &config.venues.values().next().unwrap().passwords;
    assert!(passwords.accept(b"old") && passwords.accept(b"new"));
    check_password(
        "{ value = \"a\" },\n{ value = \"b\" },\n{ value = \"c\" }",
        expect![[r#"
            patio.toml:4: [venues.crown] passwords has 3 entries; 2 may be valid at once, for rotation
              hint: remove the oldest
        "#]],
    );
}

#[test]
fn an_element_of_a_list_has_its_own_line() {
    check_password(
        r#"
{ value = "a" },
{ env = "GONE" },
"#,
        expect![[r#"
            patio.toml:6: [venues.crown] passwords wants the environment variable GONE, which is not set
              hint: set GONE where patio is started, or write { file = "…" }
        "#]],
    );
}

#[test]
fn settings_are_texts_numbers_booleans_or_secrets() {
    let venue = crown(
        r#"[venues.crown.settings]
currency = "GBP"
tables = 12
rate = 1.50
live = true
token = { env = "TOKEN" }
"#,
        &[("TOKEN", "hunter2")],
    );
    expect![[r#"
        {
            "currency": "GBP",
            "live": "true",
            "rate": "1.50",
            "tables": "12",
            "token": Secret,
        }
    "#]]
    .assert_debug_eq(&venue.settings);
    assert_eq!(venue.settings["token"].text, "hunter2");
    assert_eq!(venue.redactor.redact("key hunter2, GBP"), "key [redacted], GBP");
}

#[test]
fn other_kinds_are_no_settings() {
    check_crown(
        r#"[venues.crown.settings]
day = 2026-01-01
list = [1]
token = { env = "GONE" }
"#,
        expect![[r#"
            patio.toml:6: [venues.crown.settings] day must be a text, a number, true or false, or a secret, not a date
              hint: write day = "…", or day = { env = "NAME" }
            patio.toml:7: [venues.crown.settings] list must be a text, a number, true or false, or a secret, not a list
              hint: write list = "…", or list = { env = "NAME" }
            patio.toml:8: [venues.crown.settings] token wants the environment variable GONE, which is not set
              hint: set GONE where patio is started, or write { file = "…" }
        "#]],
    );
}

#[test]
fn nothing_that_is_printed_has_a_secret() {
    let lines = r#"[venues.crown.settings]
token = { value = "hunter2" }
[alerts]
url = "https://hunter2.example"
[venues.crown.dojo]
api_key = { value = "hunter2" }
software_house_id = "s"
rest_url = "https://a.example"
"#;
    let toml = format!("{CROWN}{lines}").replace("\"pw\"", "\"hunter2\"");
    let (config, _) = Folder::new().parse(&toml, &[]).unwrap();
    let printed = format!("{config:?}");
    assert!(!printed.contains("hunter2"), "{printed}");
}

#[test]
fn the_files_of_secrets_are_known() {
    let folder = Folder::new().with("pw", "x").with("token", "y");
    let toml = CROWN.replace("{ value = \"pw\" }", "{ file = \"pw\" }");
    let (config, _) = folder.parse(&format!("{toml}settings.token = {{ file = \"token\" }}\n"), &[]).unwrap();
    let files: Vec<_> = config.secret_files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(files, ["pw", "token"]);
}
