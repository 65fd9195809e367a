//! SearchOrders hides a second request in the first: in a header, a path, a method, a host, and behind a body.

use patio_hostile::{Case, EposError, Order, OrderPage, Setting, case, net, order, page};
use patio_sdk::http::Request;

struct NetSmuggledRequests;

impl Case for NetSmuggledRequests {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        const SECOND: &str = "\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: evil\r\n\r\n";
        let ok = net::with_ports("http://127.0.0.1:{granted}/ok");
        let sent = [
            Request::get(&ok).header("x-evil", &format!("1{SECOND}")),
            Request::get(&ok).header(&format!("x-evil: 1{SECOND}"), "1"),
            Request::get(&format!("{ok} HTTP/1.1{SECOND}")),
            Request::new(&format!("GET /smuggled HTTP/1.1{SECOND}"), &ok),
            Request::get(&net::with_ports(&format!("http://127.0.0.1:{{granted}}{SECOND}/ok"))),
            Request::post(&ok).header("content-length", "2").body(format!("ok{SECOND}")),
            Request::post(&ok).header("transfer-encoding", "chunked").body(format!("0{SECOND}")),
            Request::post(&ok).header("transfer-encoding", "identity, chunked").body(format!("0{SECOND}")),
            Request::get(&ok)
                .header("host", "127.0.0.1:1")
                .header("connection", "keep-alive, x")
                .header("upgrade", "h2c"),
            Request::get(&ok)
                .header("expect", "100-continue")
                .header("te", "trailers")
                .header("proxy-authorization", "x"),
            Request::new("CONNECT", &ok),
            Request::new("TRACE", &ok),
        ];
        let answers = sent.iter().filter(|request| request.send().is_ok()).count();
        Ok(page([Order { display_name: Some(answers.to_string()), ..order("1") }]))
    }
}

case!(NetSmuggledRequests);
