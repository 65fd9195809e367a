//! Puts an id into a URL as it is.

use patio_wrong::{Corner, Mistake, Order, Result, wrong};

struct IdInTheUrl;

impl Mistake for IdInTheUrl {
    fn get(right: &Corner, id: &str) -> Result<Order> {
        let plain = id.split(['?', '#']).next().unwrap_or(id);
        right.read(plain)
    }
}

wrong!(IdInTheUrl);
