//! A hostile venue's card machines: they ask again and again, and compare each answer with the case.

use crate::case::{Ask, Round, Wanted};
use patio_tests::client::{Answer, Client};
use patio_tests::evening::{event, new_order, new_party, new_reservation, pounds};
use serde_json::json;

/// Answers of a venue before its breaker may have opened: what comes later may be refused instead of failing.
const STRICT_ROUNDS: usize = 1;

/// One venue under attack from within.
pub(crate) struct Attack {
    pub(crate) name: &'static str,
    pub(crate) client: Client,
    pub(crate) rounds: Vec<Round>,
    /// Rounds that were made.
    pub(crate) made: usize,
}

// === impl Attack ===

impl Attack {
    /// One round: what was not as it should be.
    pub(crate) async fn round(&mut self) -> Vec<String> {
        let mut amiss = Vec::new();
        let fails = self.rounds.iter().any(|round| round.wanted.is_fault());
        for round in &self.rounds {
            let answer = ask(&self.client, self.name, self.made, round.ask).await;
            // Whoever fails all the time is not asked for a while: that is no fault of the case.
            let is_refused = fails && self.made >= STRICT_ROUNDS && is_not_asked(&answer);
            if !is_refused && !round.wanted.is(&answer) {
                let (status, body) = (answer.status, String::from_utf8_lossy(&answer.body).into_owned());
                let body: String = body.chars().take(500).collect();
                let (name, made, ask) = (self.name, self.made, round.ask);
                amiss
                    .push(format!("{name}, round {made}, {ask:?}: {} was to come, but {status}: {body}", round.wanted));
            }
        }
        self.made += 1;
        amiss
    }
}

// === impl Wanted ===

impl Wanted {
    pub(crate) const fn is_fault(&self) -> bool {
        matches!(self, Self::Fault | Self::NoAnswer)
    }

    fn is(&self, answer: &Answer) -> bool {
        match self {
            Self::Ok(passes) => {
                answer.status == 200 && serde_json::from_slice(&answer.body).is_ok_and(|json| passes(&json))
            }
            Self::Error(status, kind) => is_error(answer, &[*status], kind),
            Self::Fault => is_error(answer, &[500, 504], "UnexpectedError"),
            Self::NoAnswer => is_error(answer, &[503, 504], "UnexpectedError"),
        }
    }
}

fn is_error(answer: &Answer, statuses: &[u16], kind: &str) -> bool {
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(&answer.body) else { return false };
    let text = json["debugMessage"].as_str().unwrap_or_default();
    statuses.contains(&answer.status.as_u16())
        && json["errorType"] == kind
        && answer.headers.get("x-request-id").is_some_and(|id| json["traceId"] == id.to_str().unwrap_or_default())
        // A sentence, whatever the adapter had to say.
        && text.len() <= 2000
}

fn is_not_asked(answer: &Answer) -> bool {
    is_error(answer, &[503], "UnexpectedError")
}

async fn ask(client: &Client, venue: &str, round: usize, ask: Ask) -> Answer {
    match ask {
        Ask::Search => client.post("/v1/orders/search", &json!({})).await,
        Ask::Get => client.get("/v1/orders/1").await,
        Ask::Bill => client.get("/v1/orders/1/bill").await,
        Ask::Create => client.post("/v1/orders", &new_order("d-1")).await,
        Ask::Cancel => client.delete("/v1/orders/1").await,
        Ask::Lock => {
            let lock = json!({"lockId": "l", "expiry": "2099-01-01T00:00:00Z"});
            client.post("/v1/orders/1/lock", &lock).await
        }
        Ask::Areas => client.get("/v1/areas").await,
        Ask::Tables => client.post("/v1/tables/search", &json!({})).await,
        Ask::Party => client.post("/v1/parties", &new_party("p-1")).await,
        Ask::Reservation => client.post("/v1/reservations", &new_reservation("r-1")).await,
        Ask::Record => {
            let payment = json!({"paymentIntentId": format!("pi_{round}"), "paidAmount": pounds(100)});
            client.post("/v1/orders/1/record-payment", &payment).await
        }
        Ask::Event => client.post("/v1/events", &event(&format!("pi_e{round}"), "Captured", venue)).await,
    }
}
