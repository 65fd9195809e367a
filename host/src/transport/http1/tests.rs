//! A real listener on a real socket, and clients that behave badly.

use super::*;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Mutex;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

/// Long enough never to be reached by a test that passes.
const LONG: Duration = Duration::from_secs(60);

/// Answers `{}`; `/wait` once it is let go, `/large` with 64 MiB.
struct Echo {
    refused: Mutex<Vec<&'static str>>,
    waiting: Semaphore,
    let_go: Semaphore,
}

struct Host {
    address: SocketAddr,
    echo: Arc<Echo>,
    connections: Gauge,
    stop: watch::Sender<bool>,
    listening: JoinHandle<usize>,
}

// === impl Echo ===

impl Service for Echo {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let body = match request.uri().path() {
            "/wait" => {
                self.waiting.add_permits(1);
                self.let_go.acquire().await.unwrap().forget();
                Bytes::from_static(b"{}")
            }
            "/large" => Bytes::from(vec![b' '; 64 << 20]),
            _ => Bytes::from_static(b"{}"),
        };
        Response::new(Full::new(body))
    }

    fn refused(&self, outcome: &'static str) {
        self.refused.lock().unwrap().push(outcome);
    }
}

// === impl Host ===

impl Host {
    async fn start(change: impl FnOnce(&mut Settings)) -> Self {
        let connections = Gauge::default();
        let mut settings = Settings {
            tls: None,
            max_connections: 16,
            header_timeout: LONG,
            idle_timeout: LONG,
            drain_deadline: LONG,
            connections: connections.clone(),
        };
        change(&mut settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let echo = Arc::new(Echo { refused: Mutex::default(), waiting: Semaphore::new(0), let_go: Semaphore::new(0) });
        let (stop, stopped) = watch::channel(false);
        let listening = tokio::spawn(listen(listener, Arc::clone(&echo), settings, stopped));
        Self { address, echo, connections, stop, listening }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// What comes back for some bytes until the host closes the connection.
    async fn exchange(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        // The host may close before it has read all.
        let _ = stream.write_all(bytes.as_ref()).await;
        read_all(stream).await
    }
}

async fn read_all(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

/// Reads one response with an empty object as its body.
async fn read_empty(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\n{}") {
        text.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(text).unwrap()
}

#[track_caller]
fn check_problem(response: &str, status: u16, error_type: &str) {
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    assert!(head.contains("connection: close"), "{head}");
    assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
    let error: Value = serde_json::from_str(body).unwrap();
    assert_eq!(error["errorType"], error_type);
    assert!(head.contains(&format!("x-request-id: {}", error["traceId"].as_str().unwrap())), "{head}");
}

#[tokio::test]
async fn garbage_is_answered_with_an_epos_error() {
    let host = Host::start(|_| ()).await;
    for garbage in [
        "garbage\r\n\r\n",
        "GET / HTTP/1.1\r\nbad header\r\n\r\n",
        "GET / HTTP/1.1\r\nname : x\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "G\0T / HTTP/1.1\r\n\r\n",
        "GET /\x7f HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\ntransfer-encoding: gzip\r\n\r\n",
    ] {
        check_problem(&host.exchange(garbage).await, 400, "InvalidRequest");
    }
    assert!(host.echo.refused.lock().unwrap().iter().all(|outcome| *outcome == "malformed"));
}

#[tokio::test]
async fn ten_thousand_headers_are_431() {
    let host = Host::start(|_| ()).await;
    let fields = "a: b\r\n".repeat(10_000);
    check_problem(&host.exchange(format!("GET / HTTP/1.1\r\n{fields}\r\n")).await, 431, "InvalidRequest");
}

#[tokio::test]
async fn an_endless_header_is_431() {
    let host = Host::start(|_| ()).await;
    let value = "x".repeat(1 << 20);
    check_problem(&host.exchange(format!("GET / HTTP/1.1\r\na: {value}\r\n\r\n")).await, 431, "InvalidRequest");
    assert_eq!(*host.echo.refused.lock().unwrap(), ["header_too_large"]);
}

#[tokio::test]
async fn a_long_uri_is_414() {
    let host = Host::start(|_| ()).await;
    let path = "x".repeat(100_000);
    check_problem(&host.exchange(format!("GET /{path} HTTP/1.1\r\n\r\n")).await, 414, "InvalidRequest");
}

#[tokio::test]
async fn http_2_is_505() {
    let host = Host::start(|_| ()).await;
    check_problem(&host.exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await, 505, "InvalidRequest");
}

#[tokio::test]
async fn garbage_after_a_request_does_not_spoil_its_response() {
    let host = Host::start(|_| ()).await;
    let text = host.exchange("GET / HTTP/1.1\r\n\r\ngarbage\r\n\r\n").await;
    let (first, second) = text.split_once("{}").unwrap();
    assert!(first.starts_with("HTTP/1.1 200 OK"));
    check_problem(second, 400, "InvalidRequest");
}

#[tokio::test]
async fn a_header_that_does_not_end_is_408() {
    let host = Host::start(|settings| settings.header_timeout = Duration::from_millis(50)).await;
    check_problem(&host.exchange("GET / HTTP/1.1\r\nhost").await, 408, "UnexpectedError");
    assert_eq!(*host.echo.refused.lock().unwrap(), ["slow_header"]);
}

#[tokio::test]
async fn a_header_that_trickles_is_408_too() {
    let host = Host::start(|settings| settings.header_timeout = Duration::from_millis(100)).await;
    let (mut reader, mut writer) = host.connect().await.into_split();
    let trickling = tokio::spawn(async move {
        let mut pace = tokio::time::interval(Duration::from_millis(10));
        while writer.write_all(b"x").await.is_ok() {
            pace.tick().await;
        }
    });
    let mut text = String::new();
    reader.read_to_string(&mut text).await.unwrap();
    check_problem(&text, 408, "UnexpectedError");
    drop(reader);
    trickling.await.unwrap();
}

#[tokio::test]
async fn an_idle_connection_is_closed_without_a_word() {
    let host = Host::start(|settings| settings.idle_timeout = Duration::from_millis(50)).await;
    assert_eq!(host.exchange("").await, "");
    let text = host.exchange("GET / HTTP/1.1\r\n\r\n").await;
    assert!(text.starts_with("HTTP/1.1 200 OK") && text.ends_with("{}"), "{text}");
    assert!(host.echo.refused.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_client_that_does_not_read_is_not_waited_for() {
    let host = Host::start(|settings| settings.idle_timeout = Duration::from_millis(100)).await;
    let mut stream = host.connect().await;
    stream.write_all(b"GET /large HTTP/1.1\r\n\r\n").await.unwrap();
    stream.read_u8().await.unwrap();
    while host.connections.get() != 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_request_that_takes_long_is_not_idle() {
    let host = Host::start(|settings| settings.idle_timeout = Duration::from_millis(20)).await;
    let mut stream = host.connect().await;
    stream.write_all(b"GET /wait HTTP/1.1\r\n\r\n").await.unwrap();
    host.echo.waiting.acquire().await.unwrap().forget();
    // That nothing happens can only be seen by waiting: three times the limit.
    tokio::time::sleep(Duration::from_millis(60)).await;
    host.echo.let_go.add_permits(1);
    assert!(read_empty(&mut stream).await.starts_with("HTTP/1.1 200 OK"));
}

#[tokio::test]
async fn a_connection_too_many_is_503_until_there_is_a_place() {
    let host = Host::start(|settings| settings.max_connections = 1).await;
    let mut first = host.connect().await;
    first.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    read_empty(&mut first).await;
    let refused = host.exchange("GET / HTTP/1.1\r\n\r\n").await;
    check_problem(&refused, 503, "UnexpectedError");
    assert!(refused.contains("retry-after: 1\r\n"));
    drop(first);
    while host.connections.get() != 0 {
        tokio::task::yield_now().await;
    }
    let text = host.exchange("GET / HTTP/1.1\r\nconnection: close\r\n\r\n").await;
    assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
}

#[tokio::test]
async fn a_response_is_read_though_its_request_was_not() {
    let host = Host::start(|_| ()).await;
    let body = vec![b'x'; 256 * 1024];
    let head = format!("POST / HTTP/1.1\r\ncontent-length: {}\r\n\r\n", 1 << 30);
    let text = host.exchange([head.as_bytes(), &body].concat()).await;
    assert!(text.starts_with("HTTP/1.1 200 OK") && text.ends_with("{}"), "{text}");
}

#[tokio::test]
async fn stopping_finishes_what_runs_and_lets_go_of_what_waits() {
    let host = Host::start(|_| ()).await;
    let mut idle = host.connect().await;
    idle.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    read_empty(&mut idle).await;
    let mut running = host.connect().await;
    running.write_all(b"GET /wait HTTP/1.1\r\n\r\n").await.unwrap();
    host.echo.waiting.acquire().await.unwrap().forget();
    host.stop.send(true).unwrap();
    assert_eq!(read_all(idle).await, "");
    while TcpStream::connect(host.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    host.echo.let_go.add_permits(1);
    let text = read_all(running).await;
    assert!(text.contains("connection: close") && text.ends_with("{}"), "{text}");
    assert_eq!(host.listening.await.unwrap(), 0);
}

#[tokio::test]
async fn the_drain_deadline_cuts_off_what_still_runs() {
    let host = Host::start(|settings| settings.drain_deadline = Duration::from_millis(20)).await;
    let mut running = host.connect().await;
    running.write_all(b"GET /wait HTTP/1.1\r\n\r\n").await.unwrap();
    host.echo.waiting.acquire().await.unwrap().forget();
    host.stop.send(true).unwrap();
    assert_eq!(host.listening.await.unwrap(), 1);
    assert_eq!(host.connections.get(), 0);
}
