//! An open connection: requests come, replies go in the order in which they are done, and silence is noticed.

use super::dial::Socket;
use super::exchange::Exchange;
use super::frame::{Call, Unread};
use super::report::Report;
use super::settings::{MAX_MESSAGE_BYTES, Settings};
use crate::transport::failure::Refusal;
use crate::transport::stop::{Stop, stopped};
use bytes::Bytes;
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use std::time::Duration;
use tokio::io::AsyncReadExt as _;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

/// A venue's connection.
pub(super) struct Connection<'a> {
    socket: Socket,
    exchange: &'a Exchange,
    report: &'a Report,
    settings: &'a Settings,
    /// Requests that are being carried out. Dropped, reads are dropped with it; what writes is finished.
    running: JoinSet<Option<Vec<u8>>>,
    /// Whether no more requests are taken.
    closing: bool,
}

/// Why a connection is over.
#[derive(Debug, thiserror::Error)]
pub(super) enum Ended {
    /// The host ends it, having answered what ran.
    #[error("the host closed it")]
    Stopped,
    #[error("the other side closed it: {0}")]
    Closed(String),
    #[error("the other side hung up")]
    HungUp,
    #[error("nothing came for {0:?}")]
    Silent(Duration),
    #[error("the other side read nothing for {0:?}")]
    Unread(Duration),
    #[error("a message is larger than {MAX_MESSAGE_BYTES} bytes")]
    TooLarge,
    #[error("a text is not UTF-8")]
    NotUtf8,
    #[error("the other side breaks the protocol: {0}")]
    Protocol(Error),
    #[error("{0}")]
    Lost(Error),
}

/// What a turn of the loop begins with.
enum Turn {
    Came(Option<Result<Message, Error>>),
    Done(Result<Option<Vec<u8>>, JoinError>),
    Ping,
    Stop,
}

// === impl Connection ===

impl<'a> Connection<'a> {
    pub(super) fn new(socket: Socket, exchange: &'a Exchange, report: &'a Report, settings: &'a Settings) -> Self {
        Self { socket, exchange, report, settings, running: JoinSet::new(), closing: false }
    }

    /// Serves until the connection is over. Where it is time to stop, what runs is answered first.
    pub(super) async fn serve(mut self, stop: &mut Stop) -> Ended {
        let why = match self.turns(stop).await {
            Ok(()) => Ended::Stopped,
            Err(why) => why,
        };
        if let Some(kind) = why.kind() {
            self.report.refused(kind);
        }
        if !matches!(why, Ended::HungUp | Ended::Silent(_) | Ended::Unread(_) | Ended::Lost(_)) {
            self.part(why.said()).await;
        }
        why
    }

    async fn turns(&mut self, stop: &mut Stop) -> Result<(), Ended> {
        let mut ping = interval_at(Instant::now() + self.settings.ping_every, self.settings.ping_every);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let silence = self.settings.dead_after;
        let mut heard = Instant::now();
        while !(self.closing && self.running.is_empty()) {
            let turn = tokio::select! {
                came = self.socket.next() => Turn::Came(came),
                Some(done) = self.running.join_next() => Turn::Done(done),
                _ = ping.tick() => Turn::Ping,
                // While a message was sent, something may have come.
                () = sleep_until(heard + silence) => match self.socket.next().now_or_never() {
                    Some(came) => Turn::Came(came),
                    None => return Err(Ended::Silent(silence)),
                },
                () = stopped(stop), if !self.closing => Turn::Stop,
            };
            match turn {
                Turn::Came(came) => {
                    let message = came.ok_or(Ended::HungUp)??;
                    heard = Instant::now();
                    self.take(message).await?;
                }
                Turn::Done(done) => {
                    self.report.in_flight(self.running.len());
                    // A panic is answered where it happens: nothing is left that could end such a task.
                    if let Ok(Some(reply)) = done {
                        self.say(reply).await?;
                    }
                }
                Turn::Ping => self.send(Message::Ping(Bytes::new())).await?,
                Turn::Stop => {
                    self.closing = true;
                    self.report.closing();
                }
            }
        }
        Ok(())
    }

