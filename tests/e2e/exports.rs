//! What an adapter exports is what its venue offers: exactly these capabilities, and every other is named where it is asked
//! for, whatever it is asked with.

use patio_host::epos::capability::TABLE;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use patio_tests::operations::method;
use serde_json::{Value, json};

async fn start(name: &str, component: &str) -> RunningHost {
    TestHost::new().adapter(name, component).venue("crown", name).start().await
}

/// The venue offers these capabilities, and is asked for all others in vain.
async fn check(name: &str, component: &str, expected: &[&str]) {
    let host = start(name, component).await;
    assert_eq!(offered(&host).await, expected, "what /ready tells of {name}");
    let crown = host.as_venue("crown");
    for row in TABLE.iter().filter(|row| !expected.contains(&row.name)) {
        for path in row.paths {
            // Of what is not offered, nothing is wrong either.
            for body in bodies(row.name) {
                let segments: Vec<_> = path.split('/').map(|it| if it.starts_with('{') { "1" } else { it }).collect();
                let answer = crown.call(method(row.verb), &segments.join("/"), body.clone()).await;
                let message = answer.error(404, "NotFound");
                assert_eq!(message, format!("{} is not provided by this venue", row.name), "{path} {body}");
            }
        }
    }
}

async fn offered(host: &RunningHost) -> Vec<String> {
    let ready = host.console().get("/ready").await.ok();
    let names = ready["venues"][0]["capabilities"].as_array().unwrap();
    names.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// Right and wrong bodies, as far as they still say which capability is meant.
fn bodies(capability: &str) -> Vec<String> {
    match capability {
        // Only an event says which of the two it is.
        "HandleEvent:payment_intent.created" | "HandleEvent:payment_intent.status_updated" => {
            let mut event = crate::events::event("pi_1", "Captured", "crown");
            event["event"] = json!(capability.strip_prefix("HandleEvent:"));
            vec![event.to_string()]
        }
        // The path is that of a search too.
        "CreateOrder" => vec![
            crate::operations::new_order("d").to_string(),
            json!({"dojoOrderId": 7}).to_string(),
            json!({"items": null}).to_string(),
        ],
        _ => {
            ["{}", "{", "[]", "null", r#"{"expiry":"yesterday","cursor":{"limit":0}}"#, ""].map(str::to_owned).to_vec()
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adapter_that_exports_everything_offers_the_whole_table() {
    let all: Vec<_> = TABLE.iter().map(|row| row.name).collect();
    check("demo", guests::DEMO, &all).await;
    check("echo", guests::ECHO, &all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_alone_are_a_search_and_a_look() {
    check("orders_only", guests::ORDERS_ONLY, &["SearchOrders", "GetOrderById"]).await;
}

#[tokio::test(flavor = "multi_thread")]
pub async fn locks_only() {
    let expected = ["SearchOrders", "GetOrderById", "CreateOrderLock", "DeleteOrderLock"];
    check("locks_only", guests::LOCKS_ONLY, &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
pub async fn places_only() {
    check("places_only", guests::PLACES_ONLY, &["ListAreas", "SearchTables"]).await;
    let host = start("places_only", guests::PLACES_ONLY).await;
    let crown = host.as_venue("crown");
    assert_eq!(crown.get("/v1/areas").await.ok(), json!([{"id": "1", "name": "Area 1"}]));
    let tables = crown.post("/v1/tables/search", &json!({})).await.ok();
    assert_eq!(tables, json!({"data": [{"id": "1", "name": "Table 1", "maxCovers": 4}]}));
}

#[tokio::test(flavor = "multi_thread")]
pub async fn bookings_only() {
    let expected = [
        "CreateParty",
        "GetPartyById",
        "UpdateParty",
        "DeletePartyById",
        "SearchParties",
        "CreateReservation",
        "GetReservationById",
        "UpdateReservation",
        "DeleteReservationById",
        "SearchReservations",
    ];
    check("bookings_only", guests::BOOKINGS_ONLY, &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_venue_switched_off_is_not_offered_under_any_of_its_names() {
    let off = ["UpdatePartyById", "GetOrderBill", "CreateOrder", "ListAreas"];
    let toml = format!("disabled_capabilities = {}", json!(off));
    let host = TestHost::new()
        .adapter("demo", guests::DEMO)
        .venue("anchor", "demo")
        .venue_with("crown", "demo", &toml)
        .start()
        .await;
    let names = |ready: &Value, venue: usize| ready["venues"][venue]["capabilities"].as_array().unwrap().clone();
    let ready = host.console().get("/ready").await.ok();
    let (all, left) = (names(&ready, 0), names(&ready, 1));
    let missing: Vec<_> = all.into_iter().filter(|name| !left.contains(name)).collect();
    assert_eq!(missing, ["GetOrderBillById", "ListAreas", "CreateOrder", "UpdateParty"]);
    let crown = host.as_venue("crown");
    for (method, path, body, name) in [
        ("GET", "/v1/areas", "", "ListAreas"),
        ("GET", "/v1/orders/1001/bill", "", "GetOrderBillById"),
        ("POST", "/v1/orders", r#"{"dojoOrderId":""}"#, "CreateOrder"),
        ("PUT", "/v1/parties/p-204", "{}", "UpdateParty"),
    ] {
        let message = crown.call(method, path, body).await.error(404, "NotFound");
        assert_eq!(message, format!("{name} is not provided by this venue"));
    }
    crown.post("/v1/orders", &json!({})).await.ok();
    host.as_venue("anchor").get("/v1/areas").await.ok();
}
