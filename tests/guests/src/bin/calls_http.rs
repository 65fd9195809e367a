//! SearchOrders sends a request to the `url` of its settings, `times` over, with a `header` of its own, and answers with
//! the last status as display name and the body as note; a failure is the SDK's own, so that it is seen whether anything
//! was sent.

use patio_guests::patio_sdk::http::{Request, SendError};
use patio_guests::patio_sdk::settings;
use patio_guests::{Case, EposError, Order, OrderPage, Setting, case, number, order, page, setting};

struct CallsHttp;

impl Case for CallsHttp {
    fn settings() -> Vec<Setting> {
        vec![
            setting("url", "where to: scheme, host and path", "http://localhost/"),
            setting("method", "GET, or any other word", "GET"),
            setting("header", "one more header, as \"name: value\"", ""),
            setting("body", "what is sent", ""),
            setting("times", "how many requests in one call", "1"),
        ]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let mut answers = Vec::new();
        for _ in 0..number("times", 1) {
            let (status, body) = fetch()?;
            answers = vec![Order { display_name: Some(status.to_string()), note: Some(body), ..order("1") }];
        }
        Ok(page(answers))
    }
}

fn fetch() -> Result<(u16, String), SendError> {
    let setting = |name| settings::get(name).unwrap_or_default();
    let mut request = Request::new(&setting("method"), &setting("url")).body(setting("body").into_bytes());
    if let Some((name, value)) = setting("header").split_once(": ") {
        request = request.header(name, value);
    }
    let response = request.send()?;
    Ok((response.status, String::from_utf8_lossy(&response.body).into_owned()))
}

case!(CallsHttp);
