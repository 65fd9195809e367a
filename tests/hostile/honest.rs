//! Honest venues: whatever happens beside them, each of their requests is answered, with what was right before.

use patio_tests::client::Client;
use patio_tests::evening::event;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Names of the honest venues.
pub(crate) const VENUES: [&str; 4] = ["anchor", "bell", "castle", "dolphin"];

/// Between two requests of one card machine.
const PAUSE: Duration = Duration::from_millis(5);

/// A card machine of an honest venue, with what it was answered while nothing was wrong.
pub(crate) struct Machine {
    venue: &'static str,
    client: Client,
    bills: Value,
    first: Value,
}

/// What it heard.
#[derive(Default)]
pub(crate) struct Heard {
    pub(crate) answers: u64,
    pub(crate) amiss: Vec<String>,
    pub(crate) slowest: Duration,
}

// === impl Machine ===

impl Machine {
    pub(crate) async fn new(venue: &'static str, client: Client) -> Self {
        let bills = client.post("/v1/orders/search", &json!({})).await.ok();
        let id = bills["data"][0]["id"].as_str().unwrap().to_owned();
        let first = client.get(&format!("/v1/orders/{id}")).await.ok();
        assert_eq!(first, bills["data"][0], "the same order, however it is asked for");
        Self { venue, client, bills, first }
    }

    /// Asks until the end.
    pub(crate) async fn ask(&self, mut is_over: impl FnMut() -> bool) -> Heard {
        let mut heard = Heard::default();
        let path = format!("/v1/orders/{}", self.first["id"].as_str().unwrap());
        while !is_over() {
            let round = heard.answers;
            let asked = Instant::now();
            let (answer, wanted) = match round % 20 {
                0 => (
                    self.client.post("/v1/events", &event(&format!("pi_h{round}"), "Created", self.venue)).await,
                    json!({}),
                ),
                odd if odd % 2 == 1 => (self.client.get(&path).await, self.first.clone()),
                _ => (self.client.post("/v1/orders/search", &json!({})).await, self.bills.clone()),
            };
            heard.slowest = heard.slowest.max(asked.elapsed());
            heard.answers += 1;
            let right =
                answer.status == 200 && serde_json::from_slice::<Value>(&answer.body).is_ok_and(|it| it == wanted);
            if !right {
                let text: String = String::from_utf8_lossy(&answer.body).chars().take(300).collect();
                heard.amiss.push(format!("{}, request {round}: {}: {text}", self.venue, answer.status));
            }
            tokio::time::sleep(PAUSE).await;
        }
        heard
    }
}
