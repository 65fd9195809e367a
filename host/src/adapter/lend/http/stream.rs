//! A connection's bytes, with TLS or without. Its place among the venue's connections is free when it is dropped, and
//! not before: a server that does not let go of a connection still counts.

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio_rustls::client::TlsStream;

/// A connection and its place.
pub(super) struct Stream {
    bytes: Bytes,
    _place: OwnedSemaphorePermit,
}

enum Bytes {
    Plain(TokioIo<TcpStream>),
    Tls(Box<TokioIo<TlsStream<TcpStream>>>),
}

// === impl Stream ===

impl Stream {
    pub(super) fn plain(stream: TcpStream, place: OwnedSemaphorePermit) -> Self {
        Self { bytes: Bytes::Plain(TokioIo::new(stream)), _place: place }
    }

    pub(super) fn tls(stream: TlsStream<TcpStream>, place: OwnedSemaphorePermit) -> Self {
        Self { bytes: Bytes::Tls(Box::new(TokioIo::new(stream))), _place: place }
    }

    /// Whether both sides agreed to speak HTTP/2.
    pub(super) fn is_http2(&self) -> bool {
        match &self.bytes {
            Bytes::Plain(_) => false,
            Bytes::Tls(stream) => stream.inner().get_ref().1.alpn_protocol() == Some(super::tls::HTTP2),
        }
    }
}

impl Read for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().bytes {
            Bytes::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Bytes::Tls(stream) => Pin::new(stream.as_mut()).poll_read(cx, buf),
        }
    }
}

impl Write for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().bytes {
            Bytes::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Bytes::Tls(stream) => Pin::new(stream.as_mut()).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().bytes {
            Bytes::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Bytes::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().bytes {
            Bytes::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Bytes::Tls(stream) => Pin::new(stream.as_mut()).poll_shutdown(cx),
        }
    }
}
