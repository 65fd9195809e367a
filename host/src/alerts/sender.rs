//! Sends what waits, again until it is taken, and tells the operator once that it is not.

use super::signature::{ALERT_ID, SIGNATURE, sign};
use super::waiting::{Queued, Waiting};
use super::{LIST, Limits};
use crate::epos::Timestamp;
use crate::notice::{Level, Notice, Notices};
use crate::outgoing;
use crate::venue::Secret;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;

/// The task that sends.
pub(super) struct Sender {
    pub(super) client: reqwest::Client,
    pub(super) url: Url,
    pub(super) secret: Option<Secret>,
    pub(super) limits: Limits,
    pub(super) waiting: Arc<Waiting>,
    pub(super) notices: Arc<Notices>,
}

/// What the operator was told since alerts last went through.
#[derive(Default)]
struct Told {
    failing: bool,
    given_up: bool,
}

// === impl Sender ===

impl Sender {
    /// Until a time to stop is given and everything was tried or that time has come, or the other end is gone.
    pub(super) async fn run(self, mut stopped: watch::Receiver<Option<Instant>>) {
        let sender = Arc::new(self);
        let mut under_way = JoinSet::new();
        let mut told = Told::default();
        loop {
            let end = *stopped.borrow_and_update();
            let due = sender.begin(&mut under_way, end.is_some());
            if end.is_some_and(|end| Instant::now() >= end) || (end.is_some() && under_way.is_empty()) {
                return;
            }
            let wake = [due, end].into_iter().flatten().min();
            tokio::select! {
                () = sender.waiting.next() => {}
                () = at(wake) => {}
                Some(Ok((queued, outcome))) = under_way.join_next() => sender.ended(queued, outcome, &mut told),
                changed = stopped.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Begins to send what is due; returns when the next one is.
    fn begin(
        self: &Arc<Self>,
        under_way: &mut JoinSet<(Queued, Result<(), String>)>,
        stopping: bool,
    ) -> Option<Instant> {
        while under_way.len() < self.limits.at_once {
            match self.waiting.take(Instant::now()) {
                Ok(mut queued) => {
                    queued.last_try |= stopping;
                    let sender = Arc::clone(self);
                    under_way.spawn(async move {
                        let outcome = sender.send(&queued).await;
                        (queued, outcome)
                    });
                }
                Err(due) => return due,
            }
        }
        None
    }

    async fn send(&self, queued: &Queued) -> Result<(), String> {
        let request = async {
            let mut request = self.client.post(self.url.clone()).header(CONTENT_TYPE, "application/json");
            if let Some(secret) = &self.secret {
                request = request.header(SIGNATURE, sign(secret, Timestamp::now(), &queued.body));
            }
            // An id that no header can carry stands in the body, as each does.
            if let Ok(id) = HeaderValue::from_bytes(queued.id.as_bytes()) {
                request = request.header(ALERT_ID, id);
            }
            request.body(queued.body.clone()).send().await
        };
        match tokio::time::timeout(self.limits.attempt_timeout, request).await {
            Ok(Ok(response)) if response.status().is_success() => Ok(()),
            Ok(Ok(response)) => Err(format!("it answers {}", response.status())),
            Ok(Err(error)) => Err(format!("it {}", outgoing::reason(&error))),
            Err(_) => Err(format!("it does not answer within {} ms", self.limits.attempt_timeout.as_millis())),
        }
    }

    fn ended(&self, mut queued: Queued, outcome: Result<(), String>, told: &mut Told) {
        let Err(reason) = outcome else {
            self.waiting.done(&queued.id, true);
            self.recovered(told);
            return;
        };
        if !std::mem::replace(&mut told.failing, true) {
            let hours = self.limits.lifetime.as_secs() / 3600;
            let text = format!(
                "an alert did not reach [alerts] url, {reason}: it and those to come are tried for {hours} h; {LIST}"
            );
            self.notices.tell(Notice::new(Level::Error, text));
        }
        if queued.last_try {
            self.waiting.done(&queued.id, false);
            return;
        }
        queued.failed = queued.failed.saturating_add(1);
        queued.due = Instant::now() + self.limits.backoff(queued.failed);
        if queued.due.saturating_duration_since(queued.since) <= self.limits.lifetime {
            self.waiting.again(queued);
            return;
        }
        if !std::mem::replace(&mut told.given_up, true) {
            let text = format!("alerts are given up, for they did not reach [alerts] url in all that time: {LIST}");
            self.notices.tell(Notice::new(Level::Error, text));
        }
        self.waiting.done(&queued.id, false);
    }

    /// The trouble is over when none waits that was tried in vain: one that is always refused among others that are
    /// taken would otherwise be told of again and again.
    fn recovered(&self, told: &mut Told) {
        if told.failing && !self.waiting.any_failed() {
            *told = Told::default();
            let lost = match self.waiting.take_lost() {
                0 => String::new(),
                lost => format!("; {lost} were lost meanwhile: {LIST}"),
            };
            self.notices.tell(Notice::new(Level::Info, format!("alerts reach [alerts] url again{lost}")));
        }
    }
}

async fn at(wake: Option<Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake.into()).await,
        None => std::future::pending().await,
    }
}
