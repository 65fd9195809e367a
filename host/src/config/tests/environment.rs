//! The environment overrides the file, and a variable that means nothing is refused.

use super::*;

#[test]
fn a_variable_overrides_the_file_and_the_default() {
    let folder = Folder::new();
    let toml = format!(
        r#"{CROWN}[server]
listen = "127.0.0.1:1"
[venues.crown.limits]
deadline_ms = 1000
"#
    );
    let env = [
        ("PATIO_SERVER__LISTEN", "127.0.0.1:2"),
        ("PATIO_SERVER__LAN_GRANTS", "false"),
        ("PATIO_VENUES__CROWN__LIMITS__DEADLINE_MS", "2000"),
        ("PATIO_VENUES__CROWN__DISABLED_CAPABILITIES", "[\"ListAreas\"]"),
        ("PATIO_VENUE__LIMITS__LOG_LINES", "7"),
        ("PATIO_venues__Crown__Account_Id", "acc_other"),
    ];
    let (config, warnings) = folder.parse(&toml, &env).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(config.server.listen.port(), 2);
    assert!(!config.server.lan_grants);
    let venue = &config.venues[&"crown".parse().unwrap()];
    assert_eq!(venue.limits.deadline.as_millis(), 2000);
    assert_eq!(venue.limits.log_lines, 7);
    assert_eq!(venue.account_id, "acc_other");
    assert_eq!(format!("{:?}", venue.disabled), "{ListAreas}");
}

#[test]
fn what_the_file_says_of_one_venue_overrides_what_a_variable_says_of_all() {
    let env = [("PATIO_VENUE__LIMITS__DEADLINE_MS", "2000")];
    assert_eq!(crown("limits.deadline_ms = 1000", &env).limits.deadline.as_millis(), 1000);
}

