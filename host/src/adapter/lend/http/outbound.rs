//! A request's body on its way out. One that its guest does not finish is never finished for it: whoever reads it must
//! not take half a payment for a whole one.

use super::this_call::ThisCall;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, ready};
use std::time::Instant;
use tokio::time::Sleep;
use wasmtime_wasi_http::{Error, WasiBody};

pub(super) struct Outbound {
    body: WasiBody,
    call: Arc<ThisCall>,
    deadline: Instant,
    /// Set when there is something to wait for: most bodies are there at once.
    timer: Option<Pin<Box<Sleep>>>,
    /// Gone with the body.
    sending: Arc<()>,
}

/// Knows whether a body is still being sent.
pub(super) struct Upload(Weak<()>);

// === impl Outbound ===

impl Outbound {
    pub(super) fn new(body: WasiBody, call: &Arc<ThisCall>, deadline: Instant) -> Self {
        Self { body, call: Arc::clone(call), deadline, timer: None, sending: Arc::default() }
    }

    pub(super) fn upload(&self) -> Upload {
        Upload(Arc::downgrade(&self.sending))
    }
}

impl Body for Outbound {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            // wasmtime takes a body that is dropped with its store for one that was finished. The call's end says which
            // it was; where the guest finished in the same moment, nobody waits for the answer any more.
            Poll::Ready(None) if self.call.is_over() => Poll::Ready(Some(Err(Error::HttpProtocolError))),
            Poll::Ready(frame) => Poll::Ready(frame),
            Poll::Pending => {
                let deadline = self.deadline;
                let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline.into())));
                ready!(timer.as_mut().poll(cx));
                Poll::Ready(Some(Err(Error::ConnectionWriteTimeout)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

// === impl Upload ===

impl Upload {
    /// Whether all of it was handed to the connection, or none is wanted any more.
    pub(super) fn has_ended(&self) -> bool {
        self.0.strong_count() == 0
    }
}
