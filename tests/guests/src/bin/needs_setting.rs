//! Cannot work without the secret `api-token`. An order shows how long the values of its settings are, and the token is
//! written to the log, to standard output and into the text of `not-found`: nobody may ever read it there.

use patio_guests::patio_sdk::log::{self, Field, Level};
use patio_guests::patio_sdk::settings;
use patio_guests::{Case, EposError, Order, OrderPage, Setting, case, order, page};

struct NeedsSetting;

impl Case for NeedsSetting {
    fn settings() -> Vec<Setting> {
        vec![
            Setting {
                name: "api-token".to_owned(),
                help: "the key of the till's API".to_owned(),
                required: true,
                secret: true,
                default: None,
            },
            Setting {
                name: "base-url".to_owned(),
                help: "where the till's API is".to_owned(),
                required: false,
                secret: false,
                default: None,
            },
        ]
    }

    #[expect(clippy::print_stdout, reason = "this is the case")]
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let token = settings::get("api-token").unwrap_or_default();
        let url = settings::get("base-url").unwrap_or_default();
        let field = Field { name: "token".to_owned(), value: token.clone() };
        log::write(Level::Info, &format!("the token is {token}"), &[field]);
        println!("printed: the token is {token}");
        let lengths = format!("token {}, url {}", token.len(), url.len());
        Ok(page([Order { display_name: Some(lengths), ..order("1") }]))
    }

    fn get(_: &str) -> Result<Order, EposError> {
        Err(EposError::NotFound(format!("not with {}", settings::get("api-token").unwrap_or_default())))
    }
}

case!(NeedsSetting);