    async fn take(&mut self, message: Message) -> Result<(), Ended> {
        let read = match message {
            Message::Text(text) => Call::read(&Bytes::from(text)),
            // One odd message costs no other request its answer: the connection stays.
            Message::Binary(_) => Err(Unread::binary()),
            Message::Close(frame) => return Err(Ended::Closed(closed_with(frame))),
            // Pings are answered by the library.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => return Ok(()),
        };
        match read.and_then(|call| self.admit(call)) {
            Ok(call) => {
                self.running.spawn(self.exchange.clone().answer(call));
                self.report.in_flight(self.running.len());
                Ok(())
            }
            Err(unread) => {
                self.report.refused(unread.kind());
                match self.exchange.refuse(unread) {
                    Some(reply) => self.say(reply).await,
                    None => Ok(()),
                }
            }
        }
    }

    /// Whether there is room for a request. One under an id that is in flight is as good as any: to refuse it under that
    /// id would look like the answer to the first, which may be a payment.
    fn admit(&self, call: Call) -> Result<Call, Unread> {
        let refuse = |head, refusal, kind| Err(Unread::Refused { head, refusal, kind });
        if self.closing {
            return refuse(call.head, Refusal::Closing, "closing");
        }
        if self.running.len() >= self.settings.requests_at_once {
            return refuse(call.head, Refusal::TooManyRequests, "too_many");
        }
        Ok(call)
    }

    async fn say(&mut self, reply: Vec<u8>) -> Result<(), Ended> {
        let text = Utf8Bytes::try_from(Bytes::from(reply)).map_err(|error| Ended::Lost(error.into()))?;
        self.send(Message::Text(text)).await
    }

    /// Sends a message whole, so that nothing heaps up for a peer that does not read; meanwhile, nothing is read from it
    /// either.
    async fn send(&mut self, message: Message) -> Result<(), Ended> {
        let limit = self.settings.dead_after;
        timeout(limit, self.socket.send(message)).await.map_err(|_| Ended::Unread(limit))??;
        Ok(())
    }

    /// Says why the connection ends, and gives the other side a moment to read it: a connection that is closed on unread
    /// bytes is reset, and the reason is lost. What still comes is thrown away.
    async fn part(&mut self, said: Option<(CloseCode, &'static str)>) {
        let goodbye = async {
            match said {
                Some((code, reason)) => {
                    let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
                    self.socket.send(Message::Close(Some(frame))).await?;
                }
                // The library has its answer to the other side's close ready.
                None => self.socket.flush().await?,
            }
            let wire = self.socket.get_mut();
            let mut waste = [0; 4096];
            while wire.read(&mut waste).await? > 0 {}
            Ok::<_, Error>(())
        };
        // However it goes, the connection is over.
        let _ = timeout(self.settings.close_wait, goodbye).await;
    }
}

/// What the other side said when it closed.
fn closed_with(frame: Option<CloseFrame>) -> String {
    match frame {
        Some(frame) if frame.reason.is_empty() => frame.code.to_string(),
        Some(frame) => format!("{} {:?}", frame.code, frame.reason.as_str()),
        None => "without a reason".to_owned(),
    }
}

// === impl Ended ===

impl Ended {
    /// What was wrong with a message, in a word for metrics.
    const fn kind(&self) -> Option<&'static str> {
        match self {
            Self::TooLarge => Some("too_large"),
            Self::NotUtf8 => Some("not_utf8"),
            Self::Protocol(_) => Some("protocol"),
            _ => None,
        }
    }

    /// What the other side is told (RFC 6455, section 7.4.1).
    fn said(&self) -> Option<(CloseCode, &'static str)> {
        match self {
            Self::Stopped => Some((CloseCode::Away, "the host stops, or the venue changed")),
            Self::TooLarge => Some((CloseCode::Size, "a message is larger than 1 MiB")),
            Self::NotUtf8 => Some((CloseCode::Invalid, "a text is not UTF-8")),
            Self::Protocol(_) => Some((CloseCode::Protocol, "the protocol is broken")),
            Self::Closed(_) | Self::HungUp | Self::Silent(_) | Self::Unread(_) | Self::Lost(_) => None,
        }
    }
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        match error {
            Error::Capacity(_) => Self::TooLarge,
            Error::Utf8(_) => Self::NotUtf8,
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Self::HungUp,
            Error::Protocol(_) => Self::Protocol(error),
            other => Self::Lost(other),
        }
    }
}
