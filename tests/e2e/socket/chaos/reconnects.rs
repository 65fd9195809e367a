//! A line that is lost a thousand times, in every way that there is, is as good as new.

use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use patio_host::transport::socket::Settings;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use patio_tests::socket::toml;
use serde_json::{Value, json};
use std::io::{self, Read as _};
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async};

use crate::socket::{socket_of, until_socket};

const PATIENCE: Duration = Duration::from_secs(60);

/// How the server ends a connection.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// With a close frame.
    Close,
    /// It ends its half.
    HangUp,
    /// As a process does that dies with bytes unread.
    Reset,
    /// The same while a request is carried out.
    ResetInARequest,
    /// In the middle of a message.
    Torn,
    /// Not at all: the host has to find out.
    Mute,
}

const QUICK: [Way; 5] = [Way::Close, Way::HangUp, Way::Reset, Way::ResetInARequest, Way::Torn];

// === impl Way ===

impl Way {
    fn of(round: usize) -> Self {
        // Each takes the time after which silence is death.
        if round % 200 == 199 { Self::Mute } else { QUICK[round % QUICK.len()] }
    }

    /// Ends a connection, and returns what is left of it: it is the host's to close that.
    async fn end(self, mut socket: WebSocketStream<TcpStream>, round: usize, host: &RunningHost) -> Option<TcpStream> {
        match self {
            Self::Close => socket.close(None).await.unwrap(),
            Self::ResetInARequest => {
                socket.send(request("SearchOrdersV1", json!({}))).await.unwrap();
                // On a machine that stands still, the host may take the server for dead before.
                until("the request is carried out, or the connection is over", || async {
                    let seen = socket_of(host, "crown").await;
                    let was_up = seen["reconnects"].as_u64().unwrap() >= round as u64;
                    (seen["requestsInFlight"] == 1 || was_up && seen["state"] != "connected").then_some(())
                })
                .await;
            }
            Self::HangUp | Self::Reset | Self::Torn | Self::Mute => (),
        }
        let mut stream = socket.into_inner();
        match self {
            Self::Reset | Self::ResetInARequest => {
                stream.set_zero_linger().unwrap();
                return None;
            }
            // A text of 16 bytes, of which five come.
            Self::Torn => stream.write_all(b"\x81\x10{\"id\"").await.unwrap(),
            Self::Close | Self::HangUp | Self::Mute => (),
        }
        if !matches!(self, Self::Mute) {
            // The host may have gone already.
            let _ = stream.shutdown().await;
        }
        Some(stream)
    }
}

fn request(method: &str, params: Value) -> Message {
    Message::text(json!({"jsonrpc": "2.0", "id": "1", "method": method, "params": params}).to_string())
}

/// Whether the host has closed its side, as the kernel knows it now.
fn is_over(stream: TcpStream) -> bool {
    let mut stream = stream.into_std().unwrap();
    let mut waste = [0; 4096];
    loop {
        match stream.read(&mut waste) {
            Ok(0) => return true,
            Ok(_) => (),
            Err(error) => return error.kind() != io::ErrorKind::WouldBlock,
        }
    }
}

async fn dialed(listener: &TcpListener) -> TcpStream {
    timeout(PATIENCE, listener.accept()).await.expect("the host dials").unwrap().0
}

/// The order of a connection, where it lives long enough.
async fn asked(socket: &mut WebSocketStream<TcpStream>) -> Option<Value> {
    socket.send(request("GetOrderByIdV1", json!({"orderId": "o-7"}))).await.ok()?;
    loop {
        let message = timeout(PATIENCE, socket.next()).await.expect("an answer")?.ok()?;
        if let Message::Text(text) = message {
            return Some(serde_json::from_str(&text).unwrap());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_lost_a_thousand_times_is_one_line_and_as_good_as_new() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/epos", listener.local_addr().unwrap());
    // The pauses may be nothing. Without pings, silence is silence.
    let pause = Duration::from_millis(1);
    let settings = Settings {
        shortest_pause: pause,
        longest_pause: pause,
        ping_every: Duration::from_secs(3600),
        dead_after: Duration::from_millis(500),
        ..Settings::default()
    };
    let toml = toml(&url) + "settings.delay-ms = \"60000\"\nlimits.deadline_ms = 60000\n";
    let host = TestHost::new().sockets(settings).adapter("till", guests::SLOW).venue_with("crown", "till", &toml);
    let host = host.start().await;
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let (mut before, mut tasks_before) = (None, 0);
    for round in 0..1000 {
        let stream = dialed(&listener).await;
        if let Some((way, rest)) = before.take() {
            let over = Option::is_none_or(rest, is_over);
            assert!(over, "round {round}: dialed again with the one before open, after {way:?}");
            if matches!(way, Way::ResetInARequest) {
                assert_eq!(socket_of(&host, "crown").await["requestsInFlight"], 0, "round {round}");
            }
        }
        let socket = accept_async(stream).await.unwrap();
        if round == 0 {
            until_socket(&host, "state", json!("connected")).await;
            tasks_before = tasks();
        }
        assert!(listener.accept().now_or_never().is_none(), "round {round}: a second connection");
        let way = Way::of(round);
        before = Some((way, way.end(socket, round, &host).await));
    }
    // One that is not asked in time is taken for dead, too.
    let (order, _socket) = loop {
        let mut socket = accept_async(dialed(&listener).await).await.unwrap();
        if let Some(reply) = asked(&mut socket).await {
            break (reply, socket);
        }
    };
    assert_eq!(order["result"]["id"], "o-7", "{order}");
    let socket = socket_of(&host, "crown").await;
    assert!(socket["reconnects"].as_u64().unwrap() >= 1000, "{socket}");
    until_socket(&host, "requestsInFlight", json!(0)).await;
    until("the till is idle", || async {
        let page = host.console().get("/metrics").await;
        String::from_utf8_lossy(&page.body).contains("patio_adapter_calls_running 0\n").then_some(())
    })
    .await;
    until("no task is left of a thousand connections", || async { (tasks() <= tasks_before).then_some(()) }).await;
    assert_eq!(host.failures(), [""; 0]);
}
