//! Areas, tables, parties and reservations, through the demo adapter.

use patio_tests::client::Client;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use serde_json::{Value, json};
use std::collections::BTreeSet;

use crate::operations::{id, new_party, new_reservation, pounds};

async fn demo() -> RunningHost {
    TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await
}

fn ids(page: &Value) -> Vec<String> {
    page["data"].as_array().unwrap().iter().map(id).collect()
}

async fn search(crown: &Client, path: &str, body: Value) -> Value {
    crown.post(path, &body).await.ok()
}

/// Pages through a search in both directions, with pages of several sizes.
async fn check_pages(crown: &Client, path: &str) {
    let all = ids(&search(crown, path, json!({})).await);
    assert!(all.len() > 3, "enough to page through");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "none twice");
    for limit in [1, 2, 3, all.len(), 100] {
        let (mut forward, mut cursor) = (Vec::new(), json!({"limit": limit}));
        let mut last = loop {
            let page = search(crown, path, json!({"cursor": cursor})).await;
            assert!(ids(&page).len() <= limit);
            forward.extend(ids(&page));
            let Some(after) = page.get("after") else { break page };
            cursor = json!({"limit": limit, "after": after});
        };
        assert_eq!(forward, all, "forward by {limit}");
        let mut backward = ids(&last);
        while let Some(before) = last.get("before").cloned() {
            last = search(crown, path, json!({"cursor": {"limit": limit, "before": before}})).await;
            backward.splice(0..0, ids(&last));
        }
        assert_eq!(backward, all, "backward by {limit}");
    }
    let message = crown.post(path, &json!({"cursor": {"after": "no such cursor"}})).await.error(400, "InvalidRequest");
    assert!(message.contains("no such cursor"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_neither_skip_nor_repeat() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    for number in 0..5 {
        crown.post("/v1/parties", &new_party(&format!("d-{number}"))).await.ok();
        crown.post("/v1/reservations", &new_reservation(&format!("d-{number}"))).await.ok();
    }
    for path in ["/v1/tables/search", "/v1/parties/search", "/v1/reservations/search"] {
        check_pages(&crown, path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_and_goes_between_two_pages_moves_no_other() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let all = ids(&search(&crown, "/v1/reservations/search", json!({})).await);
    let first = search(&crown, "/v1/reservations/search", json!({"cursor": {"limit": 2}})).await;
    crown.delete(&format!("/v1/reservations/{}", all[0])).await.nothing();
    let made = id(&crown.post("/v1/reservations", &new_reservation("d-1")).await.ok());
    let rest = search(&crown, "/v1/reservations/search", json!({"cursor": {"after": first["after"]}})).await;
    assert_eq!(ids(&rest), [&all[2..], &[made]].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_stand_in_areas_and_filters_combine_with_and() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let areas = crown.get("/v1/areas").await.ok();
    let all = search(&crown, "/v1/tables/search", json!({})).await;
    let mut seen = 0;
    for area in areas.as_array().unwrap() {
        let found = search(&crown, "/v1/tables/search", json!({"areaId": area["id"]})).await;
        assert!(found["data"].as_array().unwrap().iter().all(|table| table["areaId"] == area["id"]));
        seen += ids(&found).len();
        for waiter in area["waiterIds"].as_array().unwrap() {
            let body = json!({"areaId": area["id"], "waiterId": waiter});
            let served = search(&crown, "/v1/tables/search", body).await;
            let serves = |table: &Value| table["waiterIds"].as_array().unwrap().contains(waiter);
            let expected: Vec<_> =
                found["data"].as_array().unwrap().iter().filter(|table| serves(table)).map(id).collect();
            assert_eq!(ids(&served), expected);
            assert!(!expected.is_empty(), "a waiter of an area serves a table there");
        }
    }
    assert_eq!(seen, ids(&all).len(), "every table stands in one area");
    assert!(ids(&search(&crown, "/v1/tables/search", json!({"areaId": "the moon"})).await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_is_made_once_changed_and_deleted() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let mut new = new_party("d-1");
    new["deposit"] = json!({"totalAmount": pounds(4000), "paymentIntentIds": ["pi_1"], "description": "For the table"});
    new["guestRequests"] = json!("A high chair");
    let made = crown.post("/v1/parties", &new).await.ok();
    assert_eq!((&made["deposit"], &made["guestRequests"]), (&new["deposit"], &new["guestRequests"]));
    assert_eq!(made["startTime"], "2026-11-20T19:00:00.000Z");
    assert_eq!(crown.post("/v1/parties", &new).await.ok(), made, "the same id is the same party");

    let path = format!("/v1/parties/{}", id(&made));
    assert_eq!(crown.get(&path).await.ok(), made);
    let change = json!({
        "dojoPartyId": "d-1", "tableIds": ["t5", "t6"], "status": "paying", "startTime": "2026-11-20T20:00:00+01:00",
        "endTime": "2026-11-20T21:30:00Z",
    });
    let changed = crown.put(&path, &change).await.ok();
    let expected = json!({
        "id": made["id"], "tableIds": ["t5", "t6"], "status": "paying", "startTime": "2026-11-20T19:00:00.000Z",
        "endTime": "2026-11-20T21:30:00.000Z",
    });
    assert_eq!(changed, expected, "every field replaces the one before, also where it is not given");
    assert_eq!(crown.get(&path).await.ok(), changed);

    crown.delete(&path).await.nothing();
    crown.get(&path).await.error(404, "NotFound");
    crown.put(&path, &change).await.error(404, "NotFound");
    crown.delete(&path).await.error(404, "NotFound");
    assert!(!ids(&search(&crown, "/v1/parties/search", json!({"completedOnly": true})).await).contains(&id(&made)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_the_parties_that_are_here_or_those_that_left() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let here = search(&crown, "/v1/parties/search", json!({})).await;
    let left = search(&crown, "/v1/parties/search", json!({"completedOnly": true})).await;
    assert!(!ids(&left).is_empty() && !ids(&here).is_empty());
    assert!(here["data"].as_array().unwrap().iter().all(|party| party.get("endTime").is_none()));
    assert!(left["data"].as_array().unwrap().iter().all(|party| party.get("endTime").is_some()));
    let asked = search(&crown, "/v1/parties/search", json!({"completedOnly": false})).await;
    assert_eq!(asked, here);
    let table = &here["data"][0]["tableIds"][0];
    let there = search(&crown, "/v1/parties/search", json!({"tableId": table})).await;
    assert!(ids(&there).contains(&id(&here["data"][0])));
    assert!(there["data"].as_array().unwrap().iter().all(|it| it["tableIds"].as_array().unwrap().contains(table)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_is_made_once_changed_and_deleted() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let new = new_reservation("d-1");
    let made = crown.post("/v1/reservations", &new).await.ok();
    assert_eq!(made["endTime"], "2026-11-21T21:00:00.000Z");
    assert_eq!(crown.post("/v1/reservations", &new).await.ok(), made, "the same id is the same reservation");
    let path = format!("/v1/reservations/{}", id(&made));
    assert_eq!(crown.get(&path).await.ok(), made);

    let mut change = new.clone();
    (change["covers"], change["hostNotes"]) = (json!(5.0), json!("By the window"));
    let changed = crown.put(&path, &change).await.ok();
    assert_eq!((&changed["id"], &changed["covers"]), (&made["id"], &json!(5)));
    assert_eq!(changed["hostNotes"], "By the window");
    let without = crown.put(&path, &new).await.ok();
    assert_eq!(without, made, "every field replaces the one before, also where it is not given");

    crown.delete(&path).await.nothing();
    crown.get(&path).await.error(404, "NotFound");
    crown.put(&path, &change).await.error(404, "NotFound");
    crown.delete(&path).await.error(404, "NotFound");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_the_reservations_between_two_times_at_a_table() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let made = id(&crown.post("/v1/reservations", &new_reservation("d-1")).await.ok());
    let found = async |body: Value| ids(&search(&crown, "/v1/reservations/search", body).await).contains(&made);
    assert!(found(json!({})).await);
    assert!(found(json!({"fromTime": "2026-11-21T00:00:00Z", "toTime": "2026-11-22T00:00:00Z"})).await);
    assert!(found(json!({"fromTime": "2026-11-21T00:00:00Z", "tableId": "t5"})).await);
    assert!(!found(json!({"fromTime": "2026-11-22T00:00:00Z"})).await);
    assert!(!found(json!({"toTime": "2026-11-21T00:00:00Z"})).await);
    assert!(!found(json!({"tableId": "t4"})).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_party_and_reservation_many_times_at_once_are_one_each() {
    let host = demo().await;
    for (path, new) in [("/v1/parties", new_party("d-1")), ("/v1/reservations", new_reservation("d-1"))] {
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let (crown, new) = (host.as_venue("crown"), new.clone());
            all.spawn(async move { id(&crown.post(path, &new).await.ok()) });
        }
        assert_eq!(all.join_all().await.into_iter().collect::<BTreeSet<_>>().len(), 1, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_contract_forbids_is_an_invalid_request() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let check = async |path: &str, mut body: Value, changes: Value, part: &str| {
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let message = crown.post(path, &body).await.error(400, "InvalidRequest");
        assert!(message.contains(part), "{changes}: {message}");
    };
    let party = async |changes, part| check("/v1/parties", new_party("d-1"), changes, part).await;
    party(json!({"tableIds": []}), "tableIds: needs at least one table").await;
    party(json!({"startTime": "half past seven"}), "startTime").await;
    party(json!({"expectedEndTime": "2026-11-20T18:59:59Z"}), "expectedEndTime").await;
    party(json!({"covers": -1}), "covers: -1 is out of range").await;
    party(json!({"deposit": {"totalAmount": pounds(-1), "paymentIntentIds": []}}), "deposit.totalAmount").await;
    let reservation = async |changes, part| check("/v1/reservations", new_reservation("d-1"), changes, part).await;
    reservation(json!({"endTime": "2026-11-21T18:00:00Z"}), "endTime").await;
    reservation(json!({"covers": null}), "covers").await;
    reservation(json!({"name": 7}), "name").await;
    reservation(json!({"tableIds": "t5"}), "tableIds").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_outlives_the_host() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let party = crown.post("/v1/parties", &new_party("d-1")).await.ok();
    let reservation = crown.post("/v1/reservations", &new_reservation("d-1")).await.ok();
    let host = host.stop().await.again().start().await;
    let crown = host.as_venue("crown");
    assert_eq!(crown.get(&format!("/v1/parties/{}", id(&party))).await.ok(), party);
    assert_eq!(crown.get(&format!("/v1/reservations/{}", id(&reservation))).await.ok(), reservation);
}
