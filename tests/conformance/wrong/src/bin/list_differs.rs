//! Knows less of an order in a list than alone.

use patio_wrong::{Mistake, OrderPage, PageRequest, wrong};

struct ListDiffers;

impl Mistake for ListDiffers {
    fn found(page: &mut OrderPage, _: &PageRequest) {
        page.orders.iter_mut().for_each(|order| order.items.clear());
    }
}

wrong!(ListDiffers);
