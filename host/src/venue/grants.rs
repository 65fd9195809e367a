//! What a venue's adapter may reach: the operator's grants, and the function that decides.
//!
//! **Invariant:** no I/O. This decides on the address that was asked for; which IP address it is connected to is
//! checked at the connect itself, with [`Lan::allows`].

pub mod folder;
pub mod http_grant;
pub mod lan;
pub mod path;

use super::id::{AdapterName, VenueId};
use http::Uri;
use std::net::SocketAddr;

pub use folder::{Access, FolderGrant};
pub use http_grant::{BadGrant, Host, HttpGrant, Scheme};
pub use lan::{BadNetwork, Barred, Lan, Network};

/// `[venues.x.allow]`: nothing else is reachable.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Grants {
    /// Servers, by scheme, host, port and perhaps the beginning of the path.
    pub http: Vec<HttpGrant>,
    /// Where on this machine and its network they may be.
    pub lan: Lan,
    /// Folders, for points of sale that exchange files.
    pub folders: Vec<FolderGrant>,
    /// Addresses to connect to, for a database on the local network; [`canonical`].
    pub tcp: Vec<SocketAddr>,
    /// Servers that an adapter asks for and the operator decided not to grant: they are not shown as missing any more.
    pub declined: Vec<HttpGrant>,
}

/// Why a request does not go out.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// No grant names the server, or none the path.
    #[error("{target} is not granted")]
    NotGranted {
        /// What was asked for: scheme, host and port.
        target: String,
        /// The grant that would allow it.
        grant: String,
    },
    /// `https://user@host` is read as another host by some.
    #[error("a URL with a user name or password is not sent")]
    UserInfo,
    /// `/..`, also encoded: what follows may lead out of the granted path.
    #[error("a URL with a dot segment in its path is not sent")]
    DotSegment,
    /// Neither `http://` nor `https://`, no host, or a port that is none.
    #[error("only http and https URLs with a host and a valid port are sent")]
    NoTarget,
    /// `2130706433`, `0x7f.1` or `0177.0.0.1`, which some read as 127.0.0.1.
    #[error("an IP address is sent to only where it is written as 127.0.0.1 or [::1]")]
    OddAddress,
}

// === impl Grants ===

impl Grants {
    /// Decides whether a request may go out, and names the grant that lets it. Of the method only CONNECT matters,
    /// which never goes out: the caller refuses it.
    ///
    /// # Errors
    /// The refusal, which says how to allow it.
    pub fn allows_http(&self, url: &Uri) -> Result<&HttpGrant, Refusal> {
        let authority = url.authority().ok_or(Refusal::NoTarget)?;
        if authority.as_str().contains('@') {
            return Err(Refusal::UserInfo);
        }
        let scheme = url.scheme_str().and_then(Scheme::of).ok_or(Refusal::NoTarget)?;
        let host = Host::of(authority.host()).ok_or(Refusal::NoTarget)?;
        if host.is_odd_address() {
            return Err(Refusal::OddAddress);
        }
        let port = match authority.as_str().strip_prefix(authority.host()) {
            Some("") => scheme.default_port(),
            // An empty or overlong port has none here and may have one elsewhere. Between an IPv6 address and its port,
            // the parser passes over whatever stands there, and takes `+80` for a port.
            Some(rest)
                if rest.strip_prefix(':').is_some_and(|port| port.bytes().all(|digit| digit.is_ascii_digit())) =>
            {
                authority.port_u16().ok_or(Refusal::NoTarget)?
            }
            _ => return Err(Refusal::NoTarget),
        };
        if path::has_dot_segment(url.path()) {
            return Err(Refusal::DotSegment);
        }
        let server = HttpGrant { scheme, host, port, prefix: Vec::new() };
        let mut known_server = false;
        for grant in self.http.iter().filter(|grant| grant.is_same_server(&server)) {
            if grant.covers(url.path()) {
                return Ok(grant);
            }
            known_server = true;
        }
        let target = format!("{}://{}:{port}", server.scheme, server.host);
        // Where only the path is new, the whole server is more than what is missing.
        let prefix = if known_server { path::first_segment(url.path()) } else { None };
        let grant = HttpGrant { prefix: prefix.map(str::to_owned).into_iter().collect(), ..server }.to_string();
        Err(Refusal::NotGranted { target, grant })
    }

    /// Decides whether a TCP connection may be opened: to the very address and port that a grant names, and never
    /// to metadata or multicast ([`Reach::Never`]), whatever a grant says, nor inside where the operator shut that.
    pub fn allows_tcp(&self, address: SocketAddr) -> bool {
        let address = canonical(address);
        self.tcp.contains(&address) && self.lan.allows(address.ip(), false).is_ok()
    }

    /// Whether nothing is granted. What is declined is not asked about.
    pub const fn is_empty(&self) -> bool {
        self.http.is_empty() && self.folders.is_empty() && self.tcp.is_empty()
    }
}

