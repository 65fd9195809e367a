//! Two servers on this machine. One may be reached, and reads as a suspicious server reads: what it finds amiss it keeps.
//! The other may not, and keeps every connection.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// All addresses of this machine that a request might come by.
const OTHER_ADDRESSES: [&str; 3] = ["127.0.0.2", "127.255.255.254", "::1"];

/// How long the granted server waits for what should not come: bytes behind a request. They would come with it.
const BEHIND: Duration = Duration::from_millis(20);

/// Bytes of a request's header at most.
const HEAD_BYTES: usize = 1 << 20;

/// Both servers.
pub(crate) struct Peers {
    pub(crate) granted: u16,
    pub(crate) trap: u16,
    amiss: Arc<Mutex<Vec<String>>>,
    served: Arc<Mutex<u64>>,
}

// === impl Peers ===

impl Peers {
    pub(crate) async fn start() -> Self {
        let amiss = Arc::new(Mutex::new(Vec::new()));
        let served = Arc::new(Mutex::new(0));
        let first = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let trap = first.local_addr().unwrap().port();
        let mut listeners = vec![first];
        for address in OTHER_ADDRESSES {
            // A machine without IPv6 has no such address, and another program may have the port there.
            let address: SocketAddr = SocketAddr::new(address.parse().unwrap(), trap);
            listeners.extend(TcpListener::bind(address).await);
        }
        for listener in listeners {
            let amiss = Arc::clone(&amiss);
            tokio::spawn(async move {
                loop {
                    let (mut stream, _) = listener.accept().await.unwrap();
                    let at = listener.local_addr().unwrap();
                    let mut begun = [0; 200];
                    let read = tokio::time::timeout(BEHIND, stream.read(&mut begun)).await;
                    let read = read.ok().and_then(Result::ok).unwrap_or(0);
                    let begun = String::from_utf8_lossy(&begun[..read]).into_owned();
                    amiss.lock().unwrap().push(format!("somebody connected to {at}, and said {begun:?}"));
                }
            });
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let granted = listener.local_addr().unwrap().port();
        let (kept, counted) = (Arc::clone(&amiss), Arc::clone(&served));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (kept, counted) = (Arc::clone(&kept), Arc::clone(&counted));
                tokio::spawn(async move {
                    if let Err(what) = serve(stream, trap, &counted).await {
                        kept.lock().unwrap().push(what);
                    }
                });
            }
        });
        Self { granted, trap, amiss, served }
    }

    /// What reached the server that nobody may reach, and what was wrong in what reached the other.
    pub(crate) fn amiss(&self) -> Vec<String> {
        self.amiss.lock().unwrap().clone()
    }

    /// How many requests the granted server answered: where there are none, it proves nothing.
    pub(crate) fn served(&self) -> u64 {
        *self.served.lock().unwrap()
    }
}

/// Answers one request, and closes.
async fn serve(mut stream: TcpStream, trap: u16, served: &Mutex<u64>) -> Result<(), String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte).await {
            // Whoever hangs up before has asked nothing.
            Ok(0) | Err(_) => return Ok(()),
            Ok(_) if head.len() == HEAD_BYTES => return Err("a header without an end".to_owned()),
            Ok(_) => head.push(byte[0]),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = check(&head)?;
    read_body(&mut stream, &head).await?;
    let mut behind = [0; 200];
    if let Ok(Ok(read)) = tokio::time::timeout(BEHIND, stream.read(&mut behind)).await
        && read > 0
    {
        let behind = String::from_utf8_lossy(&behind[..read]).into_owned();
        return Err(format!("behind the request {head:?} came {behind:?}"));
    }
    *served.lock().unwrap() += 1;
    // Whoever does not want to read on hangs up.
    let _ = answer(&mut stream, &path, trap).await;
    Ok(())
}

/// Whether a request is one and no other, and where it goes.
fn check(head: &str) -> Result<String, String> {
    let amiss = |what: &str| format!("{what}: {head:?}");
    let mut lines = head.trim_end().split("\r\n");
    let words: Vec<_> = lines.next().unwrap_or_default().split(' ').collect();
    let [method, path, "HTTP/1.1"] = words[..] else { return Err(amiss("a request line of another form")) };
    if !["/ok", "/redirect", "/endless", "/header", "/drip", "/silence"].contains(&path) {
        return Err(amiss("a path that nobody was to ask for"));
    }
    if method == "CONNECT" {
        return Err(amiss("a method that is not sent"));
    }
    let mut names = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(": ").ok_or_else(|| amiss("a header field of another form"))?;
        let name = name.to_ascii_lowercase();
        if name == "host" && !value.starts_with("127.0.0.1:") {
            return Err(amiss("another host than was granted"));
        }
        if ["proxy-authorization", "upgrade", "expect"].contains(&name.as_str()) {
            return Err(amiss("a field that is the connection's"));
        }
        if ["host", "content-length", "transfer-encoding"].contains(&name.as_str()) && names.contains(&name) {
            return Err(amiss("a field twice that says how long the request is, or for whom"));
        }
        names.push(name);
    }
    if names.iter().any(|name| name == "content-length") && names.iter().any(|name| name == "transfer-encoding") {
        return Err(amiss("two lengths"));
    }
    Ok(path.to_owned())
}

async fn read_body(stream: &mut TcpStream, head: &str) -> Result<(), String> {
    let head = head.to_ascii_lowercase();
    if head.contains("transfer-encoding: chunked") {
        // Chunks: none of our components sends a body that holds the end of one.
        let mut body = Vec::new();
        let mut byte = [0];
        while !body.ends_with(b"0\r\n\r\n") {
            match stream.read(&mut byte).await {
                Ok(0) | Err(_) => return Ok(()),
                Ok(_) => body.push(byte[0]),
            }
        }
        return Ok(());
    }
    let Some((_, rest)) = head.split_once("content-length: ") else { return Ok(()) };
    let length = rest.split("\r\n").next().unwrap_or_default();
    let length: usize = length.parse().map_err(|_| format!("a length that is none: {length:?}"))?;
    let mut body = vec![0; length];
    // A body that breaks off is the client's loss.
    let _ = stream.read_exact(&mut body).await;
    Ok(())
}

async fn answer(stream: &mut TcpStream, path: &str, trap: u16) -> std::io::Result<()> {
    match path {
        "/redirect" => {
            let location = format!("http://127.0.0.1:{trap}/");
            let answer =
                format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await
        }
        "/endless" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await?;
            loop {
                stream.write_all(b"1000\r\n").await?;
                stream.write_all(&[b' '; 0x1000]).await?;
                stream.write_all(b"\r\n").await?;
            }
        }
        "/header" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            loop {
                stream.write_all(b"x-more: and more of it\r\n").await?;
            }
        }
        "/drip" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n").await?;
            loop {
                stream.write_all(b" ").await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        "/silence" => {
            // Until the client gives up.
            let mut waste = [0; 16];
            while stream.read(&mut waste).await? > 0 {}
            Ok(())
        }
        _ => stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok").await,
    }
}
