//! Somebody else's HTTP server: what it says is a closure.
//!
//! It runs in a thread of its own, so that it answers while a test blocks.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// A server on a free port. Clones are the same; it ends with the last of them.
#[derive(Clone)]
pub struct Peer {
    address: SocketAddr,
    _alive: watch::Sender<()>,
}

/// A request that it got.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Received {
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    /// By lower-case name.
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// What it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: SaidBody,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SaidBody {
    Text(String),
    /// Spaces, as long as somebody reads.
    Endless,
}

// === impl Peer ===

impl Peer {
    /// Where the closure says nothing, the connection is closed without an answer.
    pub fn start<F>(says: impl Fn(Received) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Option<Said>> + Send + 'static,
    {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a listener");
        let address = listener.local_addr().expect("bound");
        let (alive, mut ended) = watch::channel(());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let serve = move || {
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).expect("a listener");
                tokio::select! {
                    // Nobody ever sends.
                    _ = ended.changed() => {}
                    () = accept(listener, Arc::new(says)) => {}
                }
            });
        };
        std::thread::Builder::new().name("peer".to_owned()).spawn(serve).expect("a thread");
        Self { address, _alive: alive }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn accept<F>(listener: TcpListener, says: Arc<impl Fn(Received) -> F + Send + Sync + 'static>)
where
    F: Future<Output = Option<Said>> + Send + 'static,
{
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let says = Arc::clone(&says);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let says = Arc::clone(&says);
                async move { says(received(request).await?).await.map(respond).ok_or(Closed) }
            });
            // A connection that is closed on purpose ends with an error.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn received(request: Request<Incoming>) -> Result<Received, Closed> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Closed)?.to_bytes();
    let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Ok(Received {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers.iter().map(header).collect(),
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

fn respond(said: Said) -> Response<BoxBody<Bytes, Infallible>> {
    let body = match said.body {
        SaidBody::Text(text) => Full::new(Bytes::from(text)).boxed(),
        SaidBody::Endless => Spaces.boxed(),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(said.status).expect("a status");
    for (name, value) in said.headers {
        response.headers_mut().insert(name, value.parse().expect("a header"));
    }
    response
}

struct Spaces;

impl Body for Spaces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b' '; 65536])))))
    }
}

/// Closes the connection without an answer.
#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("closed on purpose")
    }
}

impl std::error::Error for Closed {}

// === impl Received ===

impl Received {
    /// `POST /payment-intents/search`
    pub fn request(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

// === impl Said ===

impl Said {
    pub fn new(status: u16, text: impl Into<String>) -> Self {
        Self { status, headers: Vec::new(), body: SaidBody::Text(text.into()) }
    }

    pub fn endless() -> Self {
        Self { status: 200, headers: Vec::new(), body: SaidBody::Endless }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