/// An address in the one form that is compared: an IPv4 address that an IPv6 one stands for is that address, and what
/// only labels the traffic (flow, scope) is left out.
pub fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

// === impl Refusal ===

impl Refusal {
    /// What the venue's log reads.
    pub fn message(&self, adapter: &AdapterName, venue: &VenueId) -> String {
        match self {
            Self::NotGranted { target, .. } => {
                format!("adapter \"{adapter}\" of venue \"{venue}\" may not reach {target}")
            }
            other => format!("adapter \"{adapter}\" of venue \"{venue}\": {other}"),
        }
    }

    /// The line that would allow it, where a line could.
    pub fn hint(&self, venue: &VenueId) -> Option<String> {
        match self {
            Self::NotGranted { grant, .. } => Some(format!("add \"{grant}\" to [venues.{venue}.allow] http")),
            Self::UserInfo | Self::DotSegment | Self::NoTarget | Self::OddAddress => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check_grant(grants: &[&str], url: &str, expected: Expect) {
        let http = grants.iter().map(|grant| grant.parse().unwrap()).collect();
        let grants = Grants { http, ..Grants::default() };
        let [adapter, venue] = ["square", "crown"];
        let decision = match grants.allows_http(&url.parse().unwrap()) {
            Ok(grant) => format!("allowed by {grant}"),
            Err(refusal) => {
                let message = refusal.message(&adapter.parse().unwrap(), &venue.parse().unwrap());
                let hint = refusal.hint(&venue.parse().unwrap());
                [Some(message), hint].into_iter().flatten().collect::<Vec<_>>().join("\n")
            }
        };
        expected.assert_eq(&decision);
    }

    const POS: &[&str] = &["https://api.pos.example"];

    #[test]
    fn a_granted_server_is_reached_on_any_path() {
        check_grant(POS, "https://api.pos.example/v1/orders?open=1", expect!["allowed by https://api.pos.example"]);
        check_grant(POS, "https://API.pos.example:443", expect!["allowed by https://api.pos.example"]);
    }

    #[test]
    fn another_server_is_refused_with_the_line_that_would_allow_it() {
        check_grant(
            POS,
            "https://api.pos.example.evil.example/",
            expect![[r#"
                adapter "square" of venue "crown" may not reach https://api.pos.example.evil.example:443
                add "https://api.pos.example.evil.example" to [venues.crown.allow] http"#]],
        );
        check_grant(
            &[],
            "http://192.168.1.9:8080/orders",
            expect![[r#"
                adapter "square" of venue "crown" may not reach http://192.168.1.9:8080
                add "http://192.168.1.9:8080" to [venues.crown.allow] http"#]],
        );
    }

    #[test]
    fn another_scheme_or_port_is_another_server() {
        check_grant(
            POS,
            "http://api.pos.example/",
            expect![[r#"
                adapter "square" of venue "crown" may not reach http://api.pos.example:80
                add "http://api.pos.example" to [venues.crown.allow] http"#]],
        );
        check_grant(
            POS,
            "https://api.pos.example:8443/",
            expect![[r#"
                adapter "square" of venue "crown" may not reach https://api.pos.example:8443
                add "https://api.pos.example:8443" to [venues.crown.allow] http"#]],
        );
        check_grant(
            POS,
            "https://api.pos.example./",
            expect![[r#"
                adapter "square" of venue "crown" may not reach https://api.pos.example.:443
                add "https://api.pos.example." to [venues.crown.allow] http"#]],
        );
    }

    #[test]
    fn a_path_prefix_is_matched_on_whole_segments() {
        let grants = &["https://api.pos.example/v1/"];
        check_grant(grants, "https://api.pos.example/v1", expect!["allowed by https://api.pos.example/v1"]);
        check_grant(grants, "https://api.pos.example/v1/orders", expect!["allowed by https://api.pos.example/v1"]);
        check_grant(
            grants,
            "https://api.pos.example/v10/orders",
            expect![[r#"
                adapter "square" of venue "crown" may not reach https://api.pos.example:443
                add "https://api.pos.example/v10" to [venues.crown.allow] http"#]],
        );
        check_grant(
            grants,
            "https://api.pos.example/",
            expect![[r#"
                adapter "square" of venue "crown" may not reach https://api.pos.example:443
                add "https://api.pos.example" to [venues.crown.allow] http"#]],
        );
    }

    #[test]
    fn a_dot_segment_is_refused_in_every_dress() {
        for path in [
            "/v1/../admin",
            "/v1/./x",
            "/..",
            "/v1/%2e%2E/admin",
            "/v1/.%2e",
            "/v1%2f..%2fadmin",
            "/v1/..%5cadmin",
            "/v1/..;a=b/admin",
            "/v1/%252e%252e/admin",
        ] {
            check_grant(
                &["https://api.pos.example/v1"],
                &format!("https://api.pos.example{path}"),
                expect![[r#"adapter "square" of venue "crown": a URL with a dot segment in its path is not sent"#]],
            );
        }
    }

    #[test]
    fn dots_in_a_name_are_no_dot_segment() {
        check_grant(POS, "https://api.pos.example/a.b/..c/%2ehidden", expect!["allowed by https://api.pos.example"]);
        check_grant(POS, "https://api.pos.example/x?next=/../y", expect!["allowed by https://api.pos.example"]);
    }

    #[test]
    fn a_user_name_is_refused() {
        check_grant(
            POS,
            "https://api.pos.example@evil.example/",
            expect![[r#"adapter "square" of venue "crown": a URL with a user name or password is not sent"#]],
        );
    }

    #[test]
    fn what_names_no_server_is_refused() {
        for url in ["/orders", "api.pos.example:443", "ftp://api.pos.example/", "https://api.pos.example:/"] {
            check_grant(
                POS,
                url,
                expect![[
                    r#"adapter "square" of venue "crown": only http and https URLs with a host and a valid port are sent"#
                ]],
            );
        }
    }

    #[test]
    fn nothing_stands_between_a_host_and_its_port() {
        for url in ["http://[::1]evil:9000/", "http://[::1]evil.example/", "http://127.0.0.1:+9000/"] {
            check_grant(
                &["http://[::1]:9000", "http://[::1]", "http://127.0.0.1:9000"],
                url,
                expect![[
                    r#"adapter "square" of venue "crown": only http and https URLs with a host and a valid port are sent"#
                ]],
            );
        }
    }

    #[test]
    fn an_ip_address_is_the_same_in_every_spelling_of_its_grant_only() {
        let grants = &["http://127.0.0.1:9000", "http://[::1]:9000"];
        check_grant(grants, "http://127.0.0.1:9000/", expect!["allowed by http://127.0.0.1:9000"]);
        check_grant(grants, "http://[0:0::1]:9000/", expect!["allowed by http://[::1]:9000"]);
        for host in ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1.", "0X7F000001"] {
            check_grant(
                &["http://127.0.0.1"],
                &format!("http://{host}/"),
                expect![[
                    r#"adapter "square" of venue "crown": an IP address is sent to only where it is written as 127.0.0.1 or [::1]"#
                ]],
            );
        }
        check_grant(
            grants,
            "http://[::ffff:127.0.0.1]:9000/",
            expect![[r#"
                adapter "square" of venue "crown" may not reach http://[::ffff:127.0.0.1]:9000
                add "http://[::ffff:127.0.0.1]:9000" to [venues.crown.allow] http"#]],
        );
    }

    #[track_caller]
    fn check_tcp(granted: &str, asked: &str, allowed: bool) {
        let lan = Lan { is_open: true, ..Lan::default() };
        let grants = Grants { tcp: vec![canonical(granted.parse().unwrap())], lan, ..Grants::default() };
        assert_eq!(grants.allows_tcp(asked.parse().unwrap()), allowed, "{asked} where {granted} is granted");
    }

    #[test]
    fn a_tcp_address_is_granted_with_its_port() {
        check_tcp("192.168.1.9:5432", "192.168.1.9:5432", true);
        check_tcp("192.168.1.9:5432", "192.168.1.9:22", false);
        check_tcp("192.168.1.9:5432", "192.168.1.8:5432", false);
        check_tcp("[fd12::1]:5432", "[fd12:0::1]:5432", true);
        check_tcp("[fd12::1]:5432", "[fd12::2]:5432", false);
    }

    #[test]
    fn a_local_address_is_shut_where_the_operator_grants_nothing_local() {
        for (address, allowed) in [("192.168.1.9:5432", false), ("127.0.0.1:5432", false), ("9.9.9.9:5432", true)] {
            let address: SocketAddr = address.parse().unwrap();
            let grants = Grants { tcp: vec![address], lan: Lan::default(), ..Grants::default() };
            assert_eq!(grants.allows_tcp(address), allowed, "{address}");
        }
    }

    #[test]
    fn an_ipv4_address_in_ipv6_is_that_address() {
        check_tcp("192.168.1.9:5432", "[::ffff:192.168.1.9]:5432", true);
        check_tcp("[::ffff:192.168.1.9]:5432", "192.168.1.9:5432", true);
        check_tcp("192.168.1.9:5432", "[::ffff:192.168.1.9]:22", false);
        // What a gateway would make of it is not what was granted.
        check_tcp("192.168.1.9:5432", "[64:ff9b::c0a8:109]:5432", false);
        check_tcp("192.168.1.9:5432", "[::192.168.1.9]:5432", false);
    }

    #[test]
    fn metadata_is_not_reached_whatever_is_granted() {
        check_tcp("169.254.169.254:80", "169.254.169.254:80", false);
        check_tcp("[fd00:ec2::254]:80", "[fd00:ec2::254]:80", false);
    }
}
