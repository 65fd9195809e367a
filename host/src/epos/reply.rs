//! Replies: one variant per shape, and how they become JSON.

use super::json::writer::{self, Unwritable};
use super::{Area, Bill, Order, Page, Party, Reservation, Table};
use serde::Serialize;
use serde_json::Value;

/// What an adapter answers, whatever the transport.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// SearchOrders.
    Orders(Page<Order>),
    /// An order, as most capabilities of orders answer.
    Order(Box<Order>),
    /// GetOrderBillById.
    Bill(Box<Bill>),
    /// ListAreas.
    Areas(Vec<Area>),
    /// SearchTables.
    Tables(Page<Table>),
    /// A party.
    Party(Box<Party>),
    /// SearchParties.
    Parties(Page<Party>),
    /// A reservation.
    Reservation(Box<Reservation>),
    /// SearchReservations.
    Reservations(Page<Reservation>),
    /// An empty result: `{}`.
    Empty,
    /// Something is gone: no body over REST, `{}` over WebSocket.
    Deleted,
}

/// What an entry needs on the average: most replies never grow. An order of six items with their modifiers has 1 KiB.
const ORDER_BYTES: usize = 1280;
const ENTRY_BYTES: usize = 256;

// === impl Reply ===

impl Reply {
    /// The JSON of a REST reply; nothing at all for [`Self::Deleted`].
    ///
    /// # Errors
    /// None that these types can cause: they have no shape that cannot be written.
    pub fn into_rest(mut self) -> Result<Vec<u8>, Unwritable> {
        self.name_every_payment();
        if self == Self::Deleted { Ok(Vec::new()) } else { self.to_json() }
    }

    /// The `result` of a WebSocket reply.
    ///
    /// # Errors
    /// None that these types can cause: they have no shape that cannot be written.
    pub fn into_result(self) -> Result<Vec<u8>, Unwritable> {
        match self {
            Self::Bill(bill) => {
                let mut bill = serde_json::to_value(bill).map_err(|error| Unwritable(error.to_string()))?;
                for section in ["/header/lines", "/footer/lines"] {
                    bill.pointer_mut(section)
                        .and_then(Value::as_array_mut)
                        .into_iter()
                        .flatten()
                        .for_each(upper_case_qr);
                }
                writer::write(&bill, 2 * ORDER_BYTES)
            }
            other => other.to_json(),
        }
    }

    /// The REST file requires `paymentIntentId`: money that did not come through Dojo has an empty one.
    fn name_every_payment(&mut self) {
        let orders = match self {
            Self::Orders(page) => page.data.as_mut_slice(),
            Self::Order(order) => std::slice::from_mut(order.as_mut()),
            Self::Bill(bill) => std::slice::from_mut(&mut bill.order),
            _ => &mut [],
        };
        for payment in orders.iter_mut().flat_map(|order| &mut order.payments) {
            payment.payment_intent_id.get_or_insert_default();
        }
    }

    fn to_json(&self) -> Result<Vec<u8>, Unwritable> {
        match self {
            Self::Orders(page) => page_json(page, ORDER_BYTES),
            Self::Order(order) => writer::write(order, ORDER_BYTES),
            Self::Bill(bill) => writer::write(bill, 2 * ORDER_BYTES),
            Self::Areas(areas) => writer::write(areas, ENTRY_BYTES),
            Self::Tables(page) => page_json(page, ENTRY_BYTES),
            Self::Party(party) => writer::write(party, ENTRY_BYTES),
            Self::Parties(page) => page_json(page, ENTRY_BYTES),
            Self::Reservation(reservation) => writer::write(reservation, ENTRY_BYTES),
            Self::Reservations(page) => page_json(page, ENTRY_BYTES),
            Self::Empty | Self::Deleted => Ok(b"{}".to_vec()),
        }
    }
}

fn page_json<T: Serialize>(page: &Page<T>, entry_bytes: usize) -> Result<Vec<u8>, Unwritable> {
    #[derive(Serialize)]
    struct Paged<'a, T> {
        data: &'a [T],
        #[serde(skip_serializing_if = "Option::is_none")]
        before: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<&'a str>,
    }
    let (before, after) = (page.ends.before.as_deref(), page.ends.after.as_deref());
    writer::write(&Paged { data: &page.data, before, after }, 64 + entry_bytes * page.data.len())
}

/// `showQr` and `showUrl` in the REST file are `showQR` and `showURL` in the AsyncAPI.
fn upper_case_qr(line: &mut Value) {
    let Some(url) = line.get_mut("url").and_then(Value::as_object_mut) else { return };
    for (rest, socket) in [("showQr", "showQR"), ("showUrl", "showURL")] {
        if let Some(shown) = url.remove(rest) {
            url.insert(socket.to_owned(), shown);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bill() -> Reply {
        let bill = json!({
            "header": {"lines": []},
            "order": {
                "id": "1", "status": "New", "details": {"orderType": "DineIn", "dineIn": {}},
                "payments": [{"paidAmount": {"value": 1, "currencyCode": "GBP"}}],
            },
            "footer": {"lines": [{"lineType": "URL", "url": {"url": "https://a", "showQr": true, "showUrl": false}}]},
        });
        Reply::Bill(serde_json::from_value(bill).unwrap())
    }

    #[test]
    fn each_transport_has_its_own_names_for_a_qr_code() {
        let url = |json: Vec<u8>| {
            let json: Value = serde_json::from_slice(&json).unwrap();
            json.pointer("/footer/lines/0/url").unwrap().clone()
        };
        let rest = json!({"url": "https://a", "showQr": true, "showUrl": false});
        assert_eq!(url(bill().into_rest().unwrap()), rest);
        let socket = json!({"url": "https://a", "showQR": true, "showURL": false});
        assert_eq!(url(bill().into_result().unwrap()), socket);
    }

    #[test]
    fn cash_has_an_empty_intent_over_rest_and_none_over_the_socket() {
        let payment = |json: Vec<u8>| {
            let json: Value = serde_json::from_slice(&json).unwrap();
            json.pointer("/order/payments/0/paymentIntentId").cloned()
        };
        assert_eq!(payment(bill().into_rest().unwrap()), Some(json!("")));
        assert_eq!(payment(bill().into_result().unwrap()), None);
    }

    #[test]
    fn what_is_gone_has_no_body_over_rest() {
        assert_eq!(Reply::Deleted.into_rest().unwrap(), b"");
        assert_eq!(Reply::Deleted.into_result().unwrap(), b"{}");
        assert_eq!(Reply::Empty.into_rest().unwrap(), b"{}");
    }
}
