//! The commands as people type them: the real binary, its output, and its exit codes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use expect_test::{Expect, expect};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const DEMO: &str = env!("DEMO_COMPONENT");

fn patio(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_patio"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("PATIO_LOG")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with a configuration, and the demo adapter among its adapters.
fn restaurant(toml: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("adapters")).unwrap();
    fs::copy(DEMO, folder.path().join("adapters/demo.wasm")).unwrap();
    fs::write(folder.path().join("patio.toml"), toml).unwrap();
    folder
}

const CROWN: &str = r#"
[server]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"

[venues.crown]
adapter = "demo"
account_id = "acc_crown"
passwords = [{ value = "secret" }]
"#;

/// What a command says on stderr, and its exit code.
#[track_caller]
fn check_refused(toml: &str, arguments: &[&str], expected: Expect) {
    let folder = restaurant(toml);
    let output = patio(folder.path(), arguments);
    expected.assert_eq(&format!("{}exit {}", text(&output.stderr), output.status.code().unwrap()));
}

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
fn wrong_usage_ends_with_64_and_help_with_0() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["serv"][..], &[], &["call"], &["demo", "--listen", "nonsense"], &["payments", "show"]] {
        let output = patio(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(64), "{arguments:?}: {}", text(&output.stderr));
    }
    for arguments in [&["--help"][..], &["--version"], &["serve", "--help"]] {
        assert_eq!(patio(folder.path(), arguments).status.code(), Some(0), "{arguments:?}");
    }
    let output = patio(folder.path(), &["serve"]);
    assert_eq!(output.status.code(), Some(64));
    assert!(text(&output.stderr).contains("patio.toml"), "{}", text(&output.stderr));
}

