//! Messages of a WebSocket: whatever comes asks for something, is refused with a reply that is JSON, or is let pass.

use bytes::Bytes;
use patio_host::epos::Request;
use patio_host::transport::socket::Frame;
use serde_json::Value;

/// The input is a message; one that is no UTF-8 reaches nobody.
pub fn frame(input: &[u8]) {
    if std::str::from_utf8(input).is_err() {
        return;
    }
    let asked = serde_json::from_slice::<Value>(input).ok();
    match Frame::read(&Bytes::copy_from_slice(input)) {
        Frame::Asks { capability, params, reply } => {
            let asked = asked.expect("what asks for something is JSON");
            assert_eq!(asked["jsonrpc"], "2.0");
            assert_eq!(reply.is_some(), asked.get("id").is_some_and(|id| !id.is_null()), "a reply is wanted, or not");
            let _ = Request::from_params(capability, &params);
            if let Some(reply) = reply {
                let reply = check(&reply);
                assert_eq!(reply["id"], asked["id"], "it is the reply to this message");
                assert_eq!(reply["method"], asked["method"]);
                assert_eq!(reply["result"], Value::Object(serde_json::Map::new()));
            }
        }
        Frame::Refused { reply } => {
            if let Some(reply) = reply {
                let reply = check(&reply);
                assert!(reply["error"]["errorType"].is_string(), "{reply}");
                assert!(reply["error"]["traceId"].is_string(), "{reply}");
            }
        }
        Frame::Reply => assert!(asked.is_some_and(|it| it.get("result").is_some() || it.get("error").is_some())),
    }
}

fn check(reply: &[u8]) -> Value {
    let reply: Value = serde_json::from_slice(reply).expect("a reply is JSON");
    assert_eq!(reply["jsonrpc"], "2.0");
    assert!(reply["id"].is_string() || reply["id"].is_number(), "{reply}");
    assert!(reply["method"].is_string(), "{reply}");
    reply
}
