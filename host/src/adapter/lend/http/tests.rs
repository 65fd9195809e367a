//! A venue's way out against peers that are written by hand, for what no well-behaved server does.

mod addresses;
mod bodies;
mod connections;
mod headers;

use super::pool::Pool;
use super::resolve::Resolve;
use super::{Outgoing, WayOut};
use crate::adapter::lend::Lending;
use crate::adapter::lend::log::Budget;
use crate::adapter::long::LongLane;
use crate::config::Config;
use crate::metrics::LimitHits;
use crate::notice::Notices;
use crate::trace::TraceId;
use crate::venue::grants::Lan;
use crate::venue::{Grants, HttpServer, Limits, Redactor};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks as _};

/// A call of an adapter that sends requests itself.
struct Desk {
    outgoing: Outgoing,
    way: Arc<WayOut>,
    notices: Arc<Notices>,
    options: Option<RequestOptions>,
}

/// What a venue has, as a test's story changes it.
struct Story {
    grants: Grants,
    limits: Limits,
    servers: Vec<HttpServer>,
    resolver: Option<Arc<dyn Resolve>>,
}

// === impl Story ===

impl Story {
    /// A venue with these grants, on a machine of one restaurant.
    fn granted(grants: &[&str]) -> Self {
        let http = grants.iter().map(|grant| grant.parse().unwrap()).collect();
        let grants = Grants { http, lan: Lan { is_open: true, networks: Vec::new() }, ..Grants::default() };
        Self { grants, limits: Config::default_limits().unwrap(), servers: Vec::new(), resolver: None }
    }

    fn limits(mut self, change: impl FnOnce(&mut Limits)) -> Self {
        change(&mut self.limits);
        self
    }

    fn begin(self) -> Desk {
        let (venue, adapter) = ("crown".parse().unwrap(), "till".parse().unwrap());
        let mut way = WayOut::new(&venue, &adapter, &self.grants, &self.limits).with_servers(&self.servers);
        if let Some(resolver) = self.resolver {
            way.dialer.resolver = resolver;
        }
        let (way, notices) = (Arc::new(way), Arc::new(Notices::default()));
        let lending = Lending {
            venue: Some(venue),
            adapter,
            settings: BTreeMap::new(),
            store: None,
            way_out: Some(Arc::clone(&way)),
            premises: None,
            limits: self.limits,
            reuse: false,
            redactor: Redactor::default(),
            notices: Arc::clone(&notices),
            long_lane: LongLane::default(),
            limit_hits: LimitHits::none(),
        };
        let log = Arc::new(Budget::new(&Arc::new(lending), &TraceId::random(), None));
        let outgoing = Outgoing::new(Some(&way), &log, Instant::now() + Duration::from_secs(60), None);
        Desk { outgoing, way, notices, options: None }
    }
}

// === impl Desk ===

impl Desk {
    /// Hands a request in, as wasmtime does: it is sent when the future is polled.
    fn hand_in(
        &mut self,
        request: Request<WasiBody>,
    ) -> impl Future<Output = Result<Response<WasiBody>, Error>> + Send + use<> {
        let sending = self.outgoing.send_request(request, self.options, Box::new(async { Ok(()) }));
        async { Box::into_pin(sending).await.map(|(response, _)| response) }
    }

    /// Sends a request, and reads all of the response.
    async fn ask(&mut self, request: Request<WasiBody>) -> Result<String, Error> {
        let response = self.hand_in(request).await?;
        read(response).await
    }

    async fn get(&mut self, url: &str) -> Result<String, Error> {
        self.ask(get(url)).await
    }

    fn told(&self) -> Vec<String> {
        self.notices.last().into_iter().map(|notice| notice.text).collect()
    }
}

fn get(url: &str) -> Request<WasiBody> {
    request("GET", url, "")
}

fn request(method: &str, url: &str, body: &str) -> Request<WasiBody> {
    let body = Full::new(Bytes::copy_from_slice(body.as_bytes())).map_err(|never| match never {});
    Request::builder().method(method).uri(url).body(WasiBody::new(body)).unwrap()
}

async fn read(response: Response<WasiBody>) -> Result<String, Error> {
    let body = response.into_body().collect().await?.to_bytes();
    Ok(String::from_utf8(body.to_vec()).unwrap())
}

/// A server on a free port; its closure has each connection, by its number.
struct Peer {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

/// One connection of it.
struct Caller {
    stream: TcpStream,
    seen: Arc<Mutex<Vec<String>>>,
}

// === impl Peer ===

impl Peer {
    async fn start<F>(serve: impl Fn(usize, Caller) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Option<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Arc::default());
        let callers = Arc::clone(&seen);
        tokio::spawn(async move {
            for number in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(number, Caller { stream, seen: Arc::clone(&callers) }));
            }
        });
        Self { address, seen }
    }

    /// Answers each request of each connection.
    async fn polite() -> Self {
        Self::start(|_, mut caller| async move {
            loop {
                caller.request().await?;
                caller.say(&answer("hello")).await?;
            }
        })
        .await
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

// === impl Caller ===

impl Caller {
    /// Reads a request whose body has the length that it says.
    async fn request(&mut self) -> Option<String> {
        let mut text = String::new();
        while !is_whole(&text) {
            text.push_str(&self.part().await?);
        }
        self.seen.lock().unwrap().push(text.clone());
        Some(text)
    }

    /// Reads what comes next; none at the end.
    async fn part(&mut self) -> Option<String> {
        let mut buffer = [0; 4096];
        let read = self.stream.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        Some(String::from_utf8_lossy(&buffer[..read]).into_owned())
    }

    async fn say(&mut self, text: &str) -> Option<()> {
        self.stream.write_all(text.as_bytes()).await.ok()
    }
}

fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

fn answer(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// Waits for what other tasks bring about.
async fn until(what: impl Fn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(60);
    while !what() {
        assert!(Instant::now() < patience, "it did not come");
        tokio::task::yield_now().await;
    }
}

/// Makes the pool believe that nobody used its connections for long.
fn let_time_pass(pool: &Pool) {
    pool.age(super::pool::IDLE);
}
