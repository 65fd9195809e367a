//! `/attention`: the payments that wait for a person, as a page and as JSON.

use super::{Sources, text, typed};
use crate::ledger::Filter;
use crate::payments::summary::{self, PaymentRow};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use std::fmt::Write as _;
use std::sync::Arc;

/// Rows that are shown: more than a person looks through before something is wrong that no list helps with.
const ROWS: u32 = 1_000;

/// The page. It changes nothing: answers are given by `patio payments resolve`.
pub(super) async fn page(State(sources): State<Arc<Sources>>) -> Response {
    match rows(&sources).await {
        Ok(rows) => {
            typed(StatusCode::OK, HeaderValue::from_static("text/html; charset=utf-8"), html(&rows).into_bytes())
        }
        Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, &format!("{error}\n")),
    }
}

/// The same for programs.
pub(super) async fn json(State(sources): State<Arc<Sources>>) -> Response {
    let rows = rows(&sources).await;
    let json = rows
        .map_err(|error| error.to_string())
        .and_then(|rows| serde_json::to_vec_pretty(&rows).map_err(|error| error.to_string()));
    match json {
        Ok(json) => typed(StatusCode::OK, HeaderValue::from_static("application/json"), json),
        Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, &format!("{error}\n")),
    }
}

async fn rows(sources: &Sources) -> Result<Vec<PaymentRow>, crate::ledger::LedgerError> {
    let filter = Filter { attention: true, limit: ROWS, ..Filter::default() };
    summary::list(&*sources.ledger, &filter).await
}

fn html(rows: &[PaymentRow]) -> String {
    let mut page = String::from(HEAD);
    if rows.is_empty() {
        page.push_str("<p>Nothing waits for a person.</p>");
    } else {
        page.push_str("<table><tr><th>Since</th><th>Venue</th><th>Payment</th><th>Order</th><th>Why</th></tr>");
        for row in rows {
            let since = row.since.map_or_else(String::new, |since| since.to_string());
            let order = row.order_id.as_deref().unwrap_or_default();
            let why = row.reason.as_deref().unwrap_or_default();
            page.push_str("<tr>");
            for cell in [&since, &row.venue, &row.payment_intent_id, order, why] {
                // Writing to a String cannot fail.
                let _ = write!(page, "<td>{}</td>", escaped(cell));
            }
            page.push_str("</tr>");
        }
        page.push_str("</table><p>Look at one with <code>patio payments show ID</code>, answer with <code>patio payments resolve ID</code> and one of <code>--applied</code>, <code>--post</code> and <code>--refund</code>.</p>");
    }
    page.push_str("</body></html>\n");
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const HEAD: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Patio: payments that need a \
    person</title><style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem;max-width:75rem}table{border-collapse:\
    collapse}th,td{text-align:left;vertical-align:top;padding:.4rem .8rem;border-bottom:1px solid #ccc}td:nth-child(-n+4)\
    {white-space:nowrap}code{background:#eee;padding:0 .3em}</style></head><body><h1>Payments that need a person</h1>";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Seq;
    use crate::ledger::suite::at;

    #[test]
    fn what_others_wrote_is_text_and_never_markup() {
        let row = PaymentRow {
            venue: "crown".to_owned(),
            payment_intent_id: "pi_<1>".to_owned(),
            standing: "attention",
            reason: Some("refused: <script>alert(\"1\")</script> & more".to_owned()),
            order_id: None,
            due: None,
            since: Some(at(0)),
            updated_at: at(1),
            last_seq: Seq(1),
        };
        let page = html(&[row]);
        assert!(!page.contains("<script>") && page.contains("&lt;script&gt;alert(&quot;1&quot;)"), "{page}");
        assert!(page.contains("pi_&lt;1&gt;"));
        assert!(html(&[]).contains("Nothing waits for a person."));
    }
}
