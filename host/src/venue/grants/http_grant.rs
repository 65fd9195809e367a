//! One grant of HTTP: `https://api.pos.example`, with a port and the beginning of the path where they matter.

use super::path;
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};
use url::Url;

/// A server, and perhaps the beginning of the path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HttpGrant {
    /// With or without TLS.
    pub scheme: Scheme,
    /// By name or by address.
    pub host: Host,
    /// The scheme's where none is written.
    pub port: u16,
    /// The path's first segments; none: every path.
    pub prefix: Vec<String>,
}

/// With or without TLS.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "named as in URLs")]
pub enum Scheme {
    Http,
    Https,
}

/// Who is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Host {
    /// In lower case, as it would stand in DNS.
    Name(String),
    /// Named by its address.
    Address(IpAddr),
}

/// A text that is no grant, and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadGrant {
    /// Not even a URL with a host.
    #[error("is no URL: a grant is scheme, host, perhaps a port and the beginning of a path")]
    NoUrl,
    /// Another scheme.
    #[error("begins with neither http:// nor https://")]
    Scheme,
    /// A `*` anywhere.
    #[error("has a wildcard: each host is granted by its name")]
    Wildcard,
    /// `%2a`, quotes: what the parser takes for a name, and no DNS has.
    #[error("has a host that is no name: letters, digits, hyphens, underscores and dots")]
    Host,
    /// `user@` or `user:password@`.
    #[error("has a user name or password: give it to the adapter as a setting")]
    UserInfo,
    /// `?…` or `#…`.
    #[error("has a query or a fragment: a grant ends with the path")]
    Query,
    /// `/../`, spaces, backslashes, …
    #[error("has a path that is not in its plain form: write the segments without dots, spaces and backslashes")]
    Path,
}

// === impl HttpGrant ===

impl HttpGrant {
    /// Whether both name the same server.
    pub fn is_same_server(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.host == other.host && self.port == other.port
    }

    /// Whether a path of the server begins as the grant says.
    pub fn covers(&self, path: &str) -> bool {
        path::starts_with(path, &self.prefix)
    }

    /// Whether all that another allows is allowed here too.
    pub fn includes(&self, other: &Self) -> bool {
        self.is_same_server(other) && other.prefix.starts_with(&self.prefix)
    }

    /// The host and, where it is not the scheme's, the port: what stands in a request's `host`.
    pub fn authority(&self) -> String {
        let Self { scheme, host, port, .. } = self;
        if *port == scheme.default_port() { host.to_string() } else { format!("{host}:{port}") }
    }
}

impl FromStr for HttpGrant {
    type Err = BadGrant;

    fn from_str(text: &str) -> Result<Self, BadGrant> {
        if text.contains('*') {
            return Err(BadGrant::Wildcard);
        }
        // The parser drops line breaks and tabs, and would grant something else than what is read here.
        if text.contains(char::is_control) {
            return Err(BadGrant::NoUrl);
        }
        // A scheme that is not there makes `api.pos.example:443` one of the scheme `api.pos.example`.
        let (_, rest) = text.split_once("://").ok_or(BadGrant::NoUrl)?;
        let url = Url::parse(text).map_err(|_| BadGrant::NoUrl)?;
        let scheme = Scheme::of(url.scheme()).ok_or(BadGrant::Scheme)?;
        if !url.username().is_empty() || url.password().is_some() || rest.contains('@') {
            return Err(BadGrant::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BadGrant::Query);
        }
        // The parser repairs what it reads: dot segments are walked, spaces encoded. What was repaired was not plain.
        let written = rest.find('/').and_then(|start| rest.get(start..)).unwrap_or("/");
        if written != url.path() || path::has_dot_segment(written) || written.contains("//") {
            return Err(BadGrant::Path);
        }
        let host = url.host_str().and_then(Host::of).ok_or(BadGrant::NoUrl)?;
        // By now what was encoded is not any more.
        if matches!(&host, Host::Name(name) if !name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))) {
            return Err(BadGrant::Host);
        }
        Ok(Self {
            scheme,
            host,
            port: url.port().unwrap_or(scheme.default_port()),
            prefix: path::segments(written).map(str::to_owned).collect(),
        })
    }
}

impl fmt::Display for HttpGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority())?;
        self.prefix.iter().try_for_each(|segment| write!(f, "/{segment}"))
    }
}

// === impl Scheme ===

impl Scheme {
    /// By its name.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "http" => Some(Self::Http),
            "https" => Some(Self::Https),
            _ => None,
        }
    }

    /// As it stands in a URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// The port where none is written.
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

// === impl Host ===

impl Host {
    /// As it is written in a URL, IPv6 addresses in brackets. None for an empty one.
    pub fn of(text: &str) -> Option<Self> {
        if let Some(inner) = text.strip_prefix('[') {
            let address: Ipv6Addr = inner.strip_suffix(']')?.parse().ok()?;
            return Some(Self::Address(IpAddr::V6(address)));
        }
        if let Ok(address) = text.parse::<Ipv4Addr>() {
            return Some(Self::Address(IpAddr::V4(address)));
        }
        (!text.is_empty()).then(|| Self::Name(text.to_ascii_lowercase()))
    }

    /// Whether a name is a number in disguise: its last part is one, as no top-level domain is, and a resolver takes it
    /// for an address.
    pub fn is_odd_address(&self) -> bool {
        let Self::Name(name) = self else { return false };
        let name = name.strip_suffix('.').unwrap_or(name);
        let last = name.rsplit('.').next().unwrap_or_default();
        let (digits, radix) = last.strip_prefix("0x").map_or((last, 10), |digits| (digits, 16));
        digits.chars().all(|digit| digit.is_digit(radix))
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => address.fmt(f),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_read(text: &str, expected: Result<&str, BadGrant>) {
        let read = text.parse::<HttpGrant>().map(|grant| grant.to_string());
        assert_eq!(read, expected.map(str::to_owned), "{text}");
    }

    #[test]
    fn a_grant_is_written_in_one_form() {
        check_read("https://API.pos.example:443/", Ok("https://api.pos.example"));
        check_read("http://pos.local:8080/v1/", Ok("http://pos.local:8080/v1"));
        check_read("http://[0:0::1]", Ok("http://[::1]"));
        check_read("https://münchen.example", Ok("https://xn--mnchen-3ya.example"));
        check_read("http://127.1:9000", Ok("http://127.0.0.1:9000"));
    }

    #[test]
    fn what_is_no_grant_says_why() {
        check_read("api.pos.example", Err(BadGrant::NoUrl));
        check_read("api.pos.example:443", Err(BadGrant::NoUrl));
        check_read("https://pos\n.example", Err(BadGrant::NoUrl));
        check_read("https://", Err(BadGrant::NoUrl));
        check_read("https://a:99999", Err(BadGrant::NoUrl));
        check_read("ftp://files.example", Err(BadGrant::Scheme));
        check_read("https://*.pos.example", Err(BadGrant::Wildcard));
        check_read("https://%2a.pos.example", Err(BadGrant::Host));
        check_read("https://pos\".example", Err(BadGrant::Host));
        check_read("https://me:pw@pos.example", Err(BadGrant::UserInfo));
        check_read("https://@pos.example", Err(BadGrant::UserInfo));
        check_read("https://pos.example/?a=b", Err(BadGrant::Query));
        for path in ["/a/../b", "/%2e%2e/b", "/a b", "/a\\b", "/a//b", "//"] {
            check_read(&format!("https://pos.example{path}"), Err(BadGrant::Path));
        }
    }
}
