//! The byte stream below hyper: notes the pace of what goes through, and completes hyper's own answers.

use super::pace::Pace;
use super::protocol_errors;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A byte stream, watched.
pub(super) struct Wire<'p, S> {
    stream: S,
    pace: &'p Pace,
    substitute: Option<Substitute>,
}

/// A response that is written in place of hyper's.
struct Substitute {
    response: Vec<u8>,
    written: usize,
}

// === impl Wire ===

impl<'p, S> Wire<'p, S> {
    pub(super) const fn new(stream: S, pace: &'p Pace) -> Self {
        Self { stream, pace, substitute: None }
    }

    /// The stream without the watch.
    pub(super) fn into_inner(self) -> S {
        self.stream
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<'_, S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            self.pace.read();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<'_, S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let wire = &mut *self;
        if wire.substitute.is_none()
            && let Some(refusal) = protocol_errors::recognise(bytes)
        {
            wire.substitute = Some(Substitute { response: protocol_errors::response(refusal), written: 0 });
        }
        let written = match &mut wire.substitute {
            // hyper comes back with the same bytes until they are taken, and writes nothing after them.
            Some(substitute) => {
                ready!(substitute.poll_write(cx, &mut wire.stream))?;
                bytes.len()
            }
            None => ready!(Pin::new(&mut wire.stream).poll_write(cx, bytes))?,
        };
        wire.pace.wrote();
        Poll::Ready(Ok(written))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // An answer of hyper's own is one slice, for it has no body.
        if let [bytes] = slices {
            return self.poll_write(cx, bytes);
        }
        let written = ready!(Pin::new(&mut self.stream).poll_write_vectored(cx, slices))?;
        self.pace.wrote();
        Poll::Ready(Ok(written))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

// === impl Substitute ===

impl Substitute {
    fn poll_write<S: AsyncWrite + Unpin>(&mut self, cx: &mut Context<'_>, stream: &mut S) -> Poll<io::Result<()>> {
        while let Some(rest) = self.response.get(self.written..).filter(|rest| !rest.is_empty()) {
            match ready!(Pin::new(&mut *stream).poll_write(cx, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.written += written,
            }
        }
        Poll::Ready(Ok(()))
    }
}
