//! What the host knows of a server that a venue's adapter calls, and the adapter does not: what proves who calls, and who
//! vouches for it.

use super::{HttpGrant, Secret};
use http::{HeaderName, header};
use rustls::pki_types::CertificateDer;
use std::path::PathBuf;

/// `[venues.x.http."https://api.pos.example"]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HttpServer {
    /// The server, and perhaps the beginning of the path: within a grant.
    pub server: HttpGrant,
    /// Set on each request there, in place of what the adapter set.
    pub headers: Vec<(HeaderName, Secret)>,
    /// Root certificates that vouch for this server, beside the machine's own.
    pub roots: Vec<CertificateDer<'static>>,
    /// The file that they were read from.
    pub root_file: Option<PathBuf>,
}

/// Whether a header says how a message is carried and not what it is about: the connection's own, or one by which two
/// servers could read one request as two. Neither an adapter nor an operator sets them.
pub fn is_of_the_connection(name: &HeaderName) -> bool {
    const NAMES: [HeaderName; 8] = [
        header::CONNECTION,
        header::CONTENT_LENGTH,
        header::EXPECT,
        header::HOST,
        header::TE,
        header::TRAILER,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
    ];
    NAMES.contains(name)
        || matches!(name.as_str(), "keep-alive" | "http2-settings")
        || name.as_str().starts_with("proxy-")
}
