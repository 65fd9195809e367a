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
    let frame = Frame::read(&Bytes::copy_from_slice(input));
    if let Frame::Asks { capability, params, .. } = &frame {
        let _ = Request::from_params(*capability, params);
    }
    // JSON's grammar has numbers and texts that no value holds (`1e400`, half a character): an id is echoed as it came,
    // and the rest is for whoever reads the parameters.
    let Ok(asked) = serde_json::from_slice::<Value>(input) else { return };
    match frame {
        Frame::Asks { reply, .. } => {
            assert_eq!(asked["jsonrpc"], "2.0");
            assert_eq!(reply.is_some(), asked.get("id").is_some_and(|id| !id.is_null()), "a reply is wanted, or not");
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
        Frame::Reply => assert!(asked.get("result").is_some() || asked.get("error").is_some()),
    }
}

fn check(reply: &[u8]) -> Value {
    let reply: Value = serde_json::from_slice(reply).expect("a reply is JSON");
    assert_eq!(reply["jsonrpc"], "2.0");
    assert!(reply["id"].is_string() || reply["id"].is_number(), "{reply}");
    assert!(reply["method"].is_string(), "{reply}");
    reply
}