#[test]
fn a_variable_that_names_no_setting_is_refused() {
    check_environment(
        &[
            ("PATIO_SERVER__LISTN", "x"),
            ("PATIO_SERVER_LISTEN", "x"),
            ("PATIO_VENUES__CRWN__LIMITS__DEADLINE_MS", "5"),
            ("PATIO_VENUES__CROWN__LIMITS__DEADLINE", "5"),
            ("PATIO_VENUES__ANCHOR__ADAPTER", "demo"),
            ("PATIO_", "x"),
            ("PATIO_HOME", "x"),
            ("PATIO_SERVICE_HOST", "10.0.0.1"),
            ("PATIO_PORT", "tcp://10.0.0.1:80"),
        ],
        expect![[r#"
            PATIO_: names no setting
              hint: settings are called PATIO_SECTION__KEY; config.default.toml has them all
            PATIO_HOME: names no setting
              hint: settings are called PATIO_SECTION__KEY; config.default.toml has them all
            PATIO_PORT: names no setting
              hint: if Kubernetes sets it, write enableServiceLinks: false in the pod
            PATIO_SERVER_LISTEN: names no setting
              hint: did you mean PATIO_SERVER__LISTEN?
            PATIO_SERVER__LISTN: names no setting
              hint: did you mean PATIO_SERVER__LISTEN?
            PATIO_SERVICE_HOST: names no setting
              hint: if Kubernetes sets it, write enableServiceLinks: false in the pod
            PATIO_VENUES__ANCHOR__ADAPTER: names no setting
              hint: write it into [venues] of the file first: a variable tells no case
            PATIO_VENUES__CROWN__LIMITS__DEADLINE: names no setting
              hint: did you mean PATIO_VENUES__CROWN__LIMITS__DEADLINE_MS?
            PATIO_VENUES__CRWN__LIMITS__DEADLINE_MS: names no setting
              hint: did you mean PATIO_VENUES__CROWN__LIMITS__DEADLINE_MS?
        "#]],
    );
}

#[test]
fn other_variables_and_reserved_ones_are_ignored() {
    check_environment(
        &[("PATIO_LOG", "debug"), ("PATIO_CONFIG", "x.toml"), ("HOME", "/root"), ("patio_server__listen", "x")],
        expect!["fine"],
    );
}

#[test]
fn what_is_wrong_in_a_variable_is_said_with_its_name() {
    check_environment(
        &[
            ("PATIO_SERVER__LISTEN", "localhost"),
            ("PATIO_SERVER__LAN_GRANTS", "yes"),
            ("PATIO_SERVER__MAX_CONNECTIONS", "many"),
            ("PATIO_SERVER__QUEUE_LENGTH", "100001"),
            ("PATIO_SERVER__TLS", "on"),
            ("PATIO_ADAPTERS__TRUST", "key"),
            ("PATIO_ADAPTERS", "{ foldr = 'x' }"),
        ],
        expect![[r#"
            PATIO_ADAPTERS: [adapters] unknown key "foldr"
              hint: did you mean "folder"?
            PATIO_ADAPTERS__TRUST: says something else about the same setting as PATIO_ADAPTERS
              hint: unset one of the two
            PATIO_SERVER__LAN_GRANTS: [server] lan_grants must be true or false, not this text
              hint: write lan_grants = true or lan_grants = false
            PATIO_SERVER__LISTEN: [server] listen = "localhost" is no IP address with a port
              hint: write listen = "127.0.0.1:8080", with another address of this machine if need be
            PATIO_SERVER__MAX_CONNECTIONS: [server] max_connections must be a whole number, not this text
              hint: write a number from 1 to 1000000, without quotes
            PATIO_SERVER__QUEUE_LENGTH: [server] queue_length = 100001 is out of bounds
              hint: write a number from 0 to 100000
            PATIO_SERVER__TLS: [server.tls] must be a section, not this text
              hint: write [server.tls] and its keys below
        "#]],
    );
}

#[test]
fn a_section_may_be_one_variable() {
    let folder = Folder::new();
    let env = [("PATIO_SERVER", "{ listen = '127.0.0.1:5', lan_grants = false }")];
    let (config, _) = folder.parse(CROWN, &env).unwrap();
    assert_eq!(config.server.listen.port(), 5);
}

#[test]
fn two_variables_of_one_setting_are_refused() {
    check_environment(
        &[
            ("PATIO_SERVER__TLS", "{}"),
            ("PATIO_SERVER__TLS__KEY", "x"),
            ("PATIO_SERVER__QUEUE_LENGTH", "5"),
            ("PATIO_server__queue_length", "6"),
        ],
        expect![[r#"
            PATIO_SERVER__TLS: [server.tls] has no certificate
              hint: write tls = { certificate = "certificate.pem", key = "key.pem" }
            PATIO_SERVER__TLS: [server.tls] has no key
              hint: write tls = { certificate = "certificate.pem", key = "key.pem" }
            PATIO_SERVER__TLS__KEY: says something else about the same setting as PATIO_SERVER__TLS
              hint: unset one of the two
            PATIO_server__queue_length: says something else about the same setting as PATIO_SERVER__QUEUE_LENGTH
              hint: unset one of the two
        "#]],
    );
}

#[test]
fn a_variable_that_may_mean_two_venues_is_refused() {
    let toml = format!("{CROWN}{}", CROWN.replace("crown", "bar-1")) + &CROWN.replace("crown", "bar_1");
    Folder::new().check(
        &toml,
        &[("PATIO_VENUES__BAR_1__ADAPTER", "square")],
        expect![[r#"
            PATIO_VENUES__BAR_1__ADAPTER: may mean [venues.bar-1] as well as [venues.bar_1]
              hint: write the setting into the file, or give one of them another id
        "#]],
    );
}

#[test]
fn an_id_with_dots_and_dashes_is_found() {
    let toml = CROWN.replace("venues.crown", "venues.\"the-crown.2\"");
    let (config, _) = Folder::new().parse(&toml, &[("PATIO_VENUES__THE_CROWN_2__ACCOUNT_ID", "acc_2")]).unwrap();
    assert_eq!(config.venues.values().next().unwrap().account_id, "acc_2");
}

#[test]
fn a_variable_may_be_a_secret_or_name_one() {
    let env = [
        ("PATIO_VENUES__CROWN__PASSWORDS", "[{ env = \"OTHER\" }]"),
        ("OTHER", "from elsewhere"),
        ("PATIO_VENUES__CROWN__SETTINGS__TOKEN", "token from here"),
        ("PATIO_VENUES__CROWN__SETTINGS__KEY__ENV", "OTHER"),
        ("PATIO_VENUES__CROWN__SETTINGS__TEMPLATE", "{ \"a\": 1 }"),
        ("PATIO_VENUES__CROWN__SETTINGS__CURRENCY", "EUR"),
    ];
    let venue = crown("settings = { token = { value = \"x\" }, key = 'y', template = '', currency = 'GBP' }", &env);
    assert!(venue.passwords.accept(b"from elsewhere"));
    expect![[r#"
        {
            "currency": "EUR",
            "key": Secret,
            "template": "{ \"a\": 1 }",
            "token": Secret,
        }
    "#]]
    .assert_debug_eq(&venue.settings);
    assert_eq!(venue.settings["token"].text, "token from here");
    assert_eq!(venue.settings["key"].text, "from elsewhere");
}

#[test]
fn a_setting_that_the_file_does_not_name_is_not_guessed_from_a_variable() {
    check_environment(
        &[("PATIO_VENUES__CROWN__SETTINGS__API_TOKEN", "x")],
        expect![[r#"
            PATIO_VENUES__CROWN__SETTINGS__API_TOKEN: names no setting
              hint: write it into [venues.crown.settings] of the file first: a variable tells no case
        "#]],
    );
}
