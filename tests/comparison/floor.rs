//! The floor of the comparison: what a vendor would get by writing a native server. The same request is read, the same
//! data is built and serialized, and there is no sandbox, no authentication and no check.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::post;
use patio_host::epos::{Capability, Order, Page, PageEnds, Reply, Request};
use std::sync::Arc;

/// What the demo adapter answers to the comparison's search; a test holds it against the real answer.
const SAMPLE: &str = include_str!("sample.json");

async fn search(State(sample): State<Arc<Page<Order>>>, body: Bytes) -> impl IntoResponse {
    let request = Request::from_rest(Capability::SearchOrders, &[], &body).expect("it is valid");
    let Request::SearchOrders { page, .. } = request else { panic!("a search is a search") };
    let limit = usize::try_from(page.limit).expect("a small number");
    // Cloning builds every string and list anew, as a server does that reads them from somewhere.
    let data = sample.data.iter().take(limit).cloned().collect();
    let reply = Reply::Orders(Page { data, ends: sample.ends.clone() });
    ([(CONTENT_TYPE, "application/json")], reply.into_rest().expect("it is JSON"))
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
