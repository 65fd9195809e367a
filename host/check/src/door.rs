//! The door of a point of sale: HTTP on this machine, which fails in the way that it is told to.
//!
//! Behind it is Corner, or another POS somewhere. Every connection is closed after one answer, so that what happens to a
//! request is what this says, and not what a connection was like that somebody kept.

use crate::elsewhere::Elsewhere;
use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt, Full, Limited, StreamBody, combinators::BoxBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use patio_pos::Till;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// A request's body at most: a payment has some hundred bytes.
const MOST_BYTES: usize = 1 << 20;
/// Connections that wait to be accepted.
const WAITING: u32 = 64;

/// How the way to the POS fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// Nobody listens.
    Down,
    /// The request arrives, and is never answered. Nothing is done.
    Slow,
    /// What was asked for is done, and the connection ends without an answer.
    LostAnswer,
    /// What was asked for is done, and the answer is a page of somebody else.
    Nonsense,
    /// What was asked for is done, and the answer ends in its middle.
    CutShort,
    /// What was asked for is done, and the answer is JSON of something else.
    WrongShape,
    /// Status 500. Nothing is done.
    ServerError,
}

/// What is behind it.
pub(crate) enum Room {
    Corner(Mutex<Till>),
    Elsewhere(Elsewhere),
    Nobody,
}

/// A door that is open until this is dropped.
pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    pub(crate) room: Arc<Room>,
    fault: watch::Sender<Option<Fault>>,
    /// Holds the port while nobody listens: bound, and never listening.
    _holder: TcpSocket,
    serving: Mutex<Option<JoinHandle<()>>>,
}

pub(crate) type Body = BoxBody<Bytes, io::Error>;

// === impl Fault ===

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "down" => Self::Down,
            "slow" => Self::Slow,
            "lost-answer" => Self::LostAnswer,
            "nonsense" => Self::Nonsense,
            "cut-short" => Self::CutShort,
            "wrong-shape" => Self::WrongShape,
            "server-error" => Self::ServerError,
            other => {
                let known = "down, slow, lost-answer, nonsense, cut-short, wrong-shape, server-error";
                return Err(format!("{other:?} is no fault: one of {known}"));
            }
        })
    }
}

// === impl Door ===

impl Door {
    /// Opens a door on a port of this machine.
    pub(crate) fn open(room: Room) -> io::Result<Self> {
        let holder = socket()?;
        holder.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = holder.local_addr()?;
        let (fault, _) = watch::channel(None);
        let door = Self { address, room: Arc::new(room), fault, _holder: holder, serving: Mutex::default() };
        door.listen()?;
        Ok(door)
    }

    /// Fails in a way from now on, or not at all.
    pub(crate) async fn fail(&self, fault: Option<Fault>) -> io::Result<()> {
        if *self.fault.borrow() == fault {
            return Ok(());
        }
        let was_down = *self.fault.borrow() == Some(Fault::Down);
        self.fault.send_replace(fault);
        if fault == Some(Fault::Down) {
            let serving = self.serving.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(serving) = serving {
                serving.abort();
                // The socket is closed once the task has ended.
                let _ = serving.await;
            }
        } else if was_down {
            self.listen()?;
        }
        Ok(())
    }

    fn listen(&self) -> io::Result<()> {
        let listening = socket()?;
        listening.bind(self.address)?;
        let listener = listening.listen(WAITING)?;
        let task = tokio::spawn(serve(listener, Arc::clone(&self.room), self.fault.subscribe()));
        *self.serving.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
        Ok(())
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Some(serving) = self.serving.lock().unwrap_or_else(PoisonError::into_inner).take() {
            serving.abort();
        }
    }
}

fn socket() -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    #[cfg(unix)]
    socket.set_reuseport(true)?;
    Ok(socket)
}

async fn serve(listener: TcpListener, room: Arc<Room>, fault: watch::Receiver<Option<Fault>>) {
    // All of them end with it.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        while connections.try_join_next().is_some() {}
        connections.spawn(connection(stream, Arc::clone(&room), fault.clone()));
    }
}

async fn connection(stream: TcpStream, room: Arc<Room>, fault: watch::Receiver<Option<Fault>>) {
    let service = service_fn(|request| answer(request, &room, fault.clone()));
    let mut server = hyper::server::conn::http1::Builder::new();
    // Whoever hangs up is not our failure.
    let _ = server.keep_alive(false).serve_connection(TokioIo::new(stream), service).await;
}

/// The error ends the connection without an answer.
async fn answer(
    request: Request<Incoming>,
    room: &Room,
    mut fault: watch::Receiver<Option<Fault>>,
) -> Result<Response<Body>, io::Error> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, MOST_BYTES).collect().await.map_err(io::Error::other)?.to_bytes();
    let failing = *fault.borrow();
    match failing {
        Some(Fault::Slow) => {
            // Until the fault is over, and then not at all.
            let _ = fault.wait_for(|fault| *fault != Some(Fault::Slow)).await;
            return Err(io::Error::other("never answered"));
        }
        Some(Fault::ServerError) => {
            let page = "<html><body><h1>500 Internal Server Error</h1></body></html>";
            return Ok(plain(StatusCode::INTERNAL_SERVER_ERROR, "text/html", page));
        }
        _ => (),
    }
    let answer = ask(room, &head, body).await;
    Ok(match failing {
        Some(Fault::LostAnswer) => return Err(io::Error::other("lost")),
        Some(Fault::Nonsense) => plain(StatusCode::OK, "text/html", "<html><body>Welcome to the router</body></html>"),
        Some(Fault::WrongShape) => plain(StatusCode::OK, "application/json", r#"{"hello":["world",null,1.5]}"#),
        Some(Fault::CutShort) => {
            let (head, body) = answer.into_parts();
            let whole = body.collect().await?.to_bytes();
            let half = whole.slice(..whole.len() / 2);
            let frames = [Ok(Frame::data(half)), Err(io::Error::other("cut short"))];
            Response::from_parts(head, BodyExt::boxed(StreamBody::new(stream::iter(frames))))
        }
        _ => answer,
    })
}

async fn ask(room: &Room, head: &Parts, body: Bytes) -> Response<Body> {
    match room {
        Room::Nobody => plain(StatusCode::SERVICE_UNAVAILABLE, "text/plain", "nobody is here"),
        Room::Elsewhere(pos) => pos.ask(head, body).await,
        Room::Corner(till) => till.lock().unwrap_or_else(PoisonError::into_inner).answer(head, &body).map(whole),
    }
}

pub(crate) fn plain(status: StatusCode, kind: &'static str, text: &str) -> Response<Body> {
    let mut answer = Response::new(whole(Bytes::copy_from_slice(text.as_bytes())));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}

pub(crate) fn whole(body: Bytes) -> Body {
    Full::new(body).map_err(|never: Infallible| match never {}).boxed()
}
