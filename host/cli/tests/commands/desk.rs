//! What is asked of an adapter without a host.

use super::{CROWN, DEMO, check_refused, patio, restaurant, text};
use expect_test::{Expect, expect};
use std::fs;

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
