//! Grants: what one lets out goes to its scheme, host, port and path, as somebody else reads URLs (the crate `url`).

use http::Uri;
use patio_host::venue::grants::{Grants, HttpGrant, Refusal};
use url::Url;

/// The input is a grant, a line break, and a URL.
pub fn grant(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Some((granted, asked)) = text.split_once('\n') else { return };
    let Ok(grant) = granted.parse::<HttpGrant>() else { return };
    let again = grant.to_string().parse::<HttpGrant>();
    assert_eq!(again.as_ref(), Ok(&grant), "a grant is read as it is written");
    let Ok(uri) = asked.parse::<Uri>() else { return };
    let grants = Grants { http: vec![grant], ..Grants::default() };
    match grants.allows_http(&uri) {
        Ok(_) => check_allowed(granted, &uri),
        Err(Refusal::NotGranted { grant: hint, .. }) => check_hint(&hint, &uri),
        Err(_) => (),
    }
}

/// Whoever connects by the `url` crate's reading reaches the server of the grant, below its path.
fn check_allowed(granted: &str, uri: &Uri) {
    let told = format!("{granted:?} lets {uri} out");
    let granted = Url::parse(granted).expect("a grant is a URL");
    let asked = Url::parse(&uri.to_string()).unwrap_or_else(|error| panic!("{told}, which is no URL: {error}"));
    assert_eq!(asked.scheme(), granted.scheme(), "{told}");
    assert_eq!(asked.host_str(), granted.host_str(), "{told}");
    assert_eq!(asked.port_or_known_default(), granted.port_or_known_default(), "{told}");
    assert!(asked.username().is_empty() && asked.password().is_none(), "{told}");
    let prefix = granted.path().trim_end_matches('/');
    let below = asked.path().strip_prefix(prefix);
    assert!(below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')), "{told}, outside its path");
}

/// Who does what a refusal says is not refused again.
fn check_hint(hint: &str, uri: &Uri) {
    // A host that is a number in an odd form is read as another by who writes grants: it is reached by no grant at all.
    let is_plain = Url::parse(&uri.to_string()).is_ok_and(|url| {
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        url.host_str() == Some(host.as_str()) && url.path() == uri.path()
    });
    if !is_plain {
        return;
    }
    // A path that is not in its plain form is granted by the whole server only.
    let Ok(grant) = hint.parse::<HttpGrant>() else { return };
    let grants = Grants { http: vec![grant], ..Grants::default() };
    assert!(grants.allows_http(uri).is_ok(), "the hint {hint:?} does not let {uri} out");
}
