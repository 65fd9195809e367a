//! The four headers that say who asks.

use crate::epos::json::check_id;
use crate::epos::{InvalidRequest, Requester};
use http::{HeaderMap, HeaderName};

const WAITER_ID: HeaderName = HeaderName::from_static("waiter-id");
const PRODUCT: HeaderName = HeaderName::from_static("dojo-requesting-product");
const DEVICE_ID: HeaderName = HeaderName::from_static("device-id");
const DEVICE_TYPE: HeaderName = HeaderName::from_static("device-type");

/// Who asks; an empty header is none.
///
/// # Errors
/// Where one is not fit to be an id. It is not left out: without the waiter who was meant, a search finds the bills of
/// all.
pub(super) fn requester(headers: &HeaderMap) -> Result<Requester, InvalidRequest> {
    Ok(Requester {
        waiter_id: text(headers, &WAITER_ID)?,
        product: text(headers, &PRODUCT)?,
        device_id: text(headers, &DEVICE_ID)?,
        device_type: text(headers, &DEVICE_TYPE)?,
    })
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Result<Option<String>, InvalidRequest> {
    let Some(value) = headers.get(name).filter(|value| !value.is_empty()) else { return Ok(None) };
    let text =
        str::from_utf8(value.as_bytes()).map_err(|_| InvalidRequest(format!("the header {name} is not UTF-8")))?;
    check_id(name.as_str(), text)?;
    Ok(Some(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn of(name: &'static str, value: &[u8]) -> Result<Requester, InvalidRequest> {
        requester(&HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap())]))
    }

    #[test]
    fn each_header_is_read() {
        assert_eq!(of("waiter-id", b"w1").unwrap().waiter_id.as_deref(), Some("w1"));
        assert_eq!(of("dojo-requesting-product", b"Go").unwrap().product.as_deref(), Some("Go"));
        assert_eq!(of("device-id", b"d1").unwrap().device_id.as_deref(), Some("d1"));
        assert_eq!(of("device-type", "ü".as_bytes()).unwrap().device_type.as_deref(), Some("ü"));
        assert_eq!(requester(&HeaderMap::new()).unwrap(), Requester::default());
        assert_eq!(of("waiter-id", b"").unwrap(), Requester::default());
    }

    #[test]
    fn one_that_is_no_id_is_refused_by_name() {
        assert_eq!(of("waiter-id", b"\xff").unwrap_err().0, "the header waiter-id is not UTF-8");
        assert_eq!(of("device-id", &[b'x'; 257]).unwrap_err().0, "device-id: is 257 bytes long, 256 are allowed");
        assert!(of("device-type", b"a\tb").is_err());
    }
}
