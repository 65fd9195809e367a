//! What the point of sale opens with.

#![expect(clippy::unwrap_used, reason = "a test")]

use hyper::Request;
use patio_pos::{Corner, Opening, Till};
use serde_json::{Value, json};
use tokio::net::TcpListener;

async fn corner(opening: Opening) -> Corner {
    Corner::start(TcpListener::bind("127.0.0.1:0").await.unwrap(), opening, "k").unwrap()
}

#[tokio::test]
async fn a_check_adds_up_without_what_is_void_and_without_tips() {
    let evening = corner(Opening::evening().unwrap()).await;
    for (id, total, balance) in [
        ("1001", "29.80", "29.80"),
        ("1002", "64.05", "64.05"),
        ("1003", "35.11", "35.11"),
        ("1004", "23.70", "0.00"),
        ("1006", "36.50", "26.50"),
        ("1008", "1239.89", "1239.89"),
        ("1009", "25.00", "25.00"),
        ("1016", "0.00", "0.00"),
    ] {
        let check = evening.check(id).unwrap();
        assert_eq!((&check["total"], &check["balance"]), (&total.into(), &balance.into()), "{id}");
    }
}

#[tokio::test]
async fn yen_have_no_smaller_unit() {
    let yen = corner(Opening::yen().unwrap()).await;
    assert_eq!(yen.check("2001").unwrap()["total"], "3040");
    assert_eq!(yen.check("2002").unwrap()["balance"], "1000");
}

#[test]
fn what_is_no_check_is_refused_by_its_id_and_the_reason() {
    let refused = |check: Value| Opening::yen().unwrap().with_checks(&[check]).unwrap_err().to_string();
    let check = |field: &str, value: Value| {
        let mut check = json!({"id": "9", "number": 1, "state": "open", "currency": "GBP",
            "opened": "2026-11-22T20:00:00+01:00", "changed": "2026-11-22T20:00:00+01:00"});
        check[field] = value;
        check
    };
    assert_eq!(refused(json!({})), "check without an id: missing field `id`");
    let line = json!([{"sku": "A", "name": "A", "qty": 1, "price": "1"}]);
    assert_eq!(refused(check("lines", line)), r#"check 9: "1" is no amount in GBP"#);
    assert_eq!(refused(check("opened", "20:00".into())), r#"check 9: "20:00" is no time with an offset"#);
    assert!(refused(check("tabel", "T1".into())).starts_with("check 9: unknown field `tabel`"));
    let not_toml = Opening::read("table = []\n").unwrap_err().to_string();
    assert!(not_toml.contains("missing field `check`"), "{not_toml}");
}

#[test]
fn a_check_is_changed_field_by_field_or_opened_where_it_belongs() {
    let mut till = Till::open(Opening::yen().unwrap(), "k");
    till.set(&json!({"id": "2001", "state": "billed"})).unwrap();
    let check = till.check("2001").unwrap();
    assert_eq!((&check["state"], &check["total"]), (&"billed".into(), &"3040".into()));
    let before_all = json!({"id": "2000", "number": 3, "state": "open", "currency": "JPY",
        "opened": "2026-11-22T11:00:00+00:00", "changed": "2026-11-22T11:00:00+00:00"});
    till.set(&before_all).unwrap();
    assert_eq!(
        till.set(&json!({"id": "2001", "service": "1.50"})).unwrap_err().to_string(),
        r#"check 2001: "1.50" is no amount in JPY"#
    );
    assert!(till.check("2001").unwrap()["service"].is_null(), "what is refused is not done");
    let request = Request::get("/checks").header("x-api-key", "k").body(()).unwrap();
    let list: Value = serde_json::from_slice(till.answer(&request.into_parts().0, b"").body()).unwrap();
    let ids: Vec<_> = list["checks"].as_array().unwrap().iter().map(|check| check["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["2000", "2001", "2002"]);
}

#[test]
fn a_payment_that_an_opening_has_without_a_tip_is_shown_with_none() {
    let mut check = Till::open(Opening::yen().unwrap(), "k").check("2002").unwrap();
    check["payments"][0].as_object_mut().unwrap().remove("tip");
    let till = Till::open(Opening::yen().unwrap().with_checks(&[check]).unwrap(), "k");
    assert_eq!(till.check("2002").unwrap()["payments"][0]["tip"], "0");
}
