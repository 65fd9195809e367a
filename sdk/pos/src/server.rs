//! The door of the point of sale: HTTP/1.1.

use crate::corner::{Heard, Room};
use crate::till::refused;
use crate::wire::response;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
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
    let mut heard = Heard {
        method: head.method.to_string(),
        path: head.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        idempotency_key: head.headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned),
        body: Vec::new(),
        status: 0,
    };
    let response = match Limited::new(body, MOST_BYTES).collect().await {
        Ok(body) => {
            heard.body = body.to_bytes().to_vec();
            room.till().answer(&head, &heard.body)
        }
        Err(_) => response(refused(400, "bad_body", "the body did not arrive, or has more than a mebibyte")),
    };
    heard.status = response.status().as_u16();
    room.hear(heard);
    Ok(response.map(Full::new))
}
