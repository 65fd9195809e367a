//! Adds the service to a total that has it already.

use patio_wrong::{Mistake, Order, Value, wrong};

struct ServiceTwice;

impl Mistake for ServiceTwice {
    fn order(_: &Value, order: &mut Order) {
        let service = order.service_charge_amount.as_ref().map_or(0, |service| service.value);
        order.total_amount.iter_mut().for_each(|total| total.value += service);
    }
}

wrong!(ServiceTwice);
