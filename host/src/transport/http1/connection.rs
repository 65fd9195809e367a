//! One connection, from its first byte to its orderly end.

use super::pace::{Pace, Patience, Phase};
use super::protocol_errors;
use super::wire::Wire;
use super::{Service, Stop, stopped};
use crate::transport::failure::Refusal;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Header of a request, and the most that is read ahead of a body: above hyper's 64 KiB for a URI, so that a longer one
/// is called by its name. hyper's own limit is three times as high, and a thousand connections may fill it.
const MAX_BUFFER_BYTES: usize = 128 * 1024;
/// How long what the client still sends is read after the last response.
const LINGER: Duration = Duration::from_secs(1);
/// How much of it: what is on the way at a fast link while the response travels.
const LINGER_BYTES: u64 = 1024 * 1024;

/// Why a connection ended.
enum End {
    /// hyper is done with it.
    Finished(Result<(), hyper::Error>),
    /// It took too long.
    Overdue(Phase),
}

/// Serves a connection until the client leaves, takes too long, or `stop` says so.
pub(super) async fn serve<S: Service>(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send,
    service: &S,
    patience: Patience,
    mut stop: Stop,
) {
    let pace = Pace::new();
    let mut io = TokioIo::new(Wire::new(stream, &pace));
    let end = {
        let paced = service_fn(|request| async {
            pace.began();
            let response = service.answer(request).await;
            pace.ended();
            Ok::<_, Infallible>(response)
        });
        let mut builder = http1::Builder::new();
        // Time is kept by `Pace`.
        builder.max_buf_size(MAX_BUFFER_BYTES).header_read_timeout(None);
        let mut connection = pin!(builder.serve_connection(&mut io, paced));
        let mut stopped = pin!(stopped(&mut stop));
        let mut stopping = false;
        let mut look = pin!(tokio::time::sleep(patience.header.min(patience.idle)));
        poll_fn(|cx| {
            if !stopping && stopped.as_mut().poll(cx).is_ready() {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
            if let Poll::Ready(result) = connection.as_mut().poll(cx) {
                return Poll::Ready(End::Finished(result));
            }
            while look.as_mut().poll(cx).is_ready() {
                match pace.look_again(patience) {
                    Some(next) => look.as_mut().reset(next.into()),
                    None => return Poll::Ready(End::Overdue(pace.phase())),
                }
            }
            Poll::Pending
        })
        .await
    };
    let refusal = refusal_at(&end);
    if let Some((_, outcome)) = &refusal {
        service.refused(outcome);
    }
    part(io.into_inner().into_inner(), refusal.and_then(|(refusal, _)| refusal)).await;
}

/// What was refused when a connection ended, with a word for metrics; and what must still be said about it, where hyper
/// said nothing.
fn refusal_at(end: &End) -> Option<(Option<Refusal>, &'static str)> {
    match end {
        End::Overdue(Phase::Header) => Some((Some(Refusal::SlowHeader), "slow_header")),
        End::Finished(Err(error)) if error.is_parse_version_h2() => Some((Some(Refusal::Version), "malformed")),
        End::Finished(Err(error)) if error.is_parse_too_large() => Some((None, "header_too_large")),
        End::Finished(Err(error)) if error.is_parse() => Some((None, "malformed")),
        End::Finished(_) | End::Overdue(Phase::Quiet | Phase::Busy) => None,
    }
}

/// Closes a connection so that the client reads the last response: to close while bytes of its request are unread resets
/// the connection, and the reset overtakes the response.
pub(super) async fn part(mut stream: impl AsyncRead + AsyncWrite + Unpin, last_words: Option<Refusal>) {
    let parting = async {
        if let Some(refusal) = last_words {
            stream.write_all(&protocol_errors::response(refusal)).await?;
        }
        stream.shutdown().await?;
        tokio::io::copy(&mut stream.take(LINGER_BYTES), &mut tokio::io::sink()).await
    };
    // Whoever is gone already misses nothing.
    let _ = tokio::time::timeout(LINGER, parting).await;
}
