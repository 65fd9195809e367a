//! What a configuration is told before anything serves.

use super::{CROWN, check_refused, patio, restaurant, text};
use expect_test::expect;

#[test]
fn a_configuration_that_is_fine_is_said_to_be() {
    let folder = restaurant(CROWN);
    let output = patio(folder.path(), &["check-config"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "patio.toml is fine: 1 venue\n");
}

#[test]
fn a_mistake_is_told_with_its_line_and_what_to_write() {
    for command in ["check-config", "serve"] {
        check_refused(
            "[venues.crown]\nadaptor = \"demo\"\nadapter = \"demo\"\naccount_id = \"acc_crown\"\npasswords = [{ env = \"NO_SUCH_VARIABLE\" }]\n",
            &[command],
            expect![[r#"
                error: patio.toml:2: [venues.crown] unknown key "adaptor"
                  hint: did you mean "adapter"?
                error: patio.toml:5: [venues.crown] passwords wants the environment variable NO_SUCH_VARIABLE, which is not set
                  hint: set NO_SUCH_VARIABLE where patio is started, or write { file = "…" }
                exit 64"#]],
        );
    }
}

#[test]
fn an_adapter_that_is_missing_or_asks_for_other_settings_is_told_with_its_line() {
    let toml = CROWN.replace("\"demo\"", "\"till\"");
    check_refused(
        &toml,
        &["check-config"],
        expect![[r#"
            error: patio.toml:7: [venues.crown] adapter = "till" is missing: there is no adapters/till.wasm
              hint: copy the adapter to adapters/till.wasm, or use one of demo
            exit 64"#]],
    );
    check_refused(
        &format!("{CROWN}\n[venues.crown.settings]\ncurency = \"GBP\"\n"),
        &["check-config"],
        expect![[r#"
            error: patio.toml:12: [venues.crown.settings] the setting "curency" is unknown: this adapter has currency
              hint: write one of those, or take the line out
            exit 64"#]],
    );
}

#[test]
fn an_address_that_is_taken_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = restaurant(&CROWN.replacen("127.0.0.1:0", &taken.local_addr().unwrap().to_string(), 1));
    let output = patio(folder.path(), &["serve"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("[server] listen = ") && said.contains("in use"), "{said}");
}

#[test]
fn what_uses_no_secret_works_in_a_shell_that_has_none() {
    let folder = restaurant(&CROWN.replace("{ value = \"secret\" }", "{ env = \"NO_SUCH_VARIABLE\" }"));
    drop(patio_host::ledger::SqliteLedger::open(&folder.path().join("patio.db")).unwrap());
    for arguments in [&["payments", "list"][..], &["payments", "export", "--from", "2026-11-01"], &["adapters", "list"]]
    {
        let output = patio(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    }
    let rollback = patio(folder.path(), &["adapters", "rollback", "demo"]);
    let said = text(&rollback.stderr);
    assert!(said.starts_with("error: no other version of demo is kept in "), "{said}");
    // Money is given back, and Dojo is asked, with its key.
    let output = patio(folder.path(), &["payments", "reconcile"]);
    assert!(text(&output.stderr).contains("NO_SUCH_VARIABLE, which is not set"), "{}", text(&output.stderr));
}
