//! Pages of checks: full, in order, none skipped and none shown twice.

use patio_sdk::Orders;
use patio_sdk::model::{PageRequest, Position};
use patio_sdk::orders::{OrderFilter, OrderPage};
use patio_sdk::testkit::{Reply, ScriptedPos};
use serde_json::{Value, json};

use super::{check, kit, someone};

fn checks(ids: &[&str], more_before: bool, more_after: bool) -> Reply {
    let with_id = |id: &&str| {
        let mut check = check();
        check["id"] = json!(id);
        // One that is paid is open until somebody closes it.
        check["balance"] = json!(if id.ends_with("paid") { "0.00" } else { "24.43" });
        check
    };
    let checks: Vec<Value> = ids.iter().map(with_id).collect();
    json!({"checks": checks, "more_before": more_before, "more_after": more_after}).to_string().into()
}

fn search(pos: &ScriptedPos, filter: &OrderFilter, page: PageRequest) -> OrderPage {
    kit(pos).call(|corner| corner.search_orders(filter, &page, &someone())).unwrap()
}

fn ids(page: &OrderPage) -> Vec<&str> {
    page.orders.iter().map(|order| order.id.as_str()).collect()
}

#[test]
fn a_page_ends_with_the_cursor_of_the_next() {
    let pos = ScriptedPos::start().on("GET", "/checks?state=all&limit=50", checks(&["1", "2", "3"], false, false)).on(
        "GET",
        "/checks?state=all&limit=50&after=2",
        checks(&["3"], true, false),
    );
    let first = search(&pos, &OrderFilter::default(), PageRequest::first(2));
    assert_eq!((ids(&first), first.ends.before.as_deref()), (vec!["1", "2"], None));
    let at = first.ends.after.map(Position::After);
    let second = search(&pos, &OrderFilter::default(), PageRequest { limit: 2, at });
    assert_eq!((ids(&second), second.ends.before.as_deref()), (vec!["3"], Some("3")));
    assert_eq!(second.ends.after, None);
}

#[test]
fn a_page_of_payable_orders_is_full() {
    let pos = ScriptedPos::start().on("GET", "/checks?state=open&limit=50", checks(&["1", "2-paid"], false, true)).on(
        "GET",
        "/checks?state=open&limit=50&after=2-paid",
        checks(&["3-paid", "4", "5"], true, false),
    );
    let payable = OrderFilter { payable_only: true, ..OrderFilter::default() };
    let page = search(&pos, &payable, PageRequest::first(2));
    assert_eq!((ids(&page), page.ends.after.as_deref()), (vec!["1", "4"], Some("4")));
}

#[test]
fn filters_are_the_pos_s() {
    let path = "/checks?state=all&limit=50&table=T%208&waiter=W1";
    let pos = ScriptedPos::start().on("GET", path, checks(&["1"], false, false));
    let filter =
        OrderFilter { table_id: Some("T 8".to_owned()), waiter_id: Some("W1".to_owned()), ..OrderFilter::default() };
    assert_eq!(ids(&search(&pos, &filter, PageRequest::first(10))), ["1"]);
}

#[test]
fn no_check_is_a_partys() {
    let pos = ScriptedPos::start();
    let filter = OrderFilter { party_id: Some("P1".to_owned()), ..OrderFilter::default() };
    assert_eq!(ids(&search(&pos, &filter, PageRequest::first(10))), [""; 0]);
    assert_eq!(pos.requests(), []);
}
