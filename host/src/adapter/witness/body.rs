//! A body that is noted while it passes by. What passes is not changed.

use super::{BODY_BYTES, Sighting};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use wasmtime_wasi_http::{Error, WasiBody};

/// Which way a body goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::adapter) enum Direction {
    Request,
    Response,
}

pub(in crate::adapter) struct Tee {
    body: WasiBody,
    sighting: Sighting,
    direction: Direction,
}

// === impl Tee ===

impl Tee {
    pub(in crate::adapter) fn new(body: WasiBody, sighting: &Sighting, direction: Direction) -> Self {
        let tee = Self { body, sighting: sighting.clone(), direction };
        tee.note_end();
        tee
    }

    fn is_response(&self) -> bool {
        self.direction == Direction::Response
    }

    fn note_end(&self) {
        if self.body.is_end_stream() {
            self.sighting.body(self.is_response(), |body, _, _| body.finished = true);
        }
    }

    fn note(&self, data: &[u8]) {
        self.sighting.body(self.is_response(), |body, left, full| {
            body.length += u64::try_from(data.len()).unwrap_or(u64::MAX);
            let room = (*left).min(BODY_BYTES.saturating_sub(body.bytes.len()));
            let kept = data.get(..room).unwrap_or(data);
            body.bytes.extend_from_slice(kept);
            *left -= kept.len();
            if kept.len() < data.len() {
                (body.cut, *full) = (true, true);
            }
        });
    }
}

impl Body for Tee {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        match &frame {
            None => self.sighting.body(self.is_response(), |body, _, _| body.finished = true),
            Some(Err(error)) => {
                let name = super::past::name_of(error);
                self.sighting.body(self.is_response(), |body, _, _| body.error = Some(name));
            }
            Some(Ok(frame)) => {
                if let Some(data) = frame.data_ref() {
                    self.note(data);
                }
                self.note_end();
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
