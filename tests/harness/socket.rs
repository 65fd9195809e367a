//! Dojo's side of the WebSocket, on this machine: it takes the host's connections, and does what a test tells it, right
//! or wrong.
//!
//! ```no_run
//! # use patio_tests::{guests, host::TestHost, socket::SocketServer};
//! # async fn story() {
//! let dojo = SocketServer::start().await;
//! let host = TestHost::new().adapter("demo", guests::DEMO).venue_with("crown", "demo", &dojo.toml()).start().await;
//! let mut crown = dojo.connection().await;
//! let areas = crown.ask("ListAreasV1", serde_json::json!({})).await;
//! # }
//! ```

mod connection;

pub use connection::{Connection, Goodbye, error};

use crate::dojo::DojoServer;
use connection::{PATIENCE, Wire};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

/// The key that venues dial with: that of all of Dojo.
pub const KEY: &str = crate::dojo::KEY;

/// Where no API is.
const NO_API: &str = "http://127.0.0.1:9";

/// What the server does with the next handshakes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Welcome {
    /// It takes them.
    Accept,
    /// It answers with a status.
    Refuse(u16),
    /// It answers nothing at all.
    Silence,
    /// It speaks something else.
    Nonsense,
}

/// A WebSocket server on a free port.
pub struct SocketServer {
    address: SocketAddr,
    scheme: &'static str,
    welcome: Arc<Mutex<Welcome>>,
    /// Handshakes that began, refused ones included.
    dialed: Arc<AtomicUsize>,
    connections: tokio::sync::Mutex<mpsc::UnboundedReceiver<Connection>>,
    _alive: watch::Sender<()>,
}

// === impl SocketServer ===

impl SocketServer {
    /// On a free port.
    pub async fn start() -> Self {
        Self::serve(None).await
    }

    /// The same behind TLS; clients know it as `localhost`.
    pub async fn start_tls(tls: TlsAcceptor) -> Self {
        Self::serve(Some(tls)).await
    }

    async fn serve(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (found, connections) = mpsc::unbounded_channel();
        let (welcome, dialed) = (Arc::new(Mutex::new(Welcome::Accept)), Arc::new(AtomicUsize::new(0)));
        let (alive, mut ended) = watch::channel(());
        let (asked, counted, scheme) =
            (Arc::clone(&welcome), Arc::clone(&dialed), if tls.is_some() { "wss" } else { "ws" });
        tokio::spawn(async move {
            loop {
                let stream = tokio::select! {
                    // Nobody ever sends.
                    _ = ended.changed() => return,
                    accepted = listener.accept() => accepted.expect("a connection").0,
                };
                let welcome = *asked.lock().unwrap_or_else(PoisonError::into_inner);
                counted.fetch_add(1, Ordering::SeqCst);
                let (tls, found) = (tls.clone(), found.clone());
                tokio::spawn(async move {
                    let wire: Box<dyn Wire> = match tls {
                        None => Box::new(stream),
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => Box::new(stream),
                            Err(_) => return,
                        },
                    };
                    if let Some(connection) = meet(wire, welcome).await {
                        let _ = found.send(connection);
                    }
                });
            }
        });
        let connections = tokio::sync::Mutex::new(connections);
        Self { address, scheme, welcome, dialed, connections, _alive: alive }
    }

    /// What it does with handshakes from now on.
    pub fn welcome(&self, welcome: Welcome) {
        *self.welcome.lock().unwrap_or_else(PoisonError::into_inner) = welcome;
    }

    /// How often it was dialed.
    pub fn dialed(&self) -> usize {
        self.dialed.load(Ordering::SeqCst)
    }

    /// For `socket_url`.
    pub fn url(&self) -> String {
        let host = if self.scheme == "wss" { "localhost" } else { "127.0.0.1" };
        format!("{}://{host}:{}/epos", self.scheme, self.address.port())
    }

    /// A venue that dials this server, as lines below its section.
    pub fn toml(&self) -> String {
        format!(
            "dojo.api_key = {{ value = \"{KEY}\" }}\ndojo.software_house_id = \"sh_1\"\ndojo.reseller_id = \"re_1\"\n\
             dojo.transports = [\"websocket\"]\ndojo.socket_url = \"{}\"\ndojo.api_url = \"{NO_API}\"\n",
            self.url()
        )
    }

    /// The same, with Dojo's API beside it.
    pub fn toml_with(&self, api: &DojoServer) -> String {
        self.toml().replace(NO_API, &api.url())
    }

    /// Whether none was made that was not asked for yet.
    pub async fn has_no_connection(&self) -> bool {
        self.connections.lock().await.try_recv().is_err()
    }

    /// The next connection that the host makes.
    pub async fn connection(&self) -> Connection {
        let mut connections = self.connections.lock().await;
        timeout(PATIENCE, connections.recv()).await.expect("the host dials").expect("the server runs")
    }
}

async fn meet(mut wire: Box<dyn Wire>, welcome: Welcome) -> Option<Connection> {
    match welcome {
        Welcome::Accept => (),
        Welcome::Silence => {
            let mut waste = [0; 1024];
            while wire.read(&mut waste).await.ok()? > 0 {}
            return None;
        }
        Welcome::Refuse(_) | Welcome::Nonsense => {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(wire.read_u8().await.ok()?);
            }
            let answer = match welcome {
                Welcome::Refuse(status) => format!("HTTP/1.1 {status} No\r\ncontent-length: 0\r\n\r\n"),
                _ => "220 mail.example ESMTP\r\n".to_owned(),
            };
            wire.write_all(answer.as_bytes()).await.ok()?;
            wire.shutdown().await.ok()?;
            return None;
        }
    }
    let (mut headers, mut path) = (BTreeMap::new(), String::new());
    #[expect(clippy::result_large_err, reason = "the library's callback")]
    let look = |request: &Request, response: Response| {
        path = request.uri().path().to_owned();
        for (name, value) in request.headers() {
            headers.insert(name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned());
        }
        Ok(response)
    };
    let socket = tokio_tungstenite::accept_hdr_async(wire, look).await.ok()?;
    Some(Connection { socket, headers, path, asked: 0 })
}
