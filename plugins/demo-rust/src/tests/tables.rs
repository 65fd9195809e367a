//! The tables of the house.

use patio_sdk::Tables;
use patio_sdk::model::PageRequest;
use patio_sdk::tables::TableFilter;
use patio_sdk::testkit::ScriptedPos;

use super::{kit, someone};

const TABLES: &str = r#"{"tables": [
    {"id": "T1", "name": "Table 1", "seats": 2, "area": "A1", "waiters": ["W1"]},
    {"id": "T8", "name": "Table 8", "seats": 4, "area": "A2", "waiters": ["W1", "W2"]}
]}"#;

#[track_caller]
fn check(area: Option<&str>, waiter: Option<&str>, expected: &[&str]) {
    let pos = ScriptedPos::start().on("GET", "/tables", TABLES);
    let filter = TableFilter { area_id: area.map(str::to_owned), waiter_id: waiter.map(str::to_owned) };
    let page = kit(&pos).call(|corner| corner.search_tables(&filter, &PageRequest::first(10), &someone())).unwrap();
    assert_eq!(page.tables.iter().map(|table| table.id.as_str()).collect::<Vec<_>>(), expected);
}

#[test]
fn every_filter_that_is_given_must_match() {
    check(None, None, &["T1", "T8"]);
    check(Some("A2"), None, &["T8"]);
    check(None, Some("W1"), &["T1", "T8"]);
    check(Some("A1"), Some("W2"), &[]);
}
