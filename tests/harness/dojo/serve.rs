//! What Dojo says, and what goes wrong before it says it.

use super::respond::{problem, respond};
use super::state::Exchange;
use super::{Fault, Shared};
use crate::peer::{Received, Said};
use std::sync::Arc;

/// Nothing, where the connection is to be closed.
pub(super) async fn answer(shared: Arc<Shared>, asked: Received) -> Option<Said> {
    let (number, fault) = {
        let mut state = shared.state();
        state.exchanges.push(Exchange { asked: asked.clone(), answer: None });
        (state.exchanges.len() - 1, state.fault(&asked.request()))
    };
    let done = || respond(&mut shared.state(), &asked);
    let mut headers = Vec::new();
    let (status, text) = match fault {
        None => done(),
        Some(Fault::Down) => return None,
        Some(Fault::Lost) => {
            done();
            return None;
        }
        Some(Fault::Silent) => {
            let mut changed = shared.changed.subscribe();
            while shared.state().faults.iter().any(|planned| planned.fault == Fault::Silent) {
                changed.changed().await.ok()?;
            }
            return None;
        }
        Some(Fault::Slow(how_long)) => {
            tokio::time::sleep(how_long).await;
            done()
        }
        Some(Fault::TooMany(retry_after)) => {
            headers.extend(retry_after.map(|retry_after| ("retry-after", retry_after.to_owned())));
            problem(429, "Too many requests", "")
        }
        Some(Fault::Status(status)) => problem(status, "Something went wrong", ""),
        Some(Fault::Garbage) => (200, "<html>hello</html>".to_owned()),
        Some(Fault::Endless) => return Some(Said::endless()),
        Some(Fault::Redirect(to)) => {
            headers.push(("location", to));
            (302, String::new())
        }
    };
    shared.state().exchanges[number].answer = Some((status, text.clone()));
    let content_type = if status < 300 { "application/json; charset=utf-8" } else { "application/problem+json" };
    headers.push(("content-type", content_type.to_owned()));
    Some(Said { headers, ..Said::new(status, text) })
}
