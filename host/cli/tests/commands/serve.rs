//! A host that serves, and the payments that it leaves to read.

use super::{CROWN, patio, request, restaurant, serve, text};
use expect_test::expect;
use patio_tests::serving::Serving;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn a_host_says_what_it_serves_stops_on_sigterm_and_leaves_its_payments_to_read() {
    let folder = restaurant(CROWN);
    let host = serve(&folder);
    let venue = host.said.last().unwrap();
    assert!(venue.starts_with("venue crown  adapter demo 0.1.0  SearchOrders GetOrderById"), "{venue}");
    let record = |pence: u32| {
        let body = format!(r#"{{"paymentIntentId":"pi_1","paidAmount":{{"value":{pence},"currencyCode":"GBP"}}}}"#);
        let answer = request(
            &host,
            &format!(
                "POST /v1/orders/1001/record-payment HTTP/1.1\r\nhost: x\r\nauthorization: Basic Y3Jvd246c2VjcmV0\r\n\
             connection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            ),
        );
        answer.split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!(record(500), "200");
    // The same payment with another amount is a person's.
    assert_eq!(record(600), "409");
    let attention = || -> serde_json::Value {
        let output = patio(folder.path(), &["payments", "list", "--attention", "--json"]);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)))
    };
    let until = |number: usize| {
        let started = Instant::now();
        while attention().as_array().unwrap().len() != number {
            assert!(started.elapsed() < Duration::from_secs(60), "{}", attention());
        }
    };
    until(1);
    assert_eq!(attention()[0]["paymentIntentId"], "pi_1");
    assert_eq!(attention()[0]["orderId"], "1001");
    let output = patio(folder.path(), &["payments", "show", "pi_1"]);
    let story = text(&output.stdout);
    assert!(story.starts_with("payment intent pi_1 of venue crown\nstanding       attention\n"), "{story}");
    assert!(story.contains("mismatch: the same payment was told with different content: 500 GBP on order"), "{story}");

    // A person answers, beside the running host.
    let output = patio(folder.path(), &["payments", "resolve", "pi_1", "--applied"]);
    assert_eq!(output.status.code(), Some(64), "who decides must be named");
    let output = patio(folder.path(), &["payments", "resolve", "pi_1", "--by", "Ann"]);
    assert_eq!(output.status.code(), Some(64), "what is decided must be named");
    let output = patio(folder.path(), &["payments", "resolve", "pi_1", "--applied", "--by", "Ann"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("written: Ann decided about pi_1 of venue crown: it is on the POS\n"));
    until(0);
    let output = patio(folder.path(), &["payments", "resolve", "pi_1", "--applied", "--by", "Ann"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("does not wait for a person"), "{}", text(&output.stderr));
    assert_eq!(host.terminate(), Some(0));

    let output = patio(folder.path(), &["payments", "export", "--from", "2020-01-01"]);
    let csv = text(&output.stdout);
    let mut lines = csv.split("\r\n");
    let header = "seq,at,venue,payment_intent_id,kind,duplicate,status,order_id,amount_minor,currency,text";
    assert_eq!(lines.next(), Some(header));
    let kinds: Vec<_> = lines.filter_map(|line| line.split(',').nth(4)).collect();
    assert_eq!(kinds, ["record", "attempt", "outcome", "record", "decided"], "{csv}");
    let output = patio(folder.path(), &["payments", "export", "--from", "yesterday"]);
    assert_eq!(output.status.code(), Some(64));
    assert!(text(&output.stderr).contains("write 2026-11-01"), "{}", text(&output.stderr));
    let output = patio(folder.path(), &["payments", "show", "pi_2"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_secret_in_another_file_is_read_again_on_sighup() {
    let toml = CROWN.replace("{ value = \"secret\" }", "{ file = \"password\" }");
    let folder = restaurant(&toml);
    fs::write(folder.path().join("password"), "old").unwrap();
    let host = serve(&folder);
    let ask = |authorization: &str| {
        let answer = request(
            &host,
            &format!(
                "GET /v1/orders/1001 HTTP/1.1\r\nhost: x\r\nauthorization: Basic {authorization}\r\nconnection: close\r\n\r\n"
            ),
        );
        answer.starts_with("HTTP/1.1 200 ")
    };
    let (old, new) = ("Y3Jvd246b2xk", "Y3Jvd246bmV3");
    assert!(ask(old) && !ask(new));
    fs::write(folder.path().join("password"), "new").unwrap();
    assert!(Command::new("kill").args(["-HUP", &host.id().to_string()]).status().unwrap().success());
    let started = Instant::now();
    while !ask(new) {
        assert!(started.elapsed() < Duration::from_secs(60), "the new password never becomes valid");
    }
    assert!(!ask(old));
    assert_eq!(host.terminate(), Some(0));
}

/// Whether a program is there. Where continuous integration installs it, it must be.
fn is_installed(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    assert!(found || std::env::var_os("TESTS_NEVER_SKIP").is_none(), "{program} is not installed");
    if !found {
        eprintln!("SKIPPED: {program} is not installed, so it is not seen that a sync precedes an acknowledgement");
    }
    found
}

#[test]
#[cfg(target_os = "linux")]
fn a_sync_lies_between_receiving_a_payment_and_acknowledging_it() {
    if !is_installed("strace") {
        return;
    }
    let folder = restaurant(CROWN);
    let mut command = Command::new("strace");
    // -D: the host is the process that is started here, and the one who watches stands beside it.
    command.args([
        "-D",
        "-f",
        "-s",
        "64",
        "-o",
        "trace",
        "-e",
        "trace=recvfrom,read,fdatasync,fsync,write,writev,sendto",
    ]);
    command.arg(env!("CARGO_BIN_EXE_patio")).arg("serve");
    let host = Serving::start(command.current_dir(folder.path()).stderr(Stdio::null()), "venue crown");
    let event = r#"{"id":"evt_1","accountId":"acc_crown","event":"payment_intent.status_updated","createdAt":"2026-11-22T19:00:00Z","data":{"paymentIntentId":"pi_1","paymentStatus":"Captured","captureMode":"Auto"}}"#;
    let answer = request(
        &host,
        &format!(
            "POST /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Basic Y3Jvd246c2VjcmV0\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{event}",
            event.len()
        ),
    );
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert_eq!(host.terminate(), Some(0));
    let trace = fs::read_to_string(folder.path().join("trace")).unwrap();
    let lines: Vec<_> = trace.lines().collect();
    let at = |part: &str| lines.iter().position(|line| line.contains(part)).unwrap_or_else(|| panic!("no {part}"));
    let (received, answered) = (at("POST /v1/events"), at("HTTP/1.1 200 OK"));
    let is_sync = |line: &&&str| {
        let sync = line.contains("fdatasync(") || line.contains("fsync(") || line.contains("sync resumed>");
        sync && line.ends_with("= 0")
    };
    let synced = lines.get(received..answered).unwrap().iter().filter(is_sync).count();
    assert!(synced >= 1, "{:#?}", lines.get(received..=answered));
}

#[test]
fn a_reconciliation_without_a_host_says_of_each_venue_why_not() {
    let folder = restaurant(CROWN);
    let output = patio(folder.path(), &["payments", "reconcile"]);
    assert!(text(&output.stderr).contains("`patio serve` makes one when it starts"), "{}", text(&output.stderr));
    assert_eq!(output.status.code(), Some(1));
    drop(patio_host::ledger::SqliteLedger::open(&folder.path().join("patio.db")).unwrap());
    let output = patio(folder.path(), &["payments", "reconcile", "--csv"]);
    expect!["error: venue crown is not reconciled: Dojo's list of payments cannot be read: there is no [venues.crown.dojo] in the configuration\n"]
        .assert_eq(&text(&output.stderr));
    assert_eq!(output.status.code(), Some(1));
    let table = text(&output.stdout);
    assert!(table.starts_with("venue,list,payment_intent_id,") && table.contains("crown,failed,"), "{table}");
}
