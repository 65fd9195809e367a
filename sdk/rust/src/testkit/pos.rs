//! A point of sale on this machine that answers what a test says, and keeps what it was asked.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::Reply;
use super::message::{self, Received};

/// Answers over HTTP on a free port of this machine until it is dropped.
///
/// What is not scripted is answered with 404, and with what was asked.
pub struct ScriptedPos {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Script {
    lines: Vec<Line>,
    received: Vec<Received>,
    /// Those that are open, to be ended at the end.
    connections: Vec<TcpStream>,
    is_over: bool,
}

struct Line {
    method: String,
    path: String,
    reply: Reply,
    is_used: bool,
}

// === impl ScriptedPos ===

impl ScriptedPos {
    /// One that knows nothing yet.
    ///
    /// # Panics
    /// This machine has no free port.
    #[expect(clippy::expect_used, reason = "a test without its point of sale ends")]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of this machine");
        let address = listener.local_addr().expect("the port has a number");
        let script = Arc::new(Mutex::new(Script::default()));
        let thread = std::thread::spawn({
            let script = Arc::clone(&script);
            move || accept(&listener, &script)
        });
        Self { address, script, thread: Some(thread) }
    }

    /// Answers a method and a path: without its query, or with it where the script's path has one, too.
    ///
    /// Several answers to the same are given in turn; the last one stays.
    #[must_use]
    pub fn on(self, method: &str, path: &str, reply: impl Into<Reply>) -> Self {
        self.also(method, path, reply);
        self
    }

    /// The same, in the middle of a test.
    pub fn also(&self, method: &str, path: &str, reply: impl Into<Reply>) {
        let line = Line { method: method.to_owned(), path: path.to_owned(), reply: reply.into(), is_used: false };
        locked(&self.script).lines.push(line);
    }

    /// Where it is: "http://127.0.0.1:49152".
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it received, in order.
    pub fn requests(&self) -> Vec<Received> {
        locked(&self.script).received.clone()
    }
}

impl Drop for ScriptedPos {
    fn drop(&mut self) {
        {
            let mut script = locked(&self.script);
            script.is_over = true;
            for connection in &script.connections {
                let _ = connection.shutdown(Shutdown::Both);
            }
        }
        // Whoever waits for a connection gets a last one.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A test that panics while it holds the script leaves it whole.
fn locked(script: &Mutex<Script>) -> std::sync::MutexGuard<'_, Script> {
    script.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(listener: &TcpListener, script: &Arc<Mutex<Script>>) {
    let mut threads = Vec::new();
    for stream in listener.incoming() {
        let Ok(stream) = stream else { continue };
        {
            let mut script = locked(script);
            if script.is_over {
                break;
            }
            script.connections.extend(stream.try_clone());
        }
        let script = Arc::clone(script);
        threads.push(std::thread::spawn(move || serve(stream, &script)));
    }
    for thread in threads {
        let _ = thread.join();
    }
}

/// Reads one request and answers it.
fn serve(mut stream: TcpStream, script: &Mutex<Script>) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let request = loop {
        match message::request(&bytes) {
            Ok(Some(request)) => break request,
            Ok(None) => {}
            Err(why) => {
                let reply = Reply::text(400, why).bytes().unwrap_or_default();
                let _ = stream.write_all(&reply);
                return;
            }
        }
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => bytes.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            _ => return,
        }
    };
    let reply = locked(script).reply(request);
    match reply.bytes() {
        Some(bytes) => {
            let _ = stream.write_all(&bytes);
        }
        None if reply.is_silent() => {
            // Until the other side has had enough, or the test ends.
            let _ = stream.read(&mut buffer);
        }
        None => {}
    }
    // A copy of the connection is kept, and would keep it open.
    let _ = stream.shutdown(Shutdown::Both);
}

// === impl Script ===

impl Script {
    /// Keeps a request, and finds its answer.
    fn reply(&mut self, request: Received) -> Reply {
        let bare = request.path.split('?').next().unwrap_or_default();
        let is_for = |line: &Line| line.method == request.method && (line.path == request.path || line.path == bare);
        let mut next: Option<&mut Line> = None;
        for line in self.lines.iter_mut().filter(|line| is_for(line)) {
            let found = !line.is_used;
            next = Some(line);
            if found {
                break;
            }
        }
        let reply = next.map_or_else(
            || {
                let text = format!("the scripted POS has no {} {}", request.method, request.path);
                Reply::json(404, format!("{{\"error\":{{\"code\":\"not_scripted\",\"message\":{text:?}}}}}"))
            },
            |line| {
                line.is_used = true;
                line.reply.clone()
            },
        );
        self.received.push(request);
        reply
    }
}
