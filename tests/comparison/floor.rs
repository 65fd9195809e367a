//! The floor of the comparison: what a vendor would get by writing a native server. The same request is read, the same
//! data is built and serialized with serde_json, and there is no sandbox, no authentication and no check.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::post;
use patio_host::epos::{Capability, Order, Page, PageEnds, Request};
use serde::Serialize;
use std::sync::Arc;

/// What the demo adapter answers to the comparison's search; a test holds it against the real answer.
const SAMPLE: &str = include_str!("sample.json");

/// `PagedOrdersResponse`.
#[derive(Serialize)]
struct Orders {
    data: Vec<Order>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

async fn search(State(sample): State<Arc<Page<Order>>>, body: Bytes) -> impl IntoResponse {
    let request = Request::from_rest(Capability::SearchOrders, &[], &body).expect("it is valid");
    let Request::SearchOrders { page, .. } = request else { panic!("a search is a search") };
    let limit = usize::try_from(page.limit).expect("a small number");
    // Cloning builds every string and list anew, as a server does that reads them from somewhere.
    let mut data: Vec<_> = sample.data.iter().take(limit).cloned().collect();
    for payment in data.iter_mut().flat_map(|order| &mut order.payments) {
        payment.payment_intent_id.get_or_insert_default();
    }
    let PageEnds { before, after } = sample.ends.clone();
    // Not the host's own writer: serde_json is what a vendor would take.
    let mut json = Vec::with_capacity(1280 * data.len());
    serde_json::to_writer(&mut json, &Orders { data, before, after }).expect("it is JSON");
    ([(CONTENT_TYPE, "application/json")], json)
}

#[tokio::main]
async fn main() {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8090".to_owned());
    let mut sample: serde_json::Value = serde_json::from_str(SAMPLE).expect("JSON");
    let data: Vec<Order> = serde_json::from_value(sample["data"].take()).expect("orders");
    let after = sample["after"].as_str().map(str::to_owned);
    let sample = Arc::new(Page { data, ends: PageEnds { before: None, after } });
    let router = Router::new().route("/v1/orders/search", post(search)).with_state(sample);
    let listener = tokio::net::TcpListener::bind(&address).await.expect("a free address");
    axum::serve(listener, router).await.expect("it serves");
}
