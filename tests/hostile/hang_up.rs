//! Card machines that hang up in the middle of a call: ten thousand of them.

use crate::host::Host;
use patio_tests::chance::Chance;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Calls that are dropped.
pub(crate) const TIMES: u64 = 10_000;

/// At once: as many as a venue may have.
const AT_ONCE: u64 = 8;

/// Whose calls are dropped.
pub(crate) const VENUE: &str = "dropped_mid_call";

/// Lets all of them ask and hang up.
pub(crate) async fn all(host: &Host) {
    let client = host.as_venue(VENUE);
    let authorization = client.authorization().unwrap();
    let request = format!(
        "POST /v1/orders/search HTTP/1.1\r\nhost: x\r\nauthorization: {authorization}\r\n\
         content-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    let (next, chance, api) = (AtomicU64::new(0), Chance::of(1), host.api);
    let machine = async || {
        loop {
            let turn = next.fetch_add(1, Ordering::Relaxed);
            if turn >= TIMES {
                return;
            }
            let mut stream = TcpStream::connect(api).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            // At any instant of a call: before it began, while it begins, in the middle of the host call.
            tokio::time::sleep(chance.pause(&turn.to_string(), 4)).await;
        }
    };
    futures_util::future::join_all((0..AT_ONCE).map(|_| machine())).await;
}
