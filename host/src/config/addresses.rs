//! Texts that name a place on the network: what to write where one does not.

use super::{
    at::{At, Setting},
    section::Section,
};
use std::net::SocketAddr;
use url::Url;

impl<'a> Section<'a> {
    /// An IP address and a port to listen on; any free port of this machine where it is none, which is reported.
    pub(super) fn listen(&mut self, key: &str, example: SocketAddr) -> (SocketAddr, Option<At<'a>>) {
        let Some(Setting { value, at }) = self.text(key) else { return (example, None) };
        match value.trim().parse() {
            Ok(address) => (address, Some(at)),
            Err(_) => {
                let port = value.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(example.port());
                let ip = if value.starts_with(':') || value.starts_with('*') { "0.0.0.0" } else { "127.0.0.1" };
                let hint = format!("write {key} = \"{ip}:{port}\", with another address of this machine if need be");
                at.problem(format!("= {value:?} is no IP address with a port"), hint);
                (example, None)
            }
        }
    }
}

/// Reads a URL with one of these schemes, or says what to write. Its text is not in the message where it may be a
/// secret.
pub(super) fn url(setting: &Setting<'_, String>, schemes: &[&str], example: &str, secret: bool) -> Option<Url> {
    let Setting { value, at } = setting;
    let shown = if secret || value.contains('@') { String::new() } else { format!("= {value:?} ") };
    let hint = format!("write {} = \"{example}\"", at.key);
    let url = match Url::parse(value) {
        Ok(url) if url.has_host() => url,
        Ok(_) => {
            at.problem(format!("{shown}is no URL: it has no host"), hint);
            return None;
        }
        Err(error) => {
            at.problem(format!("{shown}is no URL: {error}"), hint);
            return None;
        }
    };
    let wrong = if !schemes.contains(&url.scheme()) {
        format!("begins with neither {}", schemes.iter().map(|s| format!("{s}://")).collect::<Vec<_>>().join(" nor "))
    } else if !url.username().is_empty() || url.password().is_some() {
        "has a user name or password".to_owned()
    } else if url.fragment().is_some() {
        "has a fragment".to_owned()
    } else {
        return Some(url);
    };
    at.problem(format!("{shown}{wrong}"), hint);
    None
}

/// A key and bills cross the network in the clear; a simulator on this machine is the exception.
pub(super) fn warn_of_no_tls(url: &Url, setting: &Setting<'_, String>, example: &str, secret: bool) {
    let here = match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if matches!(url.scheme(), "http" | "ws") && !here {
        let at = &setting.at;
        let shown = if secret { String::new() } else { format!("= {:?} ", setting.value) };
        at.warning(format!("{shown}is without TLS"), format!("write {} = \"{example}\"", at.key));
    }
}
