//! Adapters call their point of sale where the operator granted it, and nowhere else.

use patio_tests::client::Answer;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use serde_json::json;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server that answers each request with what `answer` makes of it; none closes the connection without a word.
struct Upstream {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
}

impl Upstream {
    async fn start(answer: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, connections) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(0)));
        let (seen, made, answer) = (Arc::clone(&requests), Arc::clone(&connections), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *made.lock().unwrap() += 1;
                tokio::spawn(serve(stream, Arc::clone(&seen), Arc::clone(&answer)));
            }
        });
        Self { address, requests, connections }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(
    mut stream: TcpStream,
    seen: Arc<Mutex<Vec<String>>>,
    answer: Arc<impl Fn(&str) -> Option<String>>,
) -> Option<()> {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        while !is_whole(&text) {
            let read = stream.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
            text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
        let request = std::mem::take(&mut text);
        seen.lock().unwrap().push(request.clone());
        stream.write_all(answer(&request)?.as_bytes()).await.ok()?;
    }
}

fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

fn ok(body: &str) -> Option<String> {
    Some(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()))
}

/// A host whose adapter calls a URL at each search.
async fn host(url: &str, toml: &str) -> RunningHost {
    let toml = format!("settings.url = \"{url}\"\n{toml}");
    TestHost::new().adapter("till", guests::CALLS_HTTP).venue_with("crown", "till", &toml).start().await
}

async fn search(host: &RunningHost) -> Answer {
    host.as_venue("crown").post("/v1/orders/search", &json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
pub async fn calls_http() {
    let upstream = Upstream::start(|_| ok("hello")).await;
    let toml = format!(
        "settings.method = \"POST\"\nsettings.body = \"a payment\"\nsettings.header = \"x-key: k1\"\nallow.http = [\"{}\"]",
        upstream.url("")
    );
    let host = host(&upstream.url("/pay?x=1"), &toml).await;
    let order = search(&host).await.ok()["data"][0].clone();
    assert_eq!((&order["displayName"], &order["note"]), (&json!("200"), &json!("hello")));
    let request = upstream.requests()[0].to_lowercase();
    assert!(request.starts_with("post /pay?x=1 http/1.1\r\n"), "{request}");
    assert!(request.contains(&format!("\r\nhost: {}\r\n", upstream.address)), "{request}");
    assert!(request.contains("\r\nx-key: k1\r\n") && request.ends_with("\r\n\r\na payment"), "{request}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_granted_is_refused_with_the_line_that_would_allow_it() {
    let upstream = Upstream::start(|_| ok("hello")).await;
    let host = host(&upstream.url("/x"), "").await;
    let message = search(&host).await.error(503, "UnexpectedError");
    assert!(message.contains("HttpRequestDenied: the host refuses it, and its log says why"), "{message}");
    let told = host.until_told("may not reach").await;
    let server = upstream.url("");
    assert_eq!(
        told,
        format!(
            "adapter \"till\" of venue \"crown\" may not reach {server}; hint: add \"{server}\" to \
             [venues.crown.allow] http"
        )
    );
    assert_eq!(*upstream.connections.lock().unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_outside_the_grant_is_refused() {
    let upstream = Upstream::start(|_| ok("hello")).await;
    for (path, goes) in [("/api/orders", true), ("/apis", false), ("/admin", false), ("/api/../admin", false)] {
        let host = host(&upstream.url(path), &format!("allow.http = [\"{}\"]", upstream.url("/api"))).await;
        assert_eq!(search(&host).await.status == 200, goes, "{path}");
    }
    assert_eq!(upstream.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_seen_and_not_followed() {
    let upstream = Upstream::start(|_| {
        Some("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n".to_owned())
    })
    .await;
    let host = host(&upstream.url("/"), &format!("allow.http = [\"{}\"]", upstream.url(""))).await;
    assert_eq!(search(&host).await.ok()["data"][0]["displayName"], "302");
    assert_eq!(upstream.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_kept_and_used_again() {
    let upstream = Upstream::start(|_| ok("hello")).await;
    let toml = format!("settings.times = \"5\"\nallow.http = [\"{}\"]", upstream.url(""));
    let host = host(&upstream.url("/"), &toml).await;
    search(&host).await.ok();
    search(&host).await.ok();
    assert_eq!((upstream.requests().len(), *upstream.connections.lock().unwrap()), (10, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_was_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let host = host(&format!("http://{address}/"), &format!("allow.http = [\"http://{address}\"]")).await;
    let message = search(&host).await.error(503, "UnexpectedError");
    assert!(message.contains("ConnectionRefused"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_and_not_answered_is_in_doubt_and_sent_once() {
    let upstream = Upstream::start(|_| None).await;
    let toml =
        format!("settings.method = \"POST\"\nsettings.body = \"a payment\"\nallow.http = [\"{}\"]", upstream.url(""));
    let host = host(&upstream.url("/"), &toml).await;
    let message = search(&host).await.error(500, "UnexpectedError");
    assert!(message.starts_with("the point of sale may or may not have done it: "), "{message}");
    assert_eq!(upstream.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_does_not_come_ends_with_the_call() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let toml = format!("limits.deadline_ms = 300\nallow.http = [\"http://{address}\"]");
    let host = host(&format!("http://{address}/"), &toml).await;
    let status = search(&host).await.status.as_u16();
    assert!(matches!(status, 500 | 504), "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_read_up_to_the_limit() {
    let upstream = Upstream::start(|_| ok(&"x".repeat(100_000))).await;
    for (bytes, fits) in [(100_000, true), (99_999, false)] {
        let toml = format!("limits.http_response_bytes = {bytes}\nallow.http = [\"{}\"]", upstream.url(""));
        let host = host(&upstream.url("/"), &toml).await;
        assert_eq!(search(&host).await.status == 200, fits, "{bytes}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_sends_no_more_requests_than_the_limit() {
    let upstream = Upstream::start(|_| ok("hello")).await;
    let grant = format!("limits.http_requests = 3\nallow.http = [\"{}\"]", upstream.url(""));
    let host = host(&upstream.url("/"), &format!("settings.times = \"4\"\n{grant}")).await;
    // What was not sent is not in doubt.
    search(&host).await.error(503, "UnexpectedError");
    assert_eq!(upstream.requests().len(), 3);
    let told = host.until_told("made more than").await;
    assert_eq!(
        told,
        "adapter \"till\" of venue \"crown\" made more than 3 requests in one call, which limits.http_requests allows"
    );
}
