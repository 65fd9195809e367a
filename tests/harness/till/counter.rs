//! The till's HTTP: what it is asked, and what it does wrong in answering.

use super::book::{Line, Money, Refusal, What};
use super::fault::Fault;
use super::{Inner, Kind};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::net::TcpListener;

/// The connection is dropped without an answer.
#[derive(Debug)]
struct Hangs;

impl std::fmt::Display for Hangs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the till hangs up")
    }
}

impl std::error::Error for Hangs {}

pub(super) async fn serve(till: Arc<Inner>, listener: TcpListener) {
    let mut is_open = till.is_open.subscribe();
    let mut listener = Some(listener);
    loop {
        let open = *is_open.borrow_and_update();
        if !open {
            listener = None;
            let _ = is_open.changed().await;
            continue;
        }
        let here = listener.get_or_insert_with(|| till.listen());
        tokio::select! {
            _ = is_open.changed() => {}
            accepted = here.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let (till, mut is_open) = (Arc::clone(&till), is_open.clone());
                tokio::spawn(async move {
                    let till = &till;
                    let service = service_fn(|request| answer(Arc::clone(till), request));
                    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                    tokio::select! {
                        _ = connection => {}
                        _ = is_open.wait_for(|open| !open) => {}
                    }
                });
            }
        }
    }
}

async fn answer(till: Arc<Inner>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Hangs> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Hangs)?.to_bytes();
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
    let fields = fields(&body);
    let field = |name: &str| fields.get(name).filter(|value| !value.is_empty()).cloned();
    let path: Vec<_> = head.uri.path().trim_matches('/').split('/').collect();
    match (head.method.as_str(), path.as_slice()) {
        ("GET", ["orders", order]) => read(&till, order),
        ("POST", ["orders", order, "lock"]) => {
            let held = till.book().lock(order, &field("lock").unwrap_or_default());
            Ok(done(&till, order, held))
        }
        ("POST", ["orders", order, "unlock"]) => {
            let freed = till.book().unlock(order, &field("lock").unwrap_or_default());
            Ok(done(&till, order, freed))
        }
        ("POST", ["orders", order, verb @ ("payments" | "refunds")]) => {
            let what = if *verb == "payments" { What::Paid } else { What::Undone };
            let number = |name: &str| field(name).and_then(|text| text.parse().ok()).unwrap_or(0);
            let story = field("intent").or_else(|| header("x-story"));
            let (order, amount, tips) = ((*order).to_owned(), number("amount"), number("tips"));
            let key = header("idempotency-key").filter(|_| till.kind == Kind::Keyed);
            let line = Line { what, order, intent: story, amount, tips };
            // A task of its own: a till goes on when a host goes away.
            let money = Money { line, key: key.map(|key| format!("{verb} {key}")), lock: field("lock") };
            tokio::spawn(take(till, money)).await.map_err(|_| Hangs)?
        }
        _ => Ok(said(StatusCode::NOT_FOUND, String::new())),
    }
}

fn read(till: &Inner, order: &str) -> Result<Response<Full<Bytes>>, Hangs> {
    if till.is_faulty.load(Ordering::SeqCst) {
        let about = format!("read {order} {}", till.reads.fetch_add(1, Ordering::SeqCst));
        match till.chance.within(&about, 0..100) {
            0..4 => return Err(Hangs),
            4..8 => return Ok(said(StatusCode::INTERNAL_SERVER_ERROR, String::new())),
            _ => {}
        }
    }
    Ok(shown(till, order))
}

async fn take(till: Arc<Inner>, money: Money) -> Result<Response<Full<Bytes>>, Hangs> {
    let order = money.line.order.clone();
    let fault = till.fault(&money.line);
    let write = || till.book().write(money.clone());
    let error = || Ok(said(StatusCode::INTERNAL_SERVER_ERROR, String::new()));
    match fault {
        Fault::Fine => Ok(done(&till, &order, write())),
        Fault::Slow(moment) => {
            tokio::time::sleep(moment).await;
            Ok(done(&till, &order, write()))
        }
        Fault::AppliedThenGone => {
            let _ = write();
            Err(Hangs)
        }
        Fault::Gone => Err(Hangs),
        Fault::AppliedLate(late) => {
            till.late.send_modify(|count| *count += 1);
            let till = Arc::clone(&till);
            tokio::spawn(async move {
                tokio::time::sleep(late).await;
                let _ = till.book().write(money);
                till.late.send_modify(|count| *count -= 1);
            });
            Err(Hangs)
        }
        Fault::AnsweredLate(late) => {
            let written = write();
            tokio::time::sleep(late).await;
            Ok(done(&till, &order, written))
        }
        Fault::Refused => Ok(said(StatusCode::CONFLICT, String::new())),
        Fault::Busy => Ok(said(StatusCode::SERVICE_UNAVAILABLE, String::new())),
        Fault::AppliedThenError => {
            let _ = write();
            error()
        }
        Fault::Error => error(),
    }
}

fn done(till: &Inner, order: &str, written: Result<(), Refusal>) -> Response<Full<Bytes>> {
    match written {
        Ok(()) => shown(till, order),
        Err(Refusal::NoOrder) => said(StatusCode::NOT_FOUND, String::new()),
        Err(Refusal::Conflict) => said(StatusCode::CONFLICT, String::new()),
    }
}

fn shown(till: &Inner, order: &str) -> Response<Full<Bytes>> {
    match till.book().shown(order, till.kind != Kind::None) {
        Some(text) => said(StatusCode::OK, text),
        None => said(StatusCode::NOT_FOUND, String::new()),
    }
}

fn said(status: StatusCode, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    response
}

/// `name=value`, parted by `&`. What is sent here needs no escapes.
fn fields(body: &[u8]) -> HashMap<String, String> {
    let text = String::from_utf8_lossy(body);
    text.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.into(), value.into())).collect()
}

// === impl Inner ===

impl Inner {
    /// What is done wrong this time. Each time the same payment comes is another one.
    fn fault(&self, line: &Line) -> Fault {
        if !self.is_faulty.load(Ordering::SeqCst) {
            return Fault::Fine;
        }
        let about = format!("{:?} {} {}", line.what, line.intent.as_deref().unwrap_or("-"), line.amount);
        let time = self.book().came(&about);
        let fault = Fault::of(self.chance, self.manner, &about, time);
        match fault {
            // Money that went back has gone back: a till does not refuse to write that down.
            Fault::Refused if line.what == What::Undone => Fault::Busy,
            fault => fault,
        }
    }
}
