//! SearchOrders stores values until the store refuses one, and says how many it took in all and why no more.

use patio_hostile::{Case, EposError, Order, OrderPage, case, order, page};
use patio_sdk::store;

struct StoreToTheBrim;

impl Case for StoreToTheBrim {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let value = vec![b'x'; 4096];
        let refusal = (0..).find_map(|number| store::set(&format!("key-{number:06}"), &value).err());
        let kept = store::keys("", None).map_err(|error| EposError::Unexpected(error.to_string()))?.len();
        let note = refusal.map(|refusal| refusal.to_string());
        Ok(page([Order { display_name: Some(kept.to_string()), note, ..order("1") }]))
    }
}

case!(StoreToTheBrim);
