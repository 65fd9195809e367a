//! SearchOrders uses keys that might lead out of its store, and says which of them held something that it had not put
//! there.

use patio_hostile::{Case, EposError, Order, OrderPage, case, order, page};
use patio_sdk::store;

struct StoreKeysThatLeadElsewhere;

impl Case for StoreKeysThatLeadElsewhere {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        const TRICKS: &[&str] = &[
            "",
            "..",
            "../",
            "../../patio.db",
            "/etc/passwd",
            "keeps_a_secret/secret",
            "../keeps_a_secret/secret",
            "keeps_a_secret\0secret",
            "%2e%2e%2fsecret",
            "secret",
            "changes:keeps_a_secret",
            "'; DROP TABLE pairs; --",
            "\0",
            "\u{202e}",
            "*",
            "_",
            "%",
        ];
        let found = |key: &&&str| store::get(key).is_ok_and(|value| value.is_some());
        let found: Vec<_> = TRICKS.iter().filter(found).map(|key| format!("{key:?}")).collect();
        for key in TRICKS {
            let written = store::set(key, b"x").is_ok() && store::get(key).is_ok_and(|value| value.is_some());
            let _ = written.then(|| store::delete(key));
        }
        let listed =
            TRICKS.iter().filter_map(|prefix| store::keys(prefix, None).ok()).map(|keys| keys.len()).sum::<usize>();
        let note = Some(format!("found [{}], listed {listed}", found.join(" ")));
        Ok(page([Order { note, ..order("1") }]))
    }
}

case!(StoreKeysThatLeadElsewhere);
