//! What an alert is known by: `patio-signature: t=<seconds since 1970>,v1=<hex>`, an HMAC-SHA256 over `t`, a dot and the
//! body. The time is inside, so that a receiver can refuse what was sent long ago and is sent again by somebody else.

use crate::epos::Timestamp;
use crate::venue::Secret;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt::Write as _;

/// The header of the signature.
pub const SIGNATURE: &str = "patio-signature";

/// The header of the alert's id, for receivers that look at nothing else to know it again.
pub const ALERT_ID: &str = "patio-alert-id";

/// The signature of a body that is sent now.
pub(super) fn sign(secret: &Secret, now: Timestamp, body: &[u8]) -> String {
    let seconds = now.as_millisecond().div_euclid(1000);
    let mut text = format!("t={seconds},v1=");
    // HMAC takes keys of any length.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) {
        mac.update(seconds.to_string().as_bytes());
        mac.update(b".");
        mac.update(body);
        for byte in mac.finalize().into_bytes() {
            let _ = write!(text, "{byte:02x}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    // echo -n '1795374245.{"id":"1"}' | openssl dgst -sha256 -hmac 0123456789abcdef
    #[test]
    fn a_signature_is_what_openssl_makes_of_it() {
        let now = "2026-11-22T19:04:05.999Z".parse().unwrap();
        let signature = sign(&Secret::new("0123456789abcdef"), now, br#"{"id":"1"}"#);
        assert_eq!(signature, "t=1795374245,v1=8fa02375f6716b4445065dd64eb2d78840b1279a757d010d02d060be497fffb8");
    }
}
