//! URLs: taken apart, put together, and shown without what is secret in them.

/// Where a request goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Target {
    /// Over TLS.
    pub(super) secure: bool,
    /// Host, and port where there is one.
    pub(super) authority: String,
    /// With the query; begins with a slash.
    pub(super) path: String,
}

// === impl Target ===

impl Target {
    /// Takes a URL apart.
    pub(super) fn of(url: &str) -> Result<Self, String> {
        let (scheme, rest) =
            url.split_once("://").ok_or("the URL has no scheme: it must begin with http:// or https://")?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            other => return Err(format!("the URL begins with {other}://: it must be http:// or https://")),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let (authority, path) = rest.find(['/', '?']).map_or((rest, ""), |end| rest.split_at(end));
        if authority.is_empty() {
            return Err("the URL has no host".to_owned());
        }
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Self { secure, authority: authority.to_owned(), path: format!("{slash}{path}") })
    }

    /// Put together again.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn url(&self) -> String {
        format!("{}://{}{}", if self.secure { "https" } else { "http" }, self.authority, self.path)
    }
}

/// A URL for a text that others read: without a query, a fragment and whoever stands before an `@`.
pub(super) fn shown(url: &str) -> String {
    let url = url.find(['?', '#']).map_or(url, |end| url.split_at(end).0);
    let (scheme, rest) = url.split_once("://").map_or(("", url), |(scheme, rest)| (scheme, rest));
    let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    let host = authority.rsplit('@').next().unwrap_or_default();
    let parted = if scheme.is_empty() { "" } else { "://" };
    format!("{scheme}{parted}{host}{path}")
}

/// Percent-encodes all that is not unreserved (RFC 3986, 2.3).
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// The same for a part of a path, which is never "." or "..": those would lead to another folder.
pub(super) fn encoded_part(text: &str) -> String {
    match text {
        "." | ".." => text.replace('.', "%2E"),
        _ => encoded(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_tells_neither_query_nor_password() {
        for (url, expected) in [
            ("https://api.pos.example/v1/orders?token=t-1#x", "https://api.pos.example/v1/orders"),
            ("https://me:pw@api.pos.example:8443/v1", "https://api.pos.example:8443/v1"),
            ("https://me:p@w@api.pos.example", "https://api.pos.example"),
            ("me:pw@api.pos.example/x?y", "api.pos.example/x"),
            ("https://api.pos.example?a=/b", "https://api.pos.example"),
        ] {
            assert_eq!(shown(url), expected);
        }
    }

    #[test]
    fn a_url_is_taken_apart() {
        for (url, secure, authority, path) in [
            ("http://pos.example", false, "pos.example", "/"),
            ("https://pos.example:8443/v1/orders?a=b#c", true, "pos.example:8443", "/v1/orders?a=b"),
            ("HTTP://pos.example?a=/b", false, "pos.example", "/?a=/b"),
            ("http://[::1]:9400/x", false, "[::1]:9400", "/x"),
        ] {
            let target = Target { secure, authority: authority.to_owned(), path: path.to_owned() };
            assert_eq!(Target::of(url), Ok(target));
        }
    }

    #[test]
    fn what_is_no_http_url_says_what_it_must_be() {
        for (url, expected) in [
            ("pos.example", "the URL has no scheme: it must begin with http:// or https://"),
            ("ftp://pos.example", "the URL begins with ftp://: it must be http:// or https://"),
            ("http:///orders", "the URL has no host"),
        ] {
            assert_eq!(Target::of(url), Err(expected.to_owned()));
        }
    }
}
