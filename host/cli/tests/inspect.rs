//! What an adapter asks for and what a venue gives, as people see it, and as lines that are pasted as they stand.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

use expect_test::{Expect, expect};
use patio_host::adapter::acts;
use patio_tests::guests;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// What the pasted lines want from the environment.
const ENVIRONMENT: &[(&str, &str)] =
    &[("CROWN_PASSWORD", "secret"), ("CROWN_LOYALTY_KEY", "key"), ("CROWN_QUOTE____1____VENUES_EVIL__X____", "key")];

fn patio(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
    command.args(arguments).current_dir(folder).env_remove("PATIO_LOG").env_remove("PATIO_CONFIG");
    command.envs(ENVIRONMENT.iter().copied()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A folder with a configuration, and a component as its adapter `till`.
fn restaurant(component: &str, toml: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("adapters")).unwrap();
    fs::copy(component, folder.path().join("adapters/till.wasm")).unwrap();
    fs::write(folder.path().join("patio.toml"), toml).unwrap();
    folder
}

fn inspect(folder: &Path, arguments: &[&str]) -> String {
    let output = patio(folder, &[&["adapters", "inspect", "adapters/till.wasm"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// The configuration is right, and nothing is left to be said about it.
#[track_caller]
fn check_fine(folder: &Path) {
    let output = patio(folder, &["check-config"]);
    let toml = fs::read_to_string(folder.join("patio.toml")).unwrap();
    assert_eq!(text(&output.stderr), "", "{toml}");
    assert_eq!(text(&output.stdout), "patio.toml is fine: 1 venue\n", "{toml}");
}

const CROWN: &str = r#"[venues.crown]
adapter = "till"
account_id = "acc_crown"
passwords = [{ value = "secret" }]
"#;

#[test]
fn the_lines_for_a_new_venue_load_as_they_stand() {
    for (component, lines) in [
        (
            guests::ASKS_MORE,
            expect![[r#"
                [venues.crown]
                adapter = "till"
                account_id = "acc_FILL_IN"
                passwords = [{ env = "CROWN_PASSWORD" }]

                [venues.crown.settings]
                loyalty-key = { env = "CROWN_LOYALTY_KEY" }  # secret: the key of the loyalty programme
                # currency = "GBP"  # default: what prices are in
                # printer = ""  # optional: where bills are printed

                [venues.crown.allow]
                http = ["https://api.pos.example", "https://telemetry.vendor.example"]
            "#]],
        ),
        (
            guests::HOSTILE_WORDS,
            expect![[r#"
            [venues.crown]
            adapter = "till"
            account_id = "acc_FILL_IN"
            passwords = [{ env = "CROWN_PASSWORD" }]

            [venues.crown.settings]
            plain = ""  # required: fine�[venues.evil]�adapter = "evil"
            "quote\" = 1 }\U0000000A[venues.evil]\U0000000Ax = \"" = { env = "CROWN_QUOTE____1____VENUES_EVIL__X____" }  # secret: a �31m red text
            "\U0000001B[31m" = ""  # required: �
            "" = ""  # required: nothing
            # optional = ""  # optional: later�# [server]�lan_grants = true
            # default = "\U0000001B[2J\"\"\"\U0000000A[venues.evil]\U0000000A"  # default

            [venues.crown.allow]
            http = ["https://api.pos.example"]
        "#]],
        ),
        (
            guests::ORDERS_ONLY,
            expect![[r#"
            [venues.crown]
            adapter = "till"
            account_id = "acc_FILL_IN"
            passwords = [{ env = "CROWN_PASSWORD" }]
        "#]],
        ),
    ] {
        let folder = restaurant(component, "");
        let said = inspect(folder.path(), &[]);
        let (_, toml) = said.split_once("to paste into patio.toml:\n").unwrap();
        lines.assert_eq(toml);
        fs::write(folder.path().join("patio.toml"), toml).unwrap();
        check_fine(folder.path());
        let document: Value = serde_json::from_str(&inspect(folder.path(), &["--json"])).unwrap();
        assert_eq!(document["toml"].as_str().unwrap().trim_end(), toml.trim_end());
    }
}

#[test]
fn a_new_venue_has_the_name_that_was_asked_for() {
    let folder = restaurant(guests::ORDERS_ONLY, "");
    let said = inspect(folder.path(), &["--venue", "bar.1"]);
    assert!(said.ends_with("[venues.\"bar.1\"]\nadapter = \"till\"\naccount_id = \"acc_FILL_IN\"\npasswords = [{ env = \"BAR_1_PASSWORD\" }]\n"), "{said}");
}

/// Puts the lines of `inspect` where they say that they go.
fn paste(toml: &str, lines: &str) -> String {
    let mut file: Vec<String> = toml.lines().map(ToOwned::to_owned).collect();
    let mut appended = Vec::new();
    let mut place: Option<(&str, usize)> = None;
    // From the end, so that the numbers of the lines above stay right.
    let mut edits = Vec::new();
    for line in lines.lines() {
        if let Some(rest) = line.strip_prefix("# ").and_then(|rest| rest.strip_suffix(':')) {
            let (words, number) = rest.rsplit_once(" line ").unwrap();
            place = Some((words, number.parse().unwrap()));
        } else if line.starts_with('[') {
            place = None;
            appended.push(line.to_owned());
        } else if let Some((words, number)) = place {
            edits.push((number, words, line.to_owned()));
        } else {
            appended.push(line.to_owned());
        }
    }
    edits.sort();
    for (number, words, line) in edits.into_iter().rev() {
        match words {
            "in place of" => file[number - 1] = line,
            "below" | "beside" => file.insert(number, line),
            other => unreachable!("{other}"),
        }
    }
    file.extend(appended);
    file.join("\n") + "\n"
}

#[test]
fn what_is_missing_is_said_with_its_place_and_loads_when_it_is_put_there() {
    for (more, lines) in [
        (
            "",
            expect![[r#"
            [venues.crown.settings]
            loyalty-key = { env = "CROWN_LOYALTY_KEY" }  # secret: the key of the loyalty programme

            [venues.crown.allow]
            http = ["https://api.pos.example", "https://telemetry.vendor.example"]
        "#]],
        ),
        (
            "\n[venues.crown.settings]\ncurrency = \"EUR\"\n\n[venues.crown.allow]\ntcp = [\"10.0.0.1:3306\"]\n",
            expect![[r##"
                # below line 6:
                loyalty-key = { env = "CROWN_LOYALTY_KEY" }  # secret: the key of the loyalty programme

                # below line 9:
                http = ["https://api.pos.example", "https://telemetry.vendor.example"]
            "##]],
        ),
        (
            "\n[venues.crown.allow]\nhttp = [\"https://other.example\"]\n",
            expect![[r#"
            [venues.crown.settings]
            loyalty-key = { env = "CROWN_LOYALTY_KEY" }  # secret: the key of the loyalty programme

            # in place of line 7:
            http = ["https://other.example", "https://api.pos.example", "https://telemetry.vendor.example"]
        "#]],
        ),
        (
            "settings.currency = \"EUR\"\nallow.http = [\"https://api.pos.example\"]\n",
            expect![[r##"
            # beside line 5:
            settings.loyalty-key = { env = "CROWN_LOYALTY_KEY" }  # secret: the key of the loyalty programme

            # in place of line 6:
            allow.http = ["https://api.pos.example", "https://telemetry.vendor.example"]
        "##]],
        ),
    ] {
        let toml = format!("{CROWN}{more}");
        let folder = restaurant(guests::ASKS_MORE, &toml);
        let said = inspect(folder.path(), &["--config", "patio.toml"]);
        let (_, toml_to_paste) = said.split_once("in [venues.crown.allow]\n").unwrap();
        lines.assert_eq(toml_to_paste);
        fs::write(folder.path().join("patio.toml"), paste(&toml, toml_to_paste)).unwrap();
        check_fine(folder.path());
        let said = inspect(folder.path(), &["--config", "patio.toml"]);
        assert!(said.contains("lacks\n  none\n") && !said.contains("to paste"), "{said}");
    }
}

/// What is said of a venue, without what the adapter is.
#[track_caller]
fn check_venue(component: &str, toml: &str, expected: Expect) {
    let folder = restaurant(component, toml);
    let said = inspect(folder.path(), &["--config", "patio.toml"]);
    let (_, venue) = said.split_once("\n\n").unwrap();
    expected.assert_eq(&venue.replace(&folder.path().display().to_string(), "/srv"));
}

#[test]
fn a_venue_is_shown_with_what_it_gives_lacks_and_declines() {
    let toml = format!(
        r#"{CROWN}settings.currency = "EUR"
[venues.crown.allow]
http = ["https://api.pos.example"]
tcp = ["10.0.0.1:3306"]
folders = [{{ path = "exchange", access = "read" }}]
declined = ["https://telemetry.vendor.example"]
"#
    );
    let folder = restaurant(guests::ASKS_MORE, &toml);
    fs::create_dir(folder.path().join("exchange")).unwrap();
    let said = inspect(folder.path(), &["--config", "patio.toml"]);
    let (_, venue) = said.split_once("\n\n").unwrap();
    expect![[r#"
        venue crown
        gives
          reach https://api.pos.example
          read "exchange" as /exchange
          connect to 10.0.0.1:3306
          the setting "currency"
        lacks
          the setting "loyalty-key"
        declines
          reach https://telemetry.vendor.example
        asks in vain
          "{printer}" is the value of a setting that is not given
        # to paste into the configuration; or decline a server: declined = ["…"] in [venues.crown.allow]
        # beside line 5:
        settings.loyalty-key = { env = "CROWN_LOYALTY_KEY" }  # secret: the key of the loyalty programme
    "#]]
    .assert_eq(venue);
    let document: Value = serde_json::from_str(&inspect(folder.path(), &["--config", "patio.toml", "--json"])).unwrap();
    assert_eq!(
        document["venues"]["crown"],
        json!({
            "granted": { "http": ["https://api.pos.example"], "settings": ["currency"] },
            "missing": { "http": [], "settings": ["loyalty-key"] },
            "declined": ["https://telemetry.vendor.example"],
            "never": [{ "wish": "{printer}", "why": "is the value of a setting that is not given" }],
            "toml": "# beside line 5:\nsettings.loyalty-key = { env = \"CROWN_LOYALTY_KEY\" }  # secret: the key of the \
                     loyalty programme\n",
        })
    );
}

#[test]
fn hostile_words_do_nothing_where_they_are_shown() {
    let folder = restaurant(guests::HOSTILE_WORDS, CROWN);
    for arguments in [&[][..], &["--config", "patio.toml"], &["--json"], &["--config", "patio.toml", "--json"]] {
        let said = inspect(folder.path(), arguments);
        let acting: Vec<_> = said.lines().filter(|line| line.contains(acts)).collect();
        assert!(acting.is_empty(), "{acting:?}");
        // Only what is meant begins a section.
        let headers =
            said.lines().filter(|line| line.starts_with('[')).filter(|line| !line.starts_with("[venues.crown"));
        assert_eq!(headers.count(), 0, "{said}");
    }
    check_venue(
        guests::HOSTILE_WORDS,
        CROWN,
        expect![[r#"
        venue crown
        gives
          none
        lacks
          reach https://api.pos.example
          the setting "plain"
          the setting "quote\" = 1 }\U0000000A[venues.evil]\U0000000Ax = \""
          the setting "\U0000001B[31m"
          the setting ""
        asks in vain
          "https://evil.example\"]�[venues.evil]�x = [\"" is no URL: a grant is scheme, host, perhaps a port and the beginning of a path
          "https://*.evil.example" has a wildcard: each host is granted by its name
          "�[2Jhttps://evil.example" is no URL: a grant is scheme, host, perhaps a port and the beginning of a path
          "http://169.254.169.254/latest" is never reached: link-local, metadata, multicast or reserved
          "{quote\" = 1 }�[venues.evil]�x = \"}" is the value of a secret setting, which is not shown: grant its server if you want to
        # to paste into the configuration; or decline a server: declined = ["…"] in [venues.crown.allow]
        [venues.crown.settings]
        plain = ""  # required: fine�[venues.evil]�adapter = "evil"
        "quote\" = 1 }\U0000000A[venues.evil]\U0000000Ax = \"" = { env = "CROWN_QUOTE____1____VENUES_EVIL__X____" }  # secret: a �31m red text
        "\U0000001B[31m" = ""  # required: �
        "" = ""  # required: nothing

        [venues.crown.allow]
        http = ["https://api.pos.example"]
    "#]],
    );
    for command in [&["check-config"][..], &["adapters", "list"]] {
        let output = patio(folder.path(), command);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(!said.replace('\n', "").contains(acts), "{said:?}");
    }
}

#[test]
fn a_wish_for_the_network_is_in_vain_where_the_operator_forbids_it() {
    let toml = format!(
        "{CROWN}settings.printer = \"http://192.168.1.9:9100\"\nsettings.loyalty-key = \"key\"\n\
         allow.http = [\"https://api.pos.example\", \"https://telemetry.vendor.example\"]\n"
    );
    check_venue(
        guests::ASKS_MORE,
        &toml,
        expect![[r#"
        venue crown
        gives
          reach https://api.pos.example
          reach https://telemetry.vendor.example
          the setting "loyalty-key"
          the setting "printer"
        lacks
          reach http://192.168.1.9:9100
        # to paste into the configuration; or decline a server: declined = ["…"] in [venues.crown.allow]
        # in place of line 7:
        allow.http = ["https://api.pos.example", "https://telemetry.vendor.example", "http://192.168.1.9:9100"]
    "#]],
    );
    check_venue(
        guests::ASKS_MORE,
        &format!("{toml}[server]\nlan_grants = false\n"),
        expect![[r#"
        venue crown
        gives
          reach https://api.pos.example
          reach https://telemetry.vendor.example
          the setting "loyalty-key"
          the setting "printer"
        lacks
          none
        asks in vain
          "http://192.168.1.9:9100" is of this machine or its network, which [server] lan_grants = false forbids
    "#]],
    );
}

#[test]
fn a_venue_that_is_not_there_is_said_with_those_that_are() {
    let folder = restaurant(guests::ASKS_MORE, &CROWN.replace("\"till\"", "\"other\""));
    for (arguments, expected) in [
        (
            &["--config", "patio.toml"][..],
            "error: patio.toml has no venue with the adapter \"till\"\n  hint: name one with --venue: crown\n",
        ),
        (
            &["--config", "patio.toml", "--venue", "anchor"],
            "error: patio.toml has no venue \"anchor\"\n  hint: name one with --venue: crown\n",
        ),
    ] {
        let output = patio(folder.path(), &[&["adapters", "inspect", "adapters/till.wasm"], arguments].concat());
        assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(64), expected));
    }
    let said = inspect(folder.path(), &["--config", "patio.toml", "--venue", "crown"]);
    assert!(said.contains("\nvenue crown\n"), "{said}");
}

#[test]
fn a_server_that_is_not_granted_is_warned_of_until_it_is_decided() {
    let with = |allow: &str| {
        let toml = format!(
            "{CROWN}settings.loyalty-key = \"key\"\n[venues.crown.allow]\nhttp = [\"https://api.pos.example\"]\n{allow}"
        );
        patio(restaurant(guests::ASKS_MORE, &toml).path(), &["check-config"])
    };
    let output = with("");
    assert_eq!(output.status.code(), Some(0), "a warning is no error");
    assert_eq!(
        text(&output.stderr),
        "warning: patio.toml:7: [venues.crown.allow] http does not grant https://telemetry.vendor.example, which adapter \
         \"till\" asks for\n  hint: add \"https://telemetry.vendor.example\" to it, or to declined\n"
    );
    assert_eq!(text(&with("declined = [\"https://telemetry.vendor.example\"]\n").stderr), "");
}

#[test]
fn the_list_says_which_venue_cannot_use_what_lies_in_the_folder() {
    let folder = restaurant(guests::ASKS_MORE, CROWN);
    let output = patio(folder.path(), &["adapters", "list"]);
    let said = text(&output.stdout);
    let expected = "venue crown cannot use till 2.0: the setting \"loyalty-key\" is missing (the key of the loyalty \
                    programme); a host that runs goes on with the version before\n";
    assert!(said.ends_with(expected), "{said}");
    let output = patio(folder.path(), &["adapters", "list", "--json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let reason = "the setting \"loyalty-key\" is missing (the key of the loyalty programme)";
    assert_eq!(document[0]["unfit"], json!({ "crown": reason }));
}

#[test]
fn on_the_desk_an_adapter_has_the_folders_that_it_is_called_with() {
    let folder = restaurant(guests::USES_FILES, "");
    fs::create_dir(folder.path().join("exchange")).unwrap();
    fs::write(folder.path().join("exchange/orders"), "two pies").unwrap();
    let call = |more: &[&str]| {
        let script = "script=read /exchange/orders\nwrite /exchange/new x";
        let arguments = ["call", "adapters/till.wasm", "SearchOrders", "{}", "--setting", script];
        let output = patio(folder.path(), &[&arguments, more].concat());
        let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (document["data"][0]["note"].as_str().map(str::to_owned), text(&output.stderr))
    };
    let (note, _) = call(&["--folder", "exchange=read"]);
    assert_eq!(note.unwrap(), "read /exchange/orders: two pies\nwrite /exchange/new x: refused, permission denied");
    let (note, _) = call(&["--folder", "exchange=write"]);
    assert_eq!(note.unwrap(), "read /exchange/orders: two pies\nwrite /exchange/new x: ok");
    for (wrong, said) in
        [("exchange", "write PATH=read or PATH=write"), ("nowhere=read", "nowhere is no folder with a name")]
    {
        let (_, error) = call(&["--folder", wrong]);
        assert!(error.contains(said), "{error}");
    }
}
