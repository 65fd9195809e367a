//! What a vendor would get from the stock runtime: a `wasi:http` component for `wasmtime serve` that answers the same
//! JSON. It is ready-made text, which costs less than building it: the comparison is in its favour.

#![expect(unsafe_code, reason = "what wit-bindgen generates")]

mod bindings {
    wit_bindgen::generate!({
        path: "../../../wit",
        inline: "
            package patio:stock;

            world stock {
                export wasi:http/incoming-handler@0.2.12;
            }
        ",
        generate_all,
    });
}

use bindings::exports::wasi::http::incoming_handler::{Guest, IncomingRequest, ResponseOutparam};
use bindings::wasi::http::types::{Fields, OutgoingBody, OutgoingResponse};

/// The most that a stream of `wasi:io` takes at once.
const CHUNK_BYTES: usize = 4096;

struct Stock;

impl Guest for Stock {
    fn handle(_: IncomingRequest, out: ResponseOutparam) {
        let headers = Fields::new();
        let _ = headers.append("content-type", b"application/json");
        let response = OutgoingResponse::new(headers);
        let Ok(body) = response.body() else { return };
        ResponseOutparam::set(out, Ok(response));
        if let Ok(stream) = body.write() {
            for chunk in include_bytes!("../../sample.json").chunks(CHUNK_BYTES) {
                if stream.blocking_write_and_flush(chunk).is_err() {
                    break;
                }
            }
        }
        let _ = OutgoingBody::finish(body, None);
    }
}

bindings::export!(Stock with_types_in bindings);
