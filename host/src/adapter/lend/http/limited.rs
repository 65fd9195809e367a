//! A response's body, up to a number of bytes. Frames are counted, not only data: trailers are no way around it.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use std::pin::Pin;
use std::task::{Context, Poll};
use wasmtime_wasi_http::Error;

pub(super) struct Limited {
    body: Incoming,
    left: usize,
    max: usize,
}

// === impl Limited ===

impl Limited {
    pub(super) const fn new(body: Incoming, max: usize) -> Self {
        Self { body, left: max, max }
    }
}

impl Body for Limited {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = match std::task::ready!(Pin::new(&mut self.body).poll_frame(cx)) {
            None => return Poll::Ready(None),
            Some(Err(_)) => return Poll::Ready(Some(Err(Error::HttpResponseIncomplete))),
            Some(Ok(frame)) => frame,
        };
        let bytes = match (frame.data_ref(), frame.trailers_ref()) {
            (Some(data), _) => data.len(),
            (None, Some(trailers)) => trailers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum(),
            (None, None) => 0,
        };
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Poll::Ready(Some(Ok(frame)))
            }
            None => {
                let max = u64::try_from(self.max).ok();
                Poll::Ready(Some(Err(Error::HttpResponseBodySize(max))))
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
