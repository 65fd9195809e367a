//! `patio check` as people type it, and the kit as the gate of a host.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

use expect_test::{Expect, expect};
use patio_pos::{Corner, Opening};
use patio_tests::client::Client;
use patio_tests::host::until;
use patio_tests::{guests, mistakes};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use tempfile::TempDir;

fn patio(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
    command.args(arguments).current_dir(folder).env_remove("PATIO_LOG").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with an adapter in it, and a case of our own.
fn desk(adapter: &str, case: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(adapter, folder.path().join("till.wasm")).unwrap();
    fs::create_dir_all(folder.path().join("cases/house")).unwrap();
    fs::write(folder.path().join("cases/house/rule.toml"), case).unwrap();
    folder
}

const HOUSE: &str = r#"
title = "The first order is of table t1"
why = "The house has one table."
read = "the sign at the door"

[[step]]
call = "SearchOrders"
with = { cursor = { limit = 1 } }
expect = [{ at = "/data/0/details/dineIn/tableId", equals = "no table" }]
"#;

#[track_caller]
fn check_said(adapter: &str, case: &str, arguments: &[&str], expected: Expect) {
    let folder = desk(adapter, case);
    let output = patio(folder.path(), &[&["check", "till.wasm"], arguments].concat());
    let said = format!("{}{}exit {}", text(&output.stdout), text(&output.stderr), output.status.code().unwrap());
    expected.assert_eq(&said);
}

#[test]
fn a_finding_says_what_was_expected_what_came_where_to_read_and_how_to_ask_again() {
    check_said(
        guests::DEMO,
        HOUSE,
        &["--cases", "cases"],
        expect![[r#"
            demo 0.1.0 (without a runtime (Rust, C)), payment-safety keyed, without a point of sale
            ✗ house      0 of 1 hold

              FAILED house/rule: The first order is of table t1
                The house has one table.
                step 1   SearchOrders
                expected /data/0/details/dineIn/tableId is "no table"
                came     /data/0/details/dineIn/tableId is "t4"
                read     the sign at the door
                again    patio check till.wasm --cases cases --case house/rule

            it does not pass: 1 of 1 required cases fail
            exit 1"#]],
    );
}

#[test]
fn advice_is_told_and_refuses_nobody() {
    let advice = HOUSE.replace("[[step]]", "level = \"advice\"\n[[step]]");
    let folder = desk(guests::DEMO, &advice.replace("equals = \"no table\"", "max_chars = 1"));
    let output = patio(folder.path(), &["check", "till.wasm", "--cases", "cases"]);
    let said = text(&output.stdout);
    assert!(said.ends_with("\nnothing that is required was played: advice alone says nothing of the rest\n"), "{said}");
    assert_eq!(output.status.code(), Some(1));
    let again = fs::read_to_string(folder.path().join("cases/house/rule.toml")).unwrap().replace("advice", "required");
    fs::write(folder.path().join("cases/house/other.toml"), again.replace("max_chars = 1", "max_chars = 2")).unwrap();
    let output = patio(folder.path(), &["check", "till.wasm", "--cases", "cases"]);
    let said = text(&output.stdout);
    assert!(said.contains("advice house/rule") && said.contains("it passes: 1 cases hold"), "{said}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_must_be_written_differently_ends_with_64() {
    check_said(
        guests::DEMO,
        &HOUSE.replace("{ cursor = { limit = 1 } }", "{ orderId = \"{id}\" }"),
        &["--cases", "cases"],
        expect![[r#"
            error: house/rule.toml is no case: step 1: {id} is a blank that no step before it keeps
              hint: tests/conformance/cases has cases to look at
            exit 64"#]],
    );
    check_said(
        guests::DEMO,
        HOUSE,
        &["--cases", "cases", "--case", "money/*"],
        expect![[r#"
            error: no case has the id money/*
              hint: a group of them: 'house/*'
            exit 64"#]],
    );
    check_said(
        guests::DEMO,
        HOUSE,
        &["--cases", "cases", "--case", "house/rul"],
        expect![[r#"
            error: no case has the id house/rul
              hint: one of house/rule
            exit 64"#]],
    );
    check_said(
        guests::DEMO,
        HOUSE,
        &["--pos", "http://127.0.0.1:9400"],
        expect![[r#"
            error: --pos is given, and no setting of the adapter is pointed there
              hint: name the setting that has its address: --setting base_url={pos}
            exit 64"#]],
    );
    check_said(
        guests::NEEDS_SETTING,
        HOUSE,
        &[],
        expect![[r#"
            error: the setting "api-token" is missing (the key of the till's API)
              hint: give it with --setting KEY=VALUE; {pos} in a value is the address of the point of sale
            exit 64"#]],
    );
}

#[test]
fn the_report_is_json_and_a_page_that_holds_no_markup_of_others() {
    let hostile = HOUSE.replace("The house has", "<script>alert(1)</script> has");
    let folder = desk(guests::DEMO, &hostile);
    let arguments = ["check", "till.wasm", "--cases", "cases", "--json", "--html", "report.html"];
    let output = patio(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["passed"], false);
    assert_eq!(report["adapter"]["paymentSafety"], "keyed");
    assert_eq!(report["cases"][0]["id"], "house/rule");
    assert_eq!(report["cases"][0]["verdict"], "failed");
    assert_eq!(report["cases"][0]["findings"][0]["step"], 1);
    let page = fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)"), "{page}");
    assert!(!page.contains("http://") && !page.contains("https://"), "it refers to nothing outside: {page}");
}

#[test]
fn secrets_are_in_no_report() {
    let folder = desk(guests::NEEDS_SETTING, HOUSE);
    let arguments = ["--setting", "api-token=hunter2hunter2", "--html", "report.html", "--json", "report.json"];
    let output = patio(folder.path(), &[&["check", "till.wasm"], &arguments[..]].concat());
    assert_eq!(output.status.code(), Some(1));
    let read = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
    for said in [text(&output.stdout), text(&output.stderr), read("report.html"), read("report.json")] {
        assert!(!said.contains("hunter2"), "{said}");
    }
}

/// `patio check` of an adapter for Corner, at a point of sale of one's own.
async fn check_at(pos: String, adapter: &'static str, arguments: &'static [&str]) -> Output {
    let at = move || {
        let folder = desk(adapter, HOUSE);
        let own = ["check", "till.wasm", "--setting", "base_url={pos}", "--setting", "api_key=k", "--pos", &pos];
        patio(folder.path(), &[&own[..], arguments].concat())
    };
    tokio::task::spawn_blocking(at).await.unwrap()
}

async fn corner() -> Corner {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    Corner::start(listener, Opening::evening().unwrap(), "k").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pos_of_ones_own_is_asked_through_the_door_and_judged() {
    let corner = corner().await;
    let output = check_at(corner.url(), mistakes::RIGHT, &["--json"]).await;
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["adapter"]["pos"], format!("at {}", corner.url()));
    let case = |id: &str| report["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap();
    for played in ["contract/paging-skips-nothing", "payments/same-payment-twice", "payments/lost-answer-is-in-doubt"] {
        assert_eq!(case(played)["verdict"], "passed", "{}", case(played));
    }
    // What stands in its bills is not known.
    let reason = "it needs the example POS, whose state is known; this one is your own";
    assert_eq!(case("money/tips-are-not-paid")["reason"], reason);
    // Path, query, key and body came as they were sent; an answer that was lost had been given.
    let heard = corner.heard();
    assert!(heard.iter().any(|heard| heard.path.starts_with("/checks?") && heard.path.contains("state=")));
    let payments: Vec<_> = heard.iter().filter(|heard| heard.path.ends_with("/payments")).collect();
    assert!(payments.iter().any(|payment| payment.status == 201 && payment.body.starts_with(b"{")), "{payments:?}");
    assert!(payments.iter().all(|payment| payment.idempotency_key.is_some()), "{payments:?}");
    assert!(payments.iter().any(|payment| payment.status == 200), "the same payment again: {payments:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_is_found_at_a_pos_of_ones_own() {
    let corner = corner().await;
    let case = &["--case", "contract/payable-only"];
    let output = check_at(corner.url(), mistakes::PAYABLE_ONLY_IGNORED, case).await;
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("FAILED contract/payable-only"), "{said}");
    assert!(said.contains(&format!("--pos {} --case contract/payable-only", corner.url())), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pos_that_cannot_be_reached_is_no_mistake_of_the_adapter() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let case = &["--case", "contract/payable-only"];
    let output = check_at(format!("http://{gone}"), mistakes::RIGHT, case).await;
    let said = text(&output.stdout).replace(&gone.to_string(), "127.0.0.1:PORT");
    assert_eq!(output.status.code(), Some(1), "{said}");
    expect![[r#"
        Corner 0.1.0 (without a runtime (Rust, C)), payment-safety keyed, at http://127.0.0.1:PORT
        ? contract   0 of 1 hold
        - 1 case not played: your POS (http://127.0.0.1:PORT) cannot be reached: Connection refused (os error 111)
        nothing is known: 1 of 1 cases could not be played
    "#]]
    .assert_eq(&said);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pos_that_never_answers_is_no_mistake_of_the_adapter() {
    // Connections wait for somebody to accept them.
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = mute.local_addr().unwrap();
    let case = &["--case", "contract/unknown-order-is-not-found"];
    let output = check_at(format!("http://{address}"), mistakes::RIGHT, case).await;
    let said = text(&output.stdout);
    let expected = format!("not played: your POS (http://{address}) had not answered when the adapter's call ended");
    assert!(said.contains(&expected), "{said}");
    assert_eq!(output.status.code(), Some(1), "{said}");
}

const GATED: &str = r#"
[server]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"
[adapters]
gate = "check"
scan_interval_ms = 50
[venues.crown]
adapter = "till"
account_id = "acc_crown"
passwords = [{ value = "crown" }]
"#;

/// A folder of a host whose adapter is `till`.
fn gated(adapter: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("adapters")).unwrap();
    fs::copy(adapter, folder.path().join("adapters/till.wasm")).unwrap();
    fs::write(folder.path().join("patio.toml"), GATED).unwrap();
    folder
}

#[test]
fn check_config_says_which_case_the_gate_refuses_an_adapter_for() {
    let folder = gated(guests::DEMO);
    let output = patio(folder.path(), &["check-config"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    fs::copy(guests::TOO_MANY_ORDERS, folder.path().join("adapters/till.wasm")).unwrap();
    let output = patio(folder.path(), &["check-config"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(64), "{said}");
    for part in ["it does not pass the conformance kit: contract/", "the limit is", "patio check FILE.wasm says all"] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn what_cannot_be_judged_without_a_venue_passes() {
    let folder = gated(guests::DEMO);
    // A secret that nobody can make up, a POS that is not granted: neither is a reason to refuse.
    let with_token = format!("{GATED}[venues.crown.settings]\napi-token = \"hunter2\"\n");
    for (adapter, toml) in [(guests::NEEDS_SETTING, with_token.as_str()), (guests::CALLS_HTTP, GATED)] {
        fs::copy(adapter, folder.path().join("adapters/till.wasm")).unwrap();
        fs::write(folder.path().join("patio.toml"), toml).unwrap();
        let output = patio(folder.path(), &["check-config"]);
        assert_eq!(output.status.code(), Some(0), "{adapter}: {}", text(&output.stderr));
    }
}

#[test]
fn an_adapter_for_the_example_pos_is_judged_at_it() {
    let toml = format!("{GATED}[venues.crown.settings]\nbase_url = \"http://127.0.0.1:1\"\napi_key = \"k\"\n");
    let folder = gated(mistakes::RIGHT);
    fs::write(folder.path().join("patio.toml"), toml).unwrap();
    let output = patio(folder.path(), &["check-config"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    fs::copy(mistakes::VOID_LINE_SHOWN, folder.path().join("adapters/till.wasm")).unwrap();
    let said = text(&patio(folder.path(), &["check-config"]).stderr);
    assert!(said.contains("kit: money/void-lines-are-left-out (A line that was voided is not on the order)"), "{said}");
}

struct Serving {
    process: Child,
    /// Held: the host says more when it is ready, to somebody.
    _stdout: BufReader<ChildStdout>,
    addresses: Vec<SocketAddr>,
}

impl Serving {
    fn start(folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
        command.arg("serve").current_dir(folder).env_remove("PATIO_LOG");
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let lines = stdout.by_ref().lines();
        let address = |line: String| line.split_once("  http://")?.1.split_whitespace().next()?.parse().ok();
        let addresses = lines.map_while(Result::ok).filter_map(address).take(2).collect();
        Self { process, _stdout: stdout, addresses }
    }

    async fn ready(&self) -> Value {
        Client::new(self.addresses[1]).get("/ready").await.json()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_the_gate_refuses_never_replaces_one_that_passed() {
    let folder = gated(guests::DEMO);
    let host = Serving::start(folder.path());
    assert_eq!(host.ready().await["venues"][0]["ready"], true, "{}", host.ready().await);

    let file = folder.path().join("adapters/till.wasm");
    let refused = || async {
        let adapter = host.ready().await["adapters"][0].clone();
        let reason = adapter["failure"]["reason"].as_str()?.to_owned();
        Some((reason, adapter["state"].clone()))
    };
    fs::copy(guests::TOO_MANY_ORDERS, &file).unwrap();
    let (reason, state) = until("the version is refused", refused).await;
    assert!(reason.contains("it does not pass the conformance kit: contract/"), "{reason}");
    assert_eq!(state, "loaded", "the one before goes on");
    let crown = Client::new(host.addresses[0]).with_password("crown", "crown");
    assert_eq!(crown.get("/v1/orders/1001").await.status, 200);

    fs::copy(guests::DEMO, &file).unwrap();
    let passed = || async { host.ready().await["adapters"][0]["failure"].is_null().then_some(()) };
    until("the version that passed is taken up again", passed).await;
}

/// Drops an adapter into a host that serves another, and waits until it is refused: the reason. Meanwhile, that one
/// answers.
async fn refused(folder: &TempDir, adapter: &str) -> String {
    let host = Serving::start(folder.path());
    let crown = Client::new(host.addresses[0]).with_password("crown", "crown");
    assert_eq!(crown.get("/v1/orders/1001").await.status, 200);
    fs::copy(adapter, folder.path().join("adapters/till.wasm")).unwrap();
    let reason = || async {
        assert_eq!(crown.get("/v1/orders/1001").await.status, 200);
        let adapter = host.ready().await["adapters"][0].clone();
        assert_eq!(adapter["state"], "loaded", "the one before goes on: {adapter}");
        Some(adapter["failure"]["reason"].as_str()?.to_owned())
    };
    until("the version is refused", reason).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adapter_that_waits_for_a_pos_that_never_answers_is_refused_while_the_host_serves() {
    let reason = refused(&gated(guests::DEMO), mistakes::NO_TIMEOUT).await;
    assert!(reason.starts_with("it does not pass the conformance kit: pos/"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_takes_too_long_is_ended_and_nothing_of_it_is_kept() {
    let folder = gated(guests::DEMO);
    // What passes is kept, and is not held up at the next start.
    assert_eq!(patio(folder.path(), &["check-config"]).status.code(), Some(0));
    let toml = GATED.replace("gate = \"check\"", "gate = \"check\"\ngate_deadline_ms = 1500");
    fs::write(folder.path().join("patio.toml"), toml).unwrap();
    // A search takes a second, and there are many.
    let reason = refused(&folder, guests::SLOW).await;
    assert!(reason.starts_with("it is not known whether it keeps the contract: "), "{reason}");
    assert!(reason.contains(" could not be played; contract/"), "{reason}");
    assert!(
        reason.ends_with(": it had not ended after 1500 ms ([adapters] gate_deadline_ms) for all cases"),
        "{reason}"
    );
    let said = text(&patio(folder.path(), &["check-config"]).stderr);
    assert!(said.contains("touch the file, and it is judged again; or put another in its place"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adapter_that_was_never_let_through_leaves_its_venue_not_ready() {
    let folder = gated(guests::TOO_MANY_ORDERS);
    let host = Serving::start(folder.path());
    let ready = host.ready().await;
    assert_eq!(ready["venues"][0]["ready"], false, "{ready}");
    assert!(ready.to_string().contains("it does not pass the conformance kit"), "{ready}");
}

/// The folder that holds the cases, as somebody would name it who writes another.
#[test]
fn the_folder_of_the_cases_is_what_patio_carries() {
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/cases");
    let folder = desk(guests::DEMO, HOUSE);
    let ids = |arguments: &[&str]| {
        let output = patio(folder.path(), &[&["check", "till.wasm", "--json"], arguments].concat());
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let cases = report["cases"].as_array().unwrap().iter();
        cases.map(|case| case["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&[]), ids(&["--cases", cases.to_str().unwrap()]));
}
