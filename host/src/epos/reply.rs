//! Replies: one variant per shape, and how they become JSON.

use super::PageEnds;
use super::order::Order;
use serde::Serialize;

/// What an adapter answers, whatever the transport.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// SearchOrders.
    Orders(OrderPage),
    /// GetOrderById.
    Order(Box<Order>),
    /// An empty result: `{}`.
    Empty,
}

/// `PagedOrdersResponse`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderPage {
    /// The orders of the page.
    pub orders: Vec<Order>,
    /// The cursors of the pages around it.
    pub ends: PageEnds,
}

// === impl Reply ===

impl Reply {
    /// The JSON of a REST reply.
    ///
    /// # Errors
    /// None that these types can cause; serde's signature has one.
    pub fn into_rest(mut self) -> serde_json::Result<Vec<u8>> {
        self.name_every_payment();
        self.to_json()
    }

    /// The REST file requires `paymentIntentId`: money that did not come through Dojo has an empty one.
    fn name_every_payment(&mut self) {
        let orders = match self {
            Self::Orders(page) => page.orders.as_mut_slice(),
            Self::Order(order) => std::slice::from_mut(order.as_mut()),
            Self::Empty => &mut [],
        };
        for payment in orders.iter_mut().flat_map(|order| &mut order.payments) {
            payment.payment_intent_id.get_or_insert_default();
        }
    }

    fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        #[derive(Serialize)]
        struct Page<'a> {
            data: &'a [Order],
            #[serde(skip_serializing_if = "Option::is_none")]
            before: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            after: Option<&'a str>,
        }
        // An order of five items is about 600 bytes: most replies grow once or never.
        let mut json = Vec::with_capacity(match self {
            Self::Orders(page) => 64 + 1024 * page.orders.len(),
            Self::Order(_) => 1024,
            Self::Empty => 2,
        });
        match self {
            Self::Orders(OrderPage { orders, ends }) => serde_json::to_writer(
                &mut json,
                &Page { data: orders, before: ends.before.as_deref(), after: ends.after.as_deref() },
            )?,
            Self::Order(order) => serde_json::to_writer(&mut json, order)?,
            Self::Empty => json.extend_from_slice(b"{}"),
        }
        Ok(json)
    }
}