#[test]
fn an_adapter_is_inspected_without_a_host() {
    let folder = tempfile::tempdir().unwrap();
    let output = patio(folder.path(), &["adapters", "inspect", DEMO]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    for line in ["payment safety keyed", "  SearchOrders", "  patio:epos/orders@0.1.0", "  currency (default \"GBP\")"]
    {
        assert!(said.contains(line), "no {line:?} in\n{said}");
    }
    let output = patio(folder.path(), &["adapters", "inspect", "--json", DEMO]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["description"]["payment_safety"], "keyed");
    let names = |list: &serde_json::Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let capabilities = names(&document["capabilities"]);
    let all: Vec<_> = patio_host::epos::capability::TABLE.iter().map(|row| row.name).collect();
    assert_eq!(capabilities, all, "the demo exports everything");
    for capability in all {
        assert!(said.contains(&format!("  {capability}\n")), "no {capability} in\n{said}");
    }
    let own: Vec<_> =
        names(&document["interfaces"]["exports"]).into_iter().filter(|name| name.starts_with("patio:epos/")).collect();
    assert_eq!(
        own.len(),
        patio_host::epos::Interface::ALL.len() + 2,
        "about and changes declare no capability: {own:?}"
    );

    fs::write(folder.path().join("page.wasm"), "<html>").unwrap();
    let output = patio(folder.path(), &["adapters", "inspect", "page.wasm"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "error: page.wasm is no adapter: it is no WebAssembly file\n");
}

#[test]
fn the_folder_is_listed_with_what_failed() {
    let folder = restaurant(CROWN);
    let output = patio(folder.path(), &["adapters", "list"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("demo  loaded  0.1.0    keyed"), "{}", text(&output.stdout));
    fs::write(folder.path().join("adapters/broken.wasm"), "broken").unwrap();
    let output = patio(folder.path(), &["adapters", "list"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("it is no WebAssembly file"), "{}", text(&output.stdout));
}

#[test]
fn one_call_takes_and_gives_epos_json() {
    let folder = tempfile::tempdir().unwrap();
    let call = |arguments: &[&str]| {
        let output = patio(folder.path(), &[&["call", DEMO], arguments].concat());
        let document = serde_json::from_slice(&output.stdout).unwrap_or(serde_json::Value::Null);
        (output.status.code().unwrap(), document, text(&output.stderr))
    };
    let (code, page, _) = call(&["SearchOrders", r#"{"cursor":{"limit":2}}"#, "--setting", "currency=EUR"]);
    assert_eq!(code, 0);
    assert_eq!(page["data"].as_array().unwrap().len(), 2);
    assert_eq!(page["data"][0]["totalAmount"]["currencyCode"], "EUR");
    let (code, order, _) = call(&["GetOrderById", r#"{"orderId":"1001"}"#]);
    assert_eq!((code, order["id"].as_str()), (0, Some("1001")));
    let (code, error, _) = call(&["GetOrderById", r#"{"orderId":"nothing"}"#]);
    assert_eq!((code, error["errorType"].as_str()), (1, Some("NotFound")));
    for (arguments, part) in [
        (&["SearchOrder"][..], "is no capability"),
        (&["SearchOrders", "[]"], "the request is no SearchOrders"),
        (&["SearchOrders", "{}", "--setting", "colour=red"], "the setting \"colour\" is unknown"),
        (&["GetOrderById", "{}"], "orderId: is missing in the request"),
        (&["UpdateParty", r#"{"id":"p-204"}"#], "missing field"),
    ] {
        let (code, _, said) = call(arguments);
        assert_eq!(code, 64, "{arguments:?}: {said}");
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
}

#[test]
fn what_is_granted_in_no_file_is_told_as_it_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let settings = ["--setting", "url=http://127.0.0.1:1", "--setting", "pin=p"];
    let call = ["call", patio_tests::guests::WIDE_AWAKE, "GetOrderById", r#"{"orderId":"1"}"#];
    let output = patio(folder.path(), &[&call[..], &settings].concat());
    let said = text(&output.stderr);
    let hint =
        "\nhint: here, --allow URL, --folder PATH=read|write and --tcp ADDRESS:PORT are what [venues.desk.allow] has\n";
    assert!(said.contains("may not reach http://127.0.0.1:1") && said.ends_with(hint), "{said}");
    let allowed = ["--allow", "http://127.0.0.1:1"];
    let said = text(&patio(folder.path(), &[&call[..], &settings, &allowed].concat()).stderr);
    assert!(!said.contains("hint: "), "{said}");
}

#[test]
fn a_component_that_is_not_there_is_told_with_how_it_comes() {
    check_refused(
        CROWN,
        &["call", "none.wasm", "SearchOrders"],
        expect![[r#"
            error: none.wasm cannot be read: No such file or directory (os error 2)
              hint: `patio build` in an adapter's project makes its component, NAME.wasm: give that
            exit 64"#]],
    );
}

#[test]
fn an_answer_of_every_kind_is_json_on_the_desk() {
    let folder = tempfile::tempdir().unwrap();
    let lock = r#"{"orderId":"1001","lockId":"l","expiry":"2099-01-01T00:00:00Z"}"#;
    let update =
        r#"{"id":"p-204","dojoPartyId":"d","status":"paid","tableIds":["t5"],"startTime":"2026-11-20T19:00:00Z"}"#;
    // Each call begins with an empty store: what it needs is in the demo from the start.
    let calls = [
        ("CreateOrderLock", lock, "/id", Some("1001")),
        ("GetOrderBillById", r#"{"orderId":"1001"}"#, "/order/id", Some("1001")),
        ("ListAreas", "{}", "/0/id", Some("terrace")),
        ("SearchTables", r#"{"cursor":{"limit":1}}"#, "/data/0/id", Some("t1")),
        ("UpdateParty", update, "/status", Some("paid")),
        ("GetReservationById", r#"{"reservationId":"r-88"}"#, "/id", Some("r-88")),
        // What is gone has no body over REST, and is an empty object here.
        ("DeletePartyById", r#"{"partyId":"p-204"}"#, "", None),
    ];
    // Each compiles the demo anew: as many at a time as there is room for.
    std::thread::scope(|scope| {
        for (capability, request, pointer, expected) in calls {
            let folder = folder.path();
            scope.spawn(move || {
                let output = patio(folder, &["call", DEMO, capability, request]);
                assert_eq!(output.status.code(), Some(0), "{capability}: {}", text(&output.stderr));
                let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
                match expected {
                    Some(_) => assert_eq!(document.pointer(pointer).unwrap().as_str(), expected, "{capability}"),
                    None => assert_eq!(document, serde_json::json!({}), "{capability}"),
                }
            });
        }
    });
}

/// A host of the real binary, ended with its test.
struct Host {
    process: Child,
    api: String,
    said: Vec<String>,
}

impl Host {
    fn start(folder: &Path, arguments: &[&str], last_line: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
        Self::run(command.args(arguments).current_dir(folder), last_line)
    }

    fn run(command: &mut Command, last_line: &str) -> Self {
        Self::run_telling(command, last_line, Stdio::null())
    }

    fn run_telling(command: &mut Command, last_line: &str, log: Stdio) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut said = Vec::new();
        loop {
            let line = lines.next().unwrap_or_else(|| panic!("it ended, having said {said:?}")).unwrap();
            let last = line.contains(last_line);
            said.push(line);
            if last {
                break;
            }
        }
        let api = said.iter().find_map(|line| line.trim().strip_prefix("EPOS Data API  http://")).unwrap();
        let api = api.split_whitespace().next().unwrap().to_owned();
        // Whoever reads no more would block a host that says more.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, api, said }
    }

    fn request(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.api).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Asks for an orderly end, and waits for it.
    fn terminate(mut self) -> Option<i32> {
        let killed = Command::new("kill").arg(self.process.id().to_string()).status().unwrap();
        assert!(killed.success());
        let started = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status.code();
            }
            assert!(started.elapsed() < Duration::from_secs(60), "it does not end");
            std::thread::yield_now();
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_demo_needs_nothing_and_its_curl_lines_work() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["demo", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"];
    let host = Host::start(folder.path(), &arguments, "Ctrl-C stops it.");
    let lines: Vec<_> = host.said.iter().filter(|line| line.trim().starts_with("curl ")).cloned().collect();
    assert_eq!(lines.len(), 3);
    let paid = ["share 3 of 3", "total GBP 71.61, paid GBP 71.61, GBP 0.00 due", "the contract was kept"];
    for line in paid {
        assert!(host.said.iter().any(|said| said.trim() == line), "{line:?} is not in {:#?}", host.said);
    }
    for line in lines {
        let output = Command::new("sh").args(["-c", &format!("{line} --fail")]).output().unwrap();
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap();
    }
    assert_eq!(host.terminate(), Some(0));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "a demo leaves nothing behind");
}

#[test]
fn the_demos_card_machine_can_be_the_readers() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["demo", "--interactive", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"];
    let mut process = Command::new(env!("CARGO_BIN_EXE_patio"))
        .args(arguments)
        .current_dir(folder.path())
        .env_remove("PATIO_LOG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(b"choose Table 4\norders\nchoose Table 4\npay tip 2\nquit\n").unwrap();
    let output = process.wait_with_output().unwrap();
    let said = text(&output.stdout);
    assert!(output.status.success(), "{said}{}", text(&output.stderr));
    assert!(said.contains("no: "), "nothing was listed yet: {said}");
    assert!(said.contains("paid GBP 68.29 and a tip of GBP 2.00, and the order shows it"), "{said}");
    assert!(said.ends_with("the contract was kept\nstopped\n"), "{said}");
}

#[test]
fn a_host_says_what_it_serves_stops_on_sigterm_and_leaves_its_payments_to_read() {
    let folder = restaurant(CROWN);
    let host = Host::start(folder.path(), &["serve"], "venue crown");
    let venue = host.said.last().unwrap();
    assert!(venue.starts_with("venue crown  adapter demo 0.1.0  SearchOrders GetOrderById"), "{venue}");
    let record = |pence: u32| {
        let body = format!(r#"{{"paymentIntentId":"pi_1","paidAmount":{{"value":{pence},"currencyCode":"GBP"}}}}"#);
        let answer = host.request(&format!(
            "POST /v1/orders/1001/record-payment HTTP/1.1\r\nhost: x\r\nauthorization: Basic Y3Jvd246c2VjcmV0\r\n\
             connection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ));
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
    let host = Host::start(folder.path(), &["serve"], "venue crown");
    let ask = |authorization: &str| {
        let answer = host.request(&format!(
            "GET /v1/orders/1001 HTTP/1.1\r\nhost: x\r\nauthorization: Basic {authorization}\r\nconnection: close\r\n\r\n"
        ));
        answer.starts_with("HTTP/1.1 200 ")
    };
    let (old, new) = ("Y3Jvd246b2xk", "Y3Jvd246bmV3");
    assert!(ask(old) && !ask(new));
    fs::write(folder.path().join("password"), "new").unwrap();
    assert!(Command::new("kill").args(["-HUP", &host.process.id().to_string()]).status().unwrap().success());
    let started = Instant::now();
    while !ask(new) {
        assert!(started.elapsed() < Duration::from_secs(60), "the new password never becomes valid");
    }
    assert!(!ask(old));
    assert_eq!(host.terminate(), Some(0));
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
fn a_bill_is_drawn_as_the_card_machine_prints_it() {
    let folder = restaurant(CROWN);
    let output = patio(folder.path(), &["render-bill", "adapters/demo.wasm", "1001"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let bill = text(&output.stdout);
    assert!(bill.contains("TOTAL") && bill.contains("Patio burger"), "{bill}");
    assert!(bill.lines().all(|line| line.chars().count() <= 48), "{bill}");
    let output = patio(folder.path(), &["render-bill", "adapters/demo.wasm", "1001", "--output", "bill.png"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(fs::read(folder.path().join("bill.png")).unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));
}

#[test]
fn a_bill_that_cannot_be_drawn_says_what_to_write() {
    let refused = |arguments: &[&str], expected: Expect| check_refused(CROWN, arguments, expected);
    refused(
        &["render-bill", "adapters/demo.wasm"],
        expect![[r#"
        error: adapters/demo.wasm is asked for the bill of which order?
          hint: patio render-bill adapters/demo.wasm ORDER
        exit 64"#]],
    );
    refused(
        &["render-bill", "adapters/demo.wasm", "9999"],
        expect![[r#"
        error: there is no bill of order "9999": NotFound: there is no order 9999
        exit 1"#]],
    );
    refused(
        &["render-bill", "patio.toml"],
        expect![[r#"
        error: patio.toml is no OrderBill: expected value at line 2 column 2
          hint: a bill is {"header": {"lines": […]}, "order": {…}, "footer": {"lines": […]}}
        exit 64"#]],
    );
    refused(
        &["render-bill", "bill.json"],
        expect![[r#"
        error: bill.json cannot be read: No such file or directory (os error 2)
        exit 64"#]],
    );
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
    let host = Host::run(command.current_dir(folder.path()), "venue crown");
    let event = r#"{"id":"evt_1","accountId":"acc_crown","event":"payment_intent.status_updated","createdAt":"2026-11-22T19:00:00Z","data":{"paymentIntentId":"pi_1","paymentStatus":"Captured","captureMode":"Auto"}}"#;
    let answer = host.request(&format!(
        "POST /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Basic Y3Jvd246c2VjcmV0\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{event}",
        event.len()
    ));
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

/// The process of a host, as the system shows it.
#[cfg(target_os = "linux")]
fn status_of(process: u32, file: &str) -> String {
    fs::read_to_string(format!("/proc/{process}/{file}")).unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_host_is_fenced_in_and_keeps_no_cores() {
    let folder = restaurant(CROWN);
    let host = Host::start(folder.path(), &["serve"], "venue crown");
    let fence = host.said.iter().find_map(|line| line.strip_prefix("fence          ")).unwrap();
    // That it holds was tried before this was said.
    assert!(fence.starts_with("only the folders of the configuration, and no other program (Landlock "), "{fence}");
    let process = host.process.id();
    assert!(status_of(process, "status").contains("NoNewPrivs:\t1"), "no program gives it more rights");
    let limits = status_of(process, "limits");
    let cores = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap().to_owned();
    assert_eq!(cores.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["1", "1"], "{cores}");
    assert_eq!(host.terminate(), Some(0));
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_is_granted_later_waits_for_a_restart_and_is_told() {
    let folder = restaurant(CROWN);
    let outside = tempfile::tempdir().unwrap();
    let log = fs::File::create(folder.path().join("log")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
    let host = Host::run_telling(command.arg("serve").current_dir(folder.path()), "venue crown", Stdio::from(log));
    let granted =
        format!("{CROWN}allow.folders = [{{ path = \"{}\", access = \"write\" }}]\n", outside.path().display());
    fs::write(folder.path().join("patio.toml"), granted).unwrap();
    let expected = format!(
        "patio.toml names what this process is fenced off from until patio is restarted: [venues.crown.allow] folders {}",
        fs::canonicalize(outside.path()).unwrap().display()
    );
    let started = Instant::now();
    loop {
        let said = fs::read_to_string(folder.path().join("log")).unwrap();
        if said.contains(&expected) {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{said}");
        std::thread::yield_now();
    }
    assert_eq!(host.terminate(), Some(0));
}

#[test]
fn whoever_wants_no_fence_says_so_and_a_required_one_is_not_taken_away() {
    let open = CROWN.replacen("[server]", "[server]\ndangerous_no_fence = true", 1);
    let folder = restaurant(&open);
    let host = Host::start(folder.path(), &["serve"], "venue crown");
    let fence = host.said.iter().find(|line| line.starts_with("fence")).unwrap();
    assert_eq!(fence, "fence          none: [server] dangerous_no_fence = true");
    assert_eq!(host.terminate(), Some(0));
    check_refused(
        &open.replacen("[server]", "[server]\nfence = \"require\"", 1),
        &["serve"],
        expect![[r#"
            error: patio.toml:3: [server] fence = "require" wants the fence that dangerous_no_fence = true takes away
              hint: write dangerous_no_fence = false, or leave out fence
            exit 64"#]],
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_fence_around_everything_is_no_fence_and_a_required_one_refuses_to_serve() {
    let toml = CROWN.replacen("[server]", "[server]\nfence = \"require\"", 1);
    let output = {
        let folder = restaurant(&format!("{toml}[adapters]\nfolder = \"/\"\n"));
        patio(folder.path(), &["serve"])
    };
    let said = text(&output.stderr);
    let expected = "error: [server] fence = \"require\", and there is none: [adapters] folder is the root of all files: a fence around everything is none\n";
    assert!(said.contains(expected), "{said}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
#[cfg(target_os = "linux")]
fn the_doctor_says_what_holds_and_tries_the_fence() {
    let folder = restaurant(CROWN);
    let output = patio(folder.path(), &["doctor", "--json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let check = |name: &str| -> serde_json::Value {
        let checks = document["checks"].as_array().unwrap();
        checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no {name}: {document}")).clone()
    };
    let fence = check("fence");
    for tried in ["reading /", "writing to /", "running /"] {
        assert!(fence["what"].as_str().unwrap().contains(tried), "{fence}");
    }
    let adapters = fs::canonicalize(folder.path().join("adapters")).unwrap();
    let let_in = format!("read {} ([adapters] folder)", adapters.display());
    assert!(fence["details"].as_array().unwrap().iter().any(|line| *line == let_in), "{fence}");
    assert_eq!(check("configuration")["what"], "patio.toml is fine: 1 venue");
    assert_eq!(check("sandbox")["what"], "3 hostile components were stopped");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left but the cache");
    let fails = document["checks"].as_array().unwrap().iter().filter(|check| check["state"] == "fails");
    // Where this machine keeps its temporary files in memory, the ledger lies there too.
    let others: Vec<_> = fails.filter(|check| check["name"] != "ledger").collect();
    assert!(others.is_empty(), "{others:?}");
    assert_eq!(output.status.code(), Some(if document["ok"] == true { 0 } else { 1 }));

    // What does not hold is the exit code.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    fs::set_permissions(&adapters, open).unwrap();
    let output = patio(folder.path(), &["doctor"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    assert!(
        said.contains("FAILS    adapters       everybody on this machine may put adapters into adapters\n"),
        "{said}"
    );
    assert!(said.contains("hint: chmod o-w adapters\n"), "{said}");
    let output = patio(folder.path(), &["doctor", "--config", "none.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("none.toml has 1 mistake"), "{}", text(&output.stdout));
}

#[test]
#[cfg(target_os = "linux")]
fn the_doctor_finds_a_machine_that_gives_too_little() {
    let folder = restaurant(CROWN);
    let script = format!("ulimit -n 256; ulimit -v 4000000; exec {} doctor", env!("CARGO_BIN_EXE_patio"));
    let output = Command::new("sh").args(["-c", &script]).current_dir(folder.path()).output().unwrap();
    let said = text(&output.stdout);
    assert!(
        said.contains("FAILS    address space  the sandbox could not be set up: "),
        "{said}{}",
        text(&output.stderr)
    );
    assert!(said.contains("warning  descriptors    256 files and connections may be open"), "{said}");
    assert_eq!(output.status.code(), Some(1));
}
