//! SearchOrders sends a request to the `url` of its settings, `times` over, with a `header` of its own, and answers with
//! the last status as display name and the body as note; a failure is `unexpected`, with the error's name as text.

use patio_guests::patio_sdk::settings;
use patio_guests::{Case, EposError, Order, OrderPage, Setting, case, number, order, page, setting};

mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        inline: "
            package patio:guests;

            world calls-http {
                import wasi:http/outgoing-handler@0.2.12;
            }
        ",
        generate_all,
    });
}

use bindings::wasi::http::outgoing_handler::{self, ErrorCode};
use bindings::wasi::http::types::{Fields, IncomingBody, IncomingResponse, Method, OutgoingRequest, Scheme};
use bindings::wasi::io::streams::StreamError;

struct CallsHttp;

impl Case for CallsHttp {
    fn settings() -> Vec<Setting> {
        vec![
            setting("url", "where to: scheme, host and path", "http://localhost/"),
            setting("method", "GET, or any other word", "GET"),
            setting("header", "one more header, as \"name: value\"", ""),
            setting("times", "how many requests in one call", "1"),
        ]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let mut answers = Vec::new();
        for _ in 0..number("times", 1) {
            let (status, body) = fetch().map_err(EposError::Unexpected)?;
            answers = vec![Order { display_name: Some(status.to_string()), note: Some(body), ..order("1") }];
        }
        Ok(page(answers))
    }
}

fn fetch() -> Result<(u16, String), String> {
    let future = outgoing_handler::handle(request()?, None).map_err(name)?;
    future.subscribe().block();
    let response = future.get().ok_or("no answer")?.map_err(|()| "taken already")?.map_err(name)?;
    Ok((response.status(), body(&response)?))
}

fn request() -> Result<OutgoingRequest, String> {
    let url = settings::get("url").ok_or("no url")?;
    let (scheme, rest) = url.split_once("://").ok_or("no scheme")?;
    let (authority, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    let headers = Fields::new();
    if let Some((name, value)) = settings::get("header").as_deref().and_then(|it| it.split_once(": ")) {
        headers.append(name, value.as_bytes()).map_err(|error| error.to_string())?;
    }
    let request = OutgoingRequest::new(headers);
    let method = match settings::get("method").as_deref() {
        None | Some("GET") => Method::Get,
        Some(other) => Method::Other(other.to_owned()),
    };
    let scheme = match scheme {
        "http" => Scheme::Http,
        "https" => Scheme::Https,
        other => Scheme::Other(other.to_owned()),
    };
    request.set_method(&method).map_err(|()| "refused method")?;
    request.set_scheme(Some(&scheme)).map_err(|()| "refused scheme")?;
    request.set_authority(Some(authority)).map_err(|()| "refused authority")?;
    request.set_path_with_query(Some(path)).map_err(|()| "refused path")?;
    Ok(request)
}

fn body(response: &IncomingResponse) -> Result<String, String> {
    let body = response.consume().map_err(|()| "no body")?;
    let stream = body.stream().map_err(|()| "no stream")?;
    let mut bytes = Vec::new();
    loop {
        match stream.blocking_read(1 << 16) {
            Ok(part) => bytes.extend(part),
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(error)) => return Err(error.to_debug_string()),
        }
    }
    drop(stream);
    IncomingBody::finish(body);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// As the WIT of `wasi:http` spells it in Rust, with what the host told.
fn name(error: ErrorCode) -> String {
    format!("{error:?}")
}

case!(CallsHttp);
