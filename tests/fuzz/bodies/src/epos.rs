//! EPOS JSON: whatever comes is a request or is refused, in a sentence.

use patio_host::epos::capability::TABLE;
use patio_host::epos::{Event, Request};

/// Bytes of a refusal's sentence beside what it repeats of the input.
const SENTENCE_BYTES: usize = 1000;

/// The first byte chooses the capability and the transport; the rest is a body, or the parameters of a message.
pub fn epos(input: &[u8]) {
    let Some((&choice, json)) = input.split_first() else { return };
    let row = &TABLE[usize::from(choice >> 1) % TABLE.len()];
    let read = || {
        if choice & 1 == 0 {
            return Request::from_params(row.capability, json);
        }
        let names: Vec<_> = row.paths[0].split(['{', '}']).skip(1).step_by(2).collect();
        let path: Vec<_> = names.iter().map(|name| (*name, "an-id")).collect();
        Request::from_rest(row.capability, &path, json)
    };
    match read() {
        Ok(request) => {
            assert_eq!(read().unwrap(), request, "the same bytes are the same request");
            if let Request::HandleEvent(event) = request {
                let written = serde_json::to_vec(&event).unwrap();
                let kept = serde_json::from_slice::<Event>(&written).unwrap();
                // What is finer than a millisecond is not written.
                assert_eq!(serde_json::to_vec(&kept).unwrap(), written, "what is kept is what came");
            } else {
                assert_eq!(request.capability(), row.capability);
            }
        }
        // It may repeat a value, in which a byte has become `\u{1f}` at most, and perhaps the name of its field.
        Err(refusal) => {
            let text = refusal.to_string();
            assert!(!text.is_empty() && text.len() <= SENTENCE_BYTES + 16 * json.len(), "{text:?}");
        }
    }
}
