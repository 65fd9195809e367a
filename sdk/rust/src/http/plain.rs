//! Sends over plain TCP: what an adapter's own tests do, natively, beside the host's rules for where it may go.
//!
//! One connection for each request, and no TLS: a point of sale of a test stands on this machine. What is told apart is
//! what matters inside the host, too: whether anything was sent.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use super::request::{Answer, Failure, Outgoing};
use crate::testkit::{desk, message};

/// Sends a request, and waits for all of the answer.
pub(super) fn send(outgoing: &Outgoing<'_>) -> Result<Answer, Failure> {
    let end = Instant::now() + outgoing.time;
    desk::may_reach(&outgoing.target.url()).map_err(Failure::Unsent)?;
    for (name, value) in outgoing.headers {
        if format!("{name}{value}").contains(char::is_control) || name.contains([' ', ':']) || name.is_empty() {
            return Err(Failure::Unsent(format!("the header {name:?} is none")));
        }
    }
    let mut stream = connect(outgoing, end)?;
    let lost = |error: std::io::Error| Failure::Lost(error.to_string());
    // A server may answer before it has read everything: what is not written is no failure yet.
    let written = set_time(&stream, end).and_then(|()| stream.write_all(&bytes(outgoing)));
    let mut received = Vec::new();
    loop {
        if let Some(answer) = message::response(&received, outgoing.method, false).map_err(Failure::Lost)? {
            return Ok(whole(answer));
        }
        let mut buffer = [0; 4096];
        set_time(&stream, end).map_err(lost)?;
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => received.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(error) if is_late(&error) => return Err(Failure::Lost("no answer in time".to_owned())),
            Err(error) => return Err(lost(written.err().unwrap_or(error))),
        }
    }
    let answer = message::response(&received, outgoing.method, true).map_err(Failure::Lost)?;
    answer.map(whole).ok_or_else(|| Failure::Lost("the connection ended before the answer did".to_owned()))
}

fn whole(response: message::Response) -> Answer {
    let message::Response { status, headers, body } = response;
    Answer { status, headers, body }
}

fn connect(outgoing: &Outgoing<'_>, end: Instant) -> Result<TcpStream, Failure> {
    let authority = &outgoing.target.authority;
    let unsent = |why: String| Failure::Unsent(format!("{authority}: {why}"));
    if outgoing.target.secure {
        return Err(unsent("the test kit knows no TLS: in a test, the POS answers at http://127.0.0.1".to_owned()));
    }
    let has_port = authority.rsplit(']').next().is_some_and(|rest| rest.contains(':'));
    let place = if has_port { authority.clone() } else { format!("{authority}:80") };
    let mut addresses = place.to_socket_addrs().map_err(|error| unsent(error.to_string()))?;
    let address = addresses.next().ok_or_else(|| unsent("the name has no address".to_owned()))?;
    // Half of the time, as inside the host.
    let time = remaining(end) / 2;
    TcpStream::connect_timeout(&address, time).map_err(|error| unsent(error.to_string()))
}

fn bytes(outgoing: &Outgoing<'_>) -> Vec<u8> {
    let Outgoing { method, target, headers, body, .. } = outgoing;
    let mut text = format!("{method} {} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", target.path, target.authority);
    for (name, value) in *headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() || !matches!(*method, "GET" | "HEAD") {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    [text.as_bytes(), body].concat()
}

/// At least a moment: none at all would be no limit.
fn remaining(end: Instant) -> Duration {
    end.saturating_duration_since(Instant::now()).max(Duration::from_millis(1))
}

fn set_time(stream: &TcpStream, end: Instant) -> std::io::Result<()> {
    if Instant::now() >= end {
        return Err(std::io::ErrorKind::TimedOut.into());
    }
    let time = Some(remaining(end));
    stream.set_write_timeout(time).and_then(|()| stream.set_read_timeout(time))
}

fn is_late(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
}
