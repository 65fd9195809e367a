//! SearchOrders begins to send a payment to the `url` of its settings, half of it, and does not finish: `how` says what
//! it does instead.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what does not fit fails the test")]

use bindings::wasi::http::outgoing_handler;
use bindings::wasi::http::types::{Fields, Method, OutgoingBody, OutgoingRequest, Scheme};
use patio_guests::patio_sdk::settings;
use patio_guests::{Case, EposError, OrderPage, Setting, case, page, setting};

// The SDK finishes what it begins.
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        inline: "package patio:breaks-off; world out { import wasi:http/outgoing-handler@0.2.12; }",
        world: "patio:breaks-off/out",
        generate_all,
    });
}

struct BreaksOffUpload;

impl Case for BreaksOffUpload {
    fn settings() -> Vec<Setting> {
        vec![
            setting("url", "where to: host and port", "localhost"),
            setting("how", "drop, short, leave, trap or wait", "drop"),
        ]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let setting = |name| settings::get(name).unwrap_or_default();
        let how = setting("how");
        let headers = Fields::new();
        if how == "short" {
            headers.append("content-length", b"100").unwrap();
        }
        let request = OutgoingRequest::new(headers);
        request.set_method(&Method::Post).unwrap();
        request.set_scheme(Some(&Scheme::Http)).unwrap();
        request.set_authority(Some(&setting("url"))).unwrap();
        request.set_path_with_query(Some("/pay")).unwrap();
        let body = request.body().unwrap();
        let answer = outgoing_handler::handle(request, None).unwrap();
        let stream = body.write().unwrap();
        stream.blocking_write_and_flush(b"half a payment").unwrap();
        // The server answers at once: now it has what was written.
        answer.subscribe().block();
        let incoming = answer.get().unwrap().unwrap().unwrap().consume().unwrap();
        let input = incoming.stream().unwrap();
        match how.as_str() {
            "short" => {
                drop(stream);
                assert!(OutgoingBody::finish(body, None).is_err(), "it is not a hundred bytes");
            }
            "drop" => {
                drop(stream);
                drop(body);
            }
            // The call ends well, by a trap or by its deadline, with all of this open.
            "leave" => std::mem::forget((stream, body, input, incoming)),
            "trap" => panic!("with all of this open"),
            _ => {
                let _ = input.blocking_read(1);
                std::mem::forget((stream, body));
            }
        }
        Ok(page([]))
    }
}

case!(BreaksOffUpload);
