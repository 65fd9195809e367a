//! Secrets: three forms, and no text of one in any message.

use super::*;

const VENUE: &str = "[venues.crown]\nadapter = \"demo\"\naccount_id = \"acc_crown\"\n";

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
fn a_missing_variable_is_named() {
    check_password("{ env = \"CROWN_PASSWORD\" }", expect![[]]);
    check_password("{ env = \"EMPTY\" }", expect![[]]);
}

#[test]
fn a_file_that_gives_no_secret_is_named() {
    check_password("{ file = \"secrets/crown\" }", expect![[]]);
    check_password("{ file = \"adapters\" }", expect![[]]);
    check_password("{ file = \"empty\" }", expect![[]]);
    check_password("{ file = \"latin\" }", expect![[]]);
}

#[test]
fn a_file_that_others_may_read_is_a_warning() {
    check_password("{ file = \"open\" }", expect![[]]);
}

#[test]
fn a_secret_has_one_form() {
    check_password("{ evn = \"CROWN_PASSWORD\" }", expect![[]]);
    check_password("{ vault = \"x\" }", expect![[]]);
    check_password("{ env = \"A\", value = \"hunter2\" }", expect![[]]);
    check_password("{}", expect![[]]);
    check_password("{ env = 5 }", expect![[]]);
    check_password("{ value = \"\" }", expect![[]]);
}

#[test]
fn a_secret_in_the_open_is_refused_and_not_repeated() {
    check_password("\"hunter2\"", expect![[]]);
}

#[test]
fn a_venue_without_a_password_is_refused() {
    check_password("", expect![[]]);
    check_config(VENUE, expect![[]]);
}

#[test]
fn two_passwords_are_valid_while_one_is_rotated_and_no_more() {
    let toml = format!("{VENUE}passwords = [{{ value = \"old\" }}, {{ value = \"new\" }}]");
    let (config, _) = Folder::new().parse(&toml, &[]).unwrap();
    let passwords = &config.venues.values().next().unwrap().passwords;
    assert!(passwords.accept(b"old") && passwords.accept(b"new"));
    check_password("{ value = \"a\" },\n{ value = \"b\" },\n{ value = \"c\" }", expect![[]]);
}

#[test]
fn an_element_of_a_list_has_its_own_line() {
    check_password("\n{ value = \"a\" },\n{ env = \"GONE\" },\n", expect![[]]);
}

#[test]
fn settings_are_texts_numbers_booleans_or_secrets() {
    let venue = crown(
        "[venues.crown.settings]\ncurrency = \"GBP\"\ntables = 12\nrate = 1.50\nlive = true\ntoken = { env = \"TOKEN\" }\n",
        &[("TOKEN", "hunter2")],
    );
    expect![[]].assert_debug_eq(&venue.settings);
    assert_eq!(venue.settings["token"].text, "hunter2");
    assert_eq!(venue.redactor.redact("key hunter2, GBP"), "key [redacted], GBP");
}

#[test]
fn other_kinds_are_no_settings() {
    check_crown("[venues.crown.settings]\nday = 2026-01-01\nlist = [1]\ntoken = { env = \"GONE\" }\n", expect![[]]);
}

#[test]
fn nothing_that_is_printed_has_a_secret() {
    let lines = "[venues.crown.settings]\ntoken = { value = \"hunter2\" }\n[alerts]\nurl = \"https://hunter2.example\"\n\
                 [venues.crown.dojo]\napi_key = { value = \"hunter2\" }\nsoftware_house_id = \"s\"\nrest_url = \"https://a.example\"\n";
    let toml = format!("{CROWN}{lines}").replace("\"pw\"", "\"hunter2\"");
    let (config, _) = Folder::new().parse(&toml, &[]).unwrap();
    let printed = format!("{config:?}");
    assert!(!printed.contains("hunter2"), "{printed}");
}
