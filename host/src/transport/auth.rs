//! Who calls: HTTP Basic, where the user name is the venue's id.

use super::venues::Venues;
use crate::venue::{Passwords, Venue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, header};
use std::sync::Arc;

/// Bytes of credentials, decoded: a venue's id has 64 at most, and no password is a kilobyte long.
const MAX_CREDENTIALS_BYTES: usize = 1024;

/// The venue whose id and password a request carries. One that does not exist takes as long as a wrong password: nobody
/// learns from the time which venues there are.
pub fn authenticate(headers: &HeaderMap, venues: &Venues) -> Option<Arc<Venue>> {
    let mut buffer = [0; MAX_CREDENTIALS_BYTES];
    let (user, password) = credentials(headers, &mut buffer)?;
    let venue = venues.get(user);
    let passwords = venue.map_or(Passwords::nobody(), |venue| &venue.passwords);
    if passwords.accept(password) { venue.cloned() } else { None }
}

/// User name and password of `Authorization: Basic …`.
fn credentials<'b>(headers: &HeaderMap, buffer: &'b mut [u8]) -> Option<(&'b str, &'b [u8])> {
    let value = headers.get(header::AUTHORIZATION)?.as_bytes();
    let (scheme, encoded) = value.split_at_checked(6)?;
    if !scheme.eq_ignore_ascii_case(b"Basic ") {
        return None;
    }
    let length = STANDARD.decode_slice(encoded.trim_ascii(), buffer).ok()?;
    let decoded = buffer.get(..length)?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    let (user, password) = decoded.split_at_checked(colon)?;
    Some((str::from_utf8(user).ok()?, password.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[track_caller]
    fn check_credentials(header: &str, expected: Option<(&str, &str)>) {
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_str(header).unwrap())]);
        let mut buffer = [0; MAX_CREDENTIALS_BYTES];
        let found = credentials(&headers, &mut buffer);
        assert_eq!(found, expected.map(|(user, password)| (user, password.as_bytes())), "{header}");
    }

    #[test]
    fn the_user_name_ends_at_the_first_colon() {
        let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
        check_credentials(&basic("crown:secret"), Some(("crown", "secret")));
        check_credentials(&basic("crown:a:b"), Some(("crown", "a:b")));
        check_credentials(&basic("crown:"), Some(("crown", "")));
        check_credentials(&basic(":secret"), Some(("", "secret")));
        check_credentials(&basic("crown"), None);
    }

    #[test]
    fn the_scheme_is_compared_without_its_case() {
        check_credentials("bASIC YTpi", Some(("a", "b")));
        check_credentials("Basic  YTpi ", Some(("a", "b")));
        check_credentials("Bearer YTpi", None);
        check_credentials("Basic", None);
        check_credentials("", None);
    }

    #[test]
    fn what_cannot_be_decoded_is_nobody() {
        check_credentials("Basic YTp", None);
        check_credentials("Basic !!!!", None);
        check_credentials("Basic /zpi", None);
        check_credentials(&format!("Basic {}", STANDARD.encode("a:".repeat(MAX_CREDENTIALS_BYTES))), None);
    }
}
