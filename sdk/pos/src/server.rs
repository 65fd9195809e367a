//! The door of the point of sale: HTTP/1.1, JSON in and out.

use crate::corner::{Heard, Room};
use crate::till::{Asked, refused};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A request's body at most: a payment has some hundred bytes.
const MOST_BYTES: usize = 1 << 20;

/// Answers until it is dropped, and all connections with it.
pub(crate) async fn serve(listener: TcpListener, room: Arc<Room>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let room = Arc::clone(&room);
                    connections.spawn(async move {
                        let service = service_fn(|request| answer(request, &room));
                        // Whoever hangs up is not our failure.
                        let _ = hyper::server::conn::http1::Builder::new()
                            .serve_connection(TokioIo::new(stream), service)
                            .await;
                    });
                }
                // Too many open files, for example: others may end meanwhile.
                Err(_) => tokio::task::yield_now().await,
            },
            Some(_) = connections.join_next() => (),
        }
    }
}

async fn answer(request: Request<Incoming>, room: &Room) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let mut heard = Heard {
        method: head.method.to_string(),
        path: head.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        idempotency_key: header("idempotency-key").map(str::to_owned),
        body: Vec::new(),
        status: 0,
    };
    let (status, json) = match Limited::new(body, MOST_BYTES).collect().await {
        Ok(body) => {
            heard.body = body.to_bytes().to_vec();
            let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
            let path: Vec<_> = head.uri.path().split('/').skip(1).map(decoded).collect();
            let query = head.uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
            let query: HashMap<_, _> =
                query.map(|(name, value)| (decoded(name), decoded(&value.replace('+', " ")))).collect();
            room.till().answer(&Asked {
                method: head.method.as_str(),
                path: &path,
                query: &query,
                api_key: header("x-api-key"),
                idempotency_key: header("idempotency-key"),
                body: &heard.body,
            })
        }
        Err(_) => refused(400, "bad_body", "the body did not arrive, or has more than a mebibyte"),
    };
    heard.status = status;
    room.hear(heard);
    Ok(response(status, &json))
}

fn response(status: u16, json: &Value) -> Response<Full<Bytes>> {
    let text = if json.is_null() { String::new() } else { json.to_string() };
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
