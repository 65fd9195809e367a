//! It is honest, and has a secret: in a setting, in its store, and all over its memory. The others are after it.

use patio_hostile::{Case, EposError, Order, OrderPage, Setting, case, order, page, setting};
use patio_sdk::{settings, store};

struct KeepsASecret;

impl Case for KeepsASecret {
    fn settings() -> Vec<Setting> {
        vec![setting("token", "the secret", "")]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let secret = settings::get("token").unwrap_or_default();
        store::set("secret", secret.as_bytes()).map_err(|error| EposError::Unexpected(error.to_string()))?;
        let memory = std::hint::black_box(secret.repeat((8 << 20) / secret.len().max(1)));
        Ok(page([Order { display_name: Some(format!("{} bytes", memory.len() >> 20)), ..order("1") }]))
    }
}

case!(KeepsASecret);
