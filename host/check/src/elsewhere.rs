//! A point of sale of the vendor's own, to which the kit forwards.
//!
//! What it does not answer says nothing of the adapter: it is noted, and the case is not judged by it.

use crate::door::{Body, plain, whole};
use bytes::Bytes;
use hyper::header::{HOST, HeaderMap};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use patio_host::outgoing::{Outgoing, OutgoingError, reason};
use std::sync::{Mutex, PoisonError};

/// Headers of one connection, which are not those of the next.
const HOPS: [&str; 4] = ["connection", "transfer-encoding", "content-length", "keep-alive"];

/// Where it is, and how it stands with it.
pub(crate) struct Elsewhere {
    url: String,
    outgoing: Outgoing,
    lost: Mutex<Lost>,
}

/// Requests that have no answer.
#[derive(Default)]
struct Lost {
    /// On their way.
    waiting: usize,
    /// Why one of the others has none.
    reason: Option<String>,
}

/// A request on its way. It is lost where this is dropped first: the adapter gave up.
struct Waiting<'a> {
    on: &'a Elsewhere,
    ended: bool,
}

// === impl Elsewhere ===

impl Elsewhere {
    pub(crate) fn new(url: &str) -> Result<Self, OutgoingError> {
        Ok(Self { url: url.to_owned(), outgoing: Outgoing::new()?, lost: Mutex::default() })
    }

    /// Forwards a request, and what is answered.
    pub(crate) async fn ask(&self, head: &Parts, body: Bytes) -> Response<Body> {
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let target = format!("{}{path}", self.url.trim_end_matches('/'));
        let mut headers = without_hops(&head.headers);
        headers.remove(HOST);
        let waiting = Waiting::on(self);
        let asked = async {
            let sent = self.outgoing.client().request(head.method.clone(), target).headers(headers).body(body);
            let answer = sent.send().await?;
            let (status, headers) = (answer.status(), without_hops(answer.headers()));
            Ok((status, headers, answer.bytes().await?))
        };
        match asked.await {
            Ok((status, headers, body)) => {
                waiting.end(None);
                let mut answer = Response::new(whole(body));
                (*answer.status_mut(), *answer.headers_mut()) = (status, headers);
                answer
            }
            Err(error) => {
                let reason = format!("your POS ({}) {}", self.url, reason(&error));
                waiting.end(Some(reason.clone()));
                plain(StatusCode::BAD_GATEWAY, "text/plain", &reason)
            }
        }
    }

    /// Why a request since the last look has no answer.
    pub(crate) fn lost(&self) -> Option<String> {
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        if lost.waiting > 0 { Some(self.too_late()) } else { lost.reason.take() }
    }

    fn too_late(&self) -> String {
        format!("your POS ({}) had not answered when the adapter's call ended", self.url)
    }
}

fn without_hops(headers: &HeaderMap) -> HeaderMap {
    let kept = headers.iter().filter(|(name, _)| !HOPS.contains(&name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

// === impl Waiting ===

impl<'a> Waiting<'a> {
    fn on(on: &'a Elsewhere) -> Self {
        on.lost.lock().unwrap_or_else(PoisonError::into_inner).waiting += 1;
        Self { on, ended: false }
    }

    fn end(mut self, lost: Option<String>) {
        self.ended = true;
        if lost.is_some() {
            self.on.lost.lock().unwrap_or_else(PoisonError::into_inner).reason = lost;
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut lost = self.on.lost.lock().unwrap_or_else(PoisonError::into_inner);
        lost.waiting -= 1;
        if !self.ended {
            lost.reason = Some(self.on.too_late());
        }
    }
}
