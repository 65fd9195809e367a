//! SearchOrders perceives all that an adapter can: both clocks, what remains of the call, both kinds of chance, its
//! settings, its store and the network; and says in the order's note what it perceived. It signs in at the till with its
//! secret for a token, which it keeps in the store, and says both where nobody may ever read them.

use bindings::wasi::random::{insecure_seed, random};
use patio_guests::patio_sdk::http::{Request, SendError};
use patio_guests::patio_sdk::log::{self, Level};
use patio_guests::patio_sdk::{call, settings, store};
use patio_guests::{Case, EposError, Order, OrderPage, Setting, case, order, page, setting};
use std::time::{Instant, SystemTime};

mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        inline: "
            package patio:guests;

            world wide-awake {
                import wasi:random/random@0.2.12;
                import wasi:random/insecure-seed@0.2.12;
            }
        ",
        generate_all,
    });
}

struct WideAwake;

impl Case for WideAwake {
    fn settings() -> Vec<Setting> {
        vec![
            setting("url", "where the till is", "http://localhost/"),
            setting("word", "what it says to the till", "hello"),
            Setting {
                name: "pin".to_owned(),
                help: "what it signs in with".to_owned(),
                required: true,
                secret: true,
                default: None,
            },
        ]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let setting = |name| settings::get(name).unwrap_or_default();
        let (url, pin, began) = (setting("url"), setting("pin"), Instant::now());
        let token = match store::get("token").ok().flatten() {
            Some(token) => String::from_utf8_lossy(&token).into_owned(),
            None => sign_in(&url, &pin)?,
        };
        let calls = store::get("calls").ok().flatten().and_then(|bytes| bytes.first().copied()).unwrap_or_default();
        let _ = store::set("calls", &[calls.wrapping_add(1)]);
        log::write(Level::Info, &format!("signed in with {pin}, the token is {token}"), &[]);
        let body =
            format!(r#"{{"word":"{}","pin":"{pin}","nonce":{:?}}}"#, setting("word"), random::get_random_bytes(4));
        let request = Request::post(&format!("{url}/orders?token={token}")).body(body.into_bytes());
        let response = request.header("authorization", &format!("Bearer {token}")).send()?;
        let perceived = [
            format!("{:?}", SystemTime::now()),
            format!("{:?}", began.elapsed()),
            call::remaining_ms().to_string(),
            format!("{:?}", insecure_seed::insecure_seed()),
            random::get_random_u64().to_string(),
            String::from_utf8_lossy(&response.body).into_owned(),
        ];
        Ok(page([Order { display_name: Some(calls.to_string()), note: Some(perceived.join("; ")), ..order("1") }]))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        let url = settings::get("url").unwrap_or_default();
        let response = Request::get(&format!("{url}/orders/{order_id}")).send()?;
        Ok(Order { note: Some(format!("{} bytes", response.body.len())), ..order(order_id) })
    }
}

fn sign_in(url: &str, pin: &str) -> Result<String, SendError> {
    let response = Request::post(&format!("{url}/session")).body(format!("pin={pin}").into_bytes()).send()?;
    let text = String::from_utf8_lossy(&response.body).into_owned();
    let token = text.split('"').nth(3).unwrap_or_default().to_owned();
    let _ = store::set("token", token.as_bytes());
    Ok(token)
}

case!(WideAwake);
