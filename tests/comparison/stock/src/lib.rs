//! What a vendor would get from the stock runtime: a `wasi:http` component for `wasmtime serve` that reads the same
//! request, builds the same data and serializes it, as the floor of the comparison does.

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
use bindings::wasi::io::streams::{InputStream, OutputStream, StreamError};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Read at once from a request's body.
const READ_BYTES: u64 = 4096;

/// The answer as owned data, for a server has it from somewhere; a member's name is known when the server is built.
enum Json {
    Truth(bool),
    Number(i64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(&'static str, Json)>),
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Truth(truth) => serializer.serialize_bool(*truth),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(values) => values.serialize(serializer),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

/// As many orders as were asked for.
fn search(limit: usize) -> Json {
    let mut page = include!(concat!(env!("OUT_DIR"), "/sample.rs"));
    if let Json::Object(members) = &mut page
        && let Some((_, Json::List(orders))) = members.iter_mut().find(|(name, _)| *name == "data")
    {
        orders.truncate(limit);
    }
    page
}

struct Stock;

impl Guest for Stock {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let answer = limit(request).and_then(|limit| serde_json::to_vec(&search(limit)).ok());
        let headers = Fields::new();
        let _ = headers.append("content-type", b"application/json");
        let response = OutgoingResponse::new(headers);
        if answer.is_none() {
            let _ = response.set_status_code(400);
        }
        let Ok(body) = response.body() else { return };
        ResponseOutparam::set(out, Ok(response));
        if let Ok(stream) = body.write() {
            let _ = send(&stream, &answer.unwrap_or_default());
        }
        let _ = OutgoingBody::finish(body, None);
    }
}

/// The limit that a search names.
fn limit(request: IncomingRequest) -> Option<usize> {
    let body = request.consume().ok()?;
    let asked: serde_json::Value = serde_json::from_slice(&read(&body.stream().ok()?)).ok()?;
    usize::try_from(asked.get("cursor")?.get("limit")?.as_u64()?).ok()
}

fn read(stream: &InputStream) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Ok(part) = stream.blocking_read(READ_BYTES) {
        whole.extend(part);
    }
    whole
}

/// Writes as much at once as the stream takes.
fn send(stream: &OutputStream, mut bytes: &[u8]) -> Result<(), StreamError> {
    while !bytes.is_empty() {
        let room = usize::try_from(stream.check_write()?).unwrap_or(usize::MAX);
        if room == 0 {
            stream.subscribe().block();
            continue;
        }
        let (part, rest) = bytes.split_at(room.min(bytes.len()));
        stream.write(part)?;
        bytes = rest;
    }
    stream.flush()
}

bindings::export!(Stock with_types_in bindings);
