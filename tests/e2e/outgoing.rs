//! Adapters call their point of sale where the operator granted it, and nowhere else.

use patio_tests::client::Answer;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
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
    // A read that is not answered wrote nothing.
    let status = search(&host).await.status.as_u16();
    assert!(matches!(status, 503 | 504), "{status}");
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

#[tokio::test(flavor = "multi_thread")]
async fn the_hosts_headers_are_set_and_no_adapters_stay() {
    let upstream = Upstream::start(|request| {
        let lines: Vec<_> = request.lines().filter(|line| line.starts_with("authorization: ")).collect();
        ok(&lines.join("|"))
    })
    .await;
    let url = upstream.url("");
    let toml = format!(
        "allow.http = [\"{url}\"]\nsettings.header = \"authorization: Bearer mine\"\nhttp.\"{url}/api\".headers = \
         {{ authorization = {{ value = \"Bearer tok-12345\" }} }}"
    );
    for (path, expected) in
        [("/api/orders", "authorization: Bearer tok-12345"), ("/other", "authorization: Bearer mine")]
    {
        let host = host(&upstream.url(path), &toml).await;
        assert_eq!(search(&host).await.ok()["data"][0]["note"], expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_adapter_says_of_the_hosts_secret_is_redacted() {
    // A point of sale that answers with what it was sent, in a status that the adapter passes on.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let toml = format!(
        "allow.http = [\"http://{address}\"]\nhttp.\"http://{address}\".headers = {{ authorization = {{ value = \
         \"Bearer tok-12345\" }} }}"
    );
    // The path stands in the text of the failure.
    let host = host(&format!("http://{address}/tok-12345/dG9rLTEyMzQ1?t=tok-12345"), &toml).await;
    let message = search(&host).await.error(503, "UnexpectedError");
    let expected = format!("GET http://{address}/[redacted]/[redacted]: ConnectionRefused");
    assert_eq!(message, format!("the point of sale cannot be reached: {expected}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_smuggle_are_sent_by_no_adapter() {
    let upstream = Upstream::start(|_| ok("hello")).await;
    for header in [
        "host: evil.example",
        "connection: authorization",
        "transfer-encoding: chunked",
        "te: trailers",
        "upgrade: h2c",
        "http2-settings: AAMAAABkAARAAAAAAAIAAAAA",
        "proxy-authorization: Basic eDp5",
        "proxy-connection: keep-alive",
        "keep-alive: timeout=60",
        "expect: 100-continue",
        "content-length: 3",
        "x-key: a\\r\\nhost: evil.example",
        "x-key\\r\\nhost: evil.example",
    ] {
        let toml = format!(
            "settings.method = \"POST\"\nsettings.body = \"a payment\"\nsettings.header = \"{header}\"\n\
             allow.http = [\"{}\"]",
            upstream.url("")
        );
        let host = host(&upstream.url("/"), &toml).await;
        let message = search(&host).await.error(503, "UnexpectedError");
        assert!(message.contains("the point of sale cannot be reached: "), "{header}: {message}");
        assert_eq!(upstream.requests(), Vec::<String>::new(), "{header}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_disguise_is_not_sent_to() {
    let upstream = Upstream::start(|_| ok("hello")).await;
    let port = upstream.address.port();
    for (name, told) in [
        ("2130706433", "an IP address is sent to only where it is written as 127.0.0.1 or [::1]"),
        ("0x7f.1", "an IP address is sent to only where it is written as 127.0.0.1 or [::1]"),
        ("0177.0.0.1", "an IP address is sent to only where it is written as 127.0.0.1 or [::1]"),
        ("[::ffff:127.0.0.1]", "may not reach http://[::ffff:127.0.0.1]"),
        ("[64:ff9b::7f00:1]", "may not reach http://[64:ff9b::7f00:1]"),
        ("[2002:7f00:1::]", "may not reach http://[2002:7f00:1::]"),
        ("me@127.0.0.1", "a URL with a user name or password is not sent"),
        ("127.0.0.1#.example", "may not reach"),
    ] {
        let host = host(&format!("http://{name}:{port}/"), &format!("allow.http = [\"{}\"]", upstream.url(""))).await;
        search(&host).await.error(503, "UnexpectedError");
        if name.contains('#') {
            continue;
        }
        host.until_told(told).await;
    }
    assert_eq!(*upstream.connections.lock().unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn grants_that_change_are_those_of_the_next_call() {
    let upstream = Upstream::start(|_| ok("hello")).await;
    let toml = |grant: &str| format!("settings.url = \"{}\"\nallow.http = [{grant}]", upstream.url("/"));
    let granted = format!("\"{}\"", upstream.url(""));
    let mut host =
        TestHost::new().adapter("till", guests::CALLS_HTTP).venue_with("crown", "till", &toml(&granted)).start().await;
    search(&host).await.ok();
    host.set_venue("crown", "till", &toml(""));
    // A connection that is still open is no way around it.
    until("the grant is gone", || async { (search(&host).await.status == 503).then_some(()) }).await;
    let before = upstream.requests().len();
    search(&host).await.error(503, "UnexpectedError");
    assert_eq!(upstream.requests().len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_have_a_limit_of_their_own_that_is_counted() {
    // It takes connections and answers nobody.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let toml = format!("limits.http_connections = 1\nlimits.deadline_ms = 6000\nallow.http = [\"{url}\"]");
    let host = host(&url, &toml).await;
    let (one, other) = futures_util::future::join(search(&host), search(&host)).await;
    let messages = [one, other].map(|answer| answer.json()["debugMessage"].as_str().unwrap().to_owned());
    assert!(messages.iter().any(|message| message.ends_with("ConnectionLimitReached")), "{messages:?}");
    assert_eq!(
        host.until_told("connections in use").await,
        "adapter \"till\" of venue \"crown\" found all 1 connections in use for as long as its request could wait, \
         which limits.http_connections allows"
    );
    let metrics = host.console().get("/metrics").await.body;
    let metrics = String::from_utf8_lossy(&metrics);
    assert!(metrics.contains("limit=\"http_connections\"} 1"), "{metrics}");
}

/// A server that begins to answer as soon as it is asked, reads until the end, and says what it read.
async fn reads_all() -> (SocketAddr, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (says, said) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let says = says.clone();
            tokio::spawn(async move {
                let mut bytes = Vec::new();
                let mut buffer = [0; 4096];
                while !String::from_utf8_lossy(&bytes).contains("half a payment") {
                    let read = stream.read(&mut buffer).await.unwrap();
                    bytes.extend(&buffer[..read]);
                }
                stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await.unwrap();
                let _ = stream.read_to_end(&mut bytes).await;
                let _ = says.send(String::from_utf8_lossy(&bytes).into_owned());
            });
        }
    });
    (address, said)
}

#[tokio::test(flavor = "multi_thread")]
pub async fn breaks_off_upload() {
    for how in ["drop", "short", "leave", "trap", "wait"] {
        let (address, mut said) = reads_all().await;
        let toml = format!(
            "limits.deadline_ms = 1000\nsettings.url = \"{address}\"\nsettings.how = \"{how}\"\n\
             allow.http = [\"http://{address}\"]"
        );
        let host =
            TestHost::new().adapter("till", guests::BREAKS_OFF_UPLOAD).venue_with("crown", "till", &toml).start().await;
        let status = search(&host).await.status.as_u16();
        assert_eq!(status == 200, matches!(how, "drop" | "short" | "leave"), "{how}: {status}");
        let text = said.recv().await.unwrap();
        assert!(text.starts_with("POST /pay HTTP/1.1\r\n"), "{how}: {text}");
        assert!(!text.ends_with("0\r\n\r\n"), "{how} looks finished: {text}");
    }
}
