//! SearchOrders asks for settings that are not its own, and says which it was told.

use patio_hostile::{Case, EposError, Order, OrderPage, case, order, page};
use patio_sdk::settings;

struct SpiesOnSettings;

impl Case for SpiesOnSettings {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        const NAMES: &[&str] = &[
            "token",
            "secret",
            "password",
            "passwords",
            "api_key",
            "dojo.api_key",
            "venues.keeps_a_secret.settings.token",
            "../keeps_a_secret/token",
            "keeps_a_secret.token",
            "",
            "*",
            "PATH",
            "HOME",
            "PATIO_LOG",
        ];
        let told: Vec<_> = NAMES.iter().filter(|name| settings::get(name).is_some()).map(ToString::to_string).collect();
        Ok(page([Order {
            display_name: Some(format!("{} told", told.len())),
            note: Some(told.join(" ")),
            ..order("1")
        }]))
    }
}

case!(SpiesOnSettings);
