//! A point of sale that dials Dojo's end of the WebSocket, and says what a test has it say.

use crate::simulated::KEY;
use patio_simulator::operation::Operation;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// A connection to the end of the WebSocket.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Dials with headers, and without those that Dojo wants.
pub async fn dial_with(url: &str, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
    let mut request: Request = url.into_client_request().expect("a URL");
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().expect("a header"));
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

/// Dials as Dojo wants it.
pub async fn dial(url: &str) -> Socket {
    let key = format!("Basic {KEY}");
    dial_with(url, &[("authorization", &key), ("software-house-id", "sh_1")]).await.expect("a connection")
}

/// The method of an operation over WebSocket, as a test names it.
pub fn operation(name: &str) -> &'static Operation {
    Operation::by_name(name).expect("an operation")
}
