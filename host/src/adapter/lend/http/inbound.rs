//! A response's body, up to a number of bytes and to the call's deadline. Frames are counted, not only data: trailers are
//! no way around it. When all of it was read, its connection is free for the next request.

use super::outbound::Upload;
use super::pool::Lease;
use super::this_call::ThisCall;
use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::time::Sleep;
use wasmtime_wasi_http::Error;

pub(super) struct Inbound {
    body: Incoming,
    upload: Upload,
    lease: Option<Lease>,
    call: Arc<ThisCall>,
    left: usize,
    deadline: Instant,
    /// How long the server may pause, where the guest said so.
    pause: Option<Duration>,
    timer: Pin<Box<Sleep>>,
}

/// Bytes of header fields, names included.
pub(super) fn header_bytes(fields: &HeaderMap) -> usize {
    fields.iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
}

// === impl Inbound ===

impl Inbound {
    pub(super) fn new(
        body: Incoming,
        (upload, lease): (Upload, Lease),
        call: &Arc<ThisCall>,
        deadline: Instant,
        pause: Option<Duration>,
    ) -> Self {
        let timer = Box::pin(tokio::time::sleep_until(next(deadline, pause).into()));
        let left = call.way.limits.http_response_bytes;
        let mut inbound =
            Self { body, upload, lease: Some(lease), call: Arc::clone(call), left, deadline, pause, timer };
        inbound.give_back_at_end();
        inbound
    }

    fn give_back_at_end(&mut self) {
        if self.body.is_end_stream() {
            self.give_back();
        }
    }

    /// A connection that still sends is not handed on: its request may never end.
    fn give_back(&mut self) {
        if let Some(lease) = self.lease.take_if(|_| self.upload.has_ended()) {
            lease.give_back();
        }
    }

    fn count(&mut self, frame: Frame<Bytes>) -> Result<Frame<Bytes>, Error> {
        let limits = &self.call.way.limits;
        let trailers = frame.trailers_ref();
        if trailers.is_some_and(|trailers| trailers.len() > limits.http_headers) {
            self.call.tell_header_limit();
            return Err(Error::HttpResponseTrailerSectionSize(u32::try_from(limits.http_header_bytes).ok()));
        }
        let bytes = frame.data_ref().map_or(0, Bytes::len) + trailers.map_or(0, header_bytes);
        let Some(left) = self.left.checked_sub(bytes) else {
            let max = limits.http_response_bytes;
            self.call.tell_limit(
                "http_response_bytes",
                &format!("was answered with more than {max} bytes, which limits.http_response_bytes allows"),
            );
            return Err(Error::HttpResponseBodySize(u64::try_from(max).ok()));
        };
        self.left = left;
        Ok(frame)
    }
}

fn next(deadline: Instant, pause: Option<Duration>) -> Instant {
    pause.and_then(|pause| Instant::now().checked_add(pause)).map_or(deadline, |next| next.min(deadline))
}

impl Body for Inbound {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        // The time first: a server that always has one more byte must not keep it from being looked at.
        if self.timer.as_mut().poll(cx).is_ready() {
            self.lease = None;
            return Poll::Ready(Some(Err(Error::HttpResponseTimeout)));
        }
        match std::task::ready!(Pin::new(&mut self.body).poll_frame(cx)) {
            None => {
                self.give_back();
                Poll::Ready(None)
            }
            Some(Err(_)) => {
                self.lease = None;
                Poll::Ready(Some(Err(Error::HttpResponseIncomplete)))
            }
            Some(Ok(frame)) => {
                if self.pause.is_some() {
                    let next = next(self.deadline, self.pause);
                    self.timer.as_mut().reset(next.into());
                }
                // Nothing comes after trailers, and nobody asks.
                if frame.is_trailers() {
                    self.give_back();
                } else {
                    self.give_back_at_end();
                }
                Poll::Ready(Some(self.count(frame)))
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
