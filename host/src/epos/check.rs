//! The contract, held against what an adapter answers: what the host can put right it does, the rest is a breach. The
//! rules that no schema has are held against requests too.

mod changes;
mod order;
mod replies;
mod requests;
mod texts;

use super::json::check_id;
use super::party::Deposit;
use super::{InvalidRequest, Order, OrderFilter, Page, Reply, Request};
pub use changes::{MAX_MARK_BYTES, changes};
use order::{not_negative, put_right};
pub use replies::MAX_SVG_BYTES;
use replies::same;
pub use requests::{new_order, new_party, party_update, payment, reservation_fields};
use std::fmt;
pub use texts::{MAX_CURSOR_BYTES, MAX_ELEMENTS, MAX_NAME_BYTES, MAX_NOTE_BYTES};

/// Characters of a name that the card machine shows (Dojo's Pay at Table page).
pub const SHOWN_NAME_CHARACTERS: usize = 24;

/// How an adapter's answer breaks the contract: its fault, told to the operator, never to the card machine.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct Breach {
    /// Where in the answer: `orders[3].totalAmount`.
    pub path: String,
    /// What is wrong there.
    pub text: String,
}

// === impl Breach ===

impl Breach {
    /// A breach at a place.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// The same, seen from further out.
    #[must_use]
    pub fn within(mut self, outer: impl fmt::Display) -> Self {
        self.path = match self.path.as_str() {
            "" => outer.to_string(),
            path if path.starts_with('[') => format!("{outer}{path}"),
            path => format!("{outer}.{path}"),
        };
        self
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.text),
            path => write!(f, "{path}: {}", self.text),
        }
    }
}

/// Holds a reply against its request. An order in a search that breaks the contract is dropped and added to `dropped`
/// (which holds those that could not even be read), so that one bad order does not hide every bill; orders that are not
/// payable are dropped under `payableOnly`.
///
/// # Errors
/// Where the whole reply cannot be used.
pub fn hold(request: &Request, reply: &mut Reply, dropped: &mut Vec<Breach>) -> Result<(), Breach> {
    match (request, reply) {
        (Request::SearchOrders { filter, page }, Reply::Orders(found)) => orders(filter, page.limit, found, dropped),
        (
            Request::GetOrder { order_id }
            | Request::RecordPayment { order_id, .. }
            | Request::CreateLock { order_id, .. }
            | Request::DeleteLock { order_id, .. }
            | Request::CancelOrder { order_id },
            Reply::Order(order),
        ) => same(order_id, &order.id).and_then(|()| put_right(order)),
        // The point of sale gives the id.
        (Request::CreateOrder(_), Reply::Order(order)) => put_right(order),
        (Request::GetBill { order_id }, Reply::Bill(bill)) => {
            same(order_id, &bill.order.id).map_err(|breach| breach.within("order")).and_then(|()| replies::bill(bill))
        }
        (Request::ListAreas, Reply::Areas(areas)) => replies::areas(areas),
        (Request::SearchTables { page, .. }, Reply::Tables(tables)) => replies::tables(tables, page.limit),
        (Request::CreateParty(_), Reply::Party(party)) => replies::party(party),
        (Request::GetParty { party_id } | Request::UpdateParty { party_id, .. }, Reply::Party(party)) => {
            same(party_id, &party.id).and_then(|()| replies::party(party))
        }
        (Request::SearchParties { page, .. }, Reply::Parties(parties)) => replies::parties(parties, page.limit),
        (Request::CreateReservation(_), Reply::Reservation(reservation)) => replies::reservation(reservation),
        (
            Request::GetReservation { reservation_id } | Request::UpdateReservation { reservation_id, .. },
            Reply::Reservation(reservation),
        ) => same(reservation_id, &reservation.id).and_then(|()| replies::reservation(reservation)),
        (Request::SearchReservations { page, .. }, Reply::Reservations(reservations)) => {
            replies::reservations(reservations, page.limit)
        }
        (Request::HandleEvent(_) | Request::ExtendLock { .. }, Reply::Empty)
        | (Request::DeleteParty { .. } | Request::DeleteReservation { .. }, Reply::Deleted) => Ok(()),
        (request, _) => Err(Breach::new("", format!("no reply to {}", request.capability()))),
    }
}

/// An id that names a payment or a lock: it becomes a key.
fn id(id: Option<&str>, path: &str) -> Result<(), Breach> {
    let Some(id) = id else { return Ok(()) };
    check_id(path, id).map_err(|InvalidRequest(text)| {
        Breach::new(path, text.strip_prefix(path).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(&text))
    })
}

fn deposit(deposit: Option<&Deposit>) -> Result<(), Breach> {
    let Some(deposit) = deposit else { return Ok(()) };
    let within = |breach: Breach| breach.within("deposit");
    not_negative(Some(deposit.total_amount), "totalAmount").map_err(within)?;
    texts::note(deposit.description.as_ref(), "description").map_err(within)?;
    texts::ids(&deposit.payment_intent_ids, "paymentIntentIds").map_err(within)?;
    deposit.payment_intent_ids.iter().try_for_each(|intent| id(Some(intent), "paymentIntentIds")).map_err(within)
}

fn orders(filter: &OrderFilter, limit: u32, found: &mut Page<Order>, dropped: &mut Vec<Breach>) -> Result<(), Breach> {
    texts::ends(&found.ends)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let came = found.data.len().saturating_add(dropped.len());
    if came > limit {
        return Err(Breach::new("orders", format!("{came} orders, but the limit is {limit}")));
    }
    found.data.retain_mut(|order| match put_right(order) {
        Ok(()) => order.payable || !filter.payable_only,
        Err(breach) => {
            dropped.push(breach.within(format_args!("order {:?}", order.id)));
            false
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epos::{PageEnds, PageRequest};
    use serde_json::json;

    pub(super) fn order(changes: serde_json::Value) -> Order {
        let mut order = json!({
            "id": "1", "status": "Accepted", "details": {"orderType": "DineIn", "dineIn": {"tableId": "7"}},
            "totalAmount": {"value": 1000, "currencyCode": "GBP"}, "payable": true,
            "payments": [
                {"paymentIntentId": "pi_1", "paidAmount": {"value": 300, "currencyCode": "GBP"}, "tipsAmount": {"value": 20, "currencyCode": "GBP"}},
                {"paidAmount": {"value": 100, "currencyCode": "GBP"}},
            ],
        });
        order.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        serde_json::from_value(order).unwrap()
    }

    fn search(payable_only: bool, limit: u32) -> Request {
        Request::SearchOrders {
            filter: OrderFilter { payable_only, ..OrderFilter::default() },
            page: PageRequest { limit, at: None },
        }
    }

    #[test]
    fn a_bad_order_is_dropped_from_a_search_and_reported() {
        let orders = vec![order(json!({})), order(json!({"id": ""})), order(json!({"id": "3", "payable": false}))];
        let mut reply = Reply::Orders(Page { data: orders, ends: PageEnds::default() });
        let mut dropped = Vec::new();
        hold(&search(true, 3), &mut reply, &mut dropped).unwrap();
        let dropped: Vec<_> = dropped.iter().map(Breach::to_string).collect();
        let Reply::Orders(page) = reply else { panic!() };
        assert_eq!(page.data.iter().map(|order| order.id.as_str()).collect::<Vec<_>>(), ["1"]);
        assert_eq!(dropped, [r#"order "".id: must not be empty"#]);
    }

    #[test]
    fn more_orders_than_the_limit_are_a_breach() {
        let orders = vec![order(json!({})); 3];
        let mut reply = Reply::Orders(Page { data: orders, ends: PageEnds::default() });
        let breach = hold(&search(false, 2), &mut reply, &mut Vec::new()).unwrap_err();
        assert_eq!(breach.to_string(), "orders: 3 orders, but the limit is 2");
    }

    #[test]
    fn another_order_than_the_one_asked_for_is_a_breach() {
        let request = Request::GetOrder { order_id: "2".to_owned() };
        let mut reply = Reply::Order(Box::new(order(json!({}))));
        let breach = hold(&request, &mut reply, &mut Vec::new()).unwrap_err();
        assert_eq!(breach.to_string(), r#"id: "2" was asked for, "1" came"#);
    }

    #[track_caller]
    fn check_breach(request: &Request, reply: serde_json::Value, expected: &str) {
        let mut reply = match request {
            Request::GetBill { .. } => Reply::Bill(serde_json::from_value(reply).unwrap()),
            Request::ListAreas => Reply::Areas(serde_json::from_value(reply).unwrap()),
            Request::GetParty { .. } => Reply::Party(serde_json::from_value(reply).unwrap()),
            Request::GetReservation { .. } => Reply::Reservation(serde_json::from_value(reply).unwrap()),
            Request::SearchTables { .. } => {
                Reply::Tables(Page { data: serde_json::from_value(reply).unwrap(), ends: PageEnds::default() })
            }
            _ => panic!("not here"),
        };
        assert_eq!(hold(request, &mut reply, &mut Vec::new()).unwrap_err().to_string(), expected);
    }

    #[test]
    fn a_bill_is_the_one_asked_for_and_its_images_are_small() {
        let request = Request::GetBill { order_id: "1".to_owned() };
        let bill = |id: &str, svg: usize| {
            let logo = json!({"lineType": "Logo", "logo": {"svgImage": "x".repeat(svg)}});
            json!({"header": {"lines": [logo]}, "order": order(json!({"id": id})), "footer": {"lines": []}})
        };
        check_breach(&request, bill("2", 1), r#"order.id: "1" was asked for, "2" came"#);
        let expected = "header.lines[0].logo.svgImage: is 65537 bytes long, 65536 are allowed";
        check_breach(&request, bill("1", 65_537), expected);
    }

    #[test]
    fn places_have_names_and_pages_their_limit() {
        check_breach(&Request::ListAreas, json!([{"id": "a", "name": ""}]), "areas[0].name: must not be empty");
        let page = PageRequest { limit: 1, at: None };
        let request = Request::SearchTables { filter: crate::epos::TableFilter::default(), page };
        let table = json!({"id": "t", "name": "T", "maxCovers": 2_147_483_648_u32});
        check_breach(&request, json!([table]), "tables[0].maxCovers: 2147483648 is out of range");
        check_breach(&request, json!([table, table]), "tables: 2 tables, but the limit is 1");
    }

    #[test]
    fn a_party_has_a_status_and_a_table() {
        let request = Request::GetParty { party_id: "p".to_owned() };
        let party = |id: &str, status: &str, tables: &[&str]| json!({"id": id, "status": status, "tableIds": tables, "startTime": "2026-11-22T19:04:05Z"});
        check_breach(&request, party("q", "paid", &["t"]), r#"id: "p" was asked for, "q" came"#);
        check_breach(&request, party("p", "", &["t"]), "status: must not be empty");
        check_breach(&request, party("p", "paid", &[]), "tableIds: needs at least one table");
    }

    #[test]
    fn a_reply_of_another_kind_is_a_breach() {
        let request = Request::DeleteParty { party_id: "p".to_owned() };
        let breach = hold(&request, &mut Reply::Empty, &mut Vec::new()).unwrap_err();
        assert_eq!(breach.to_string(), "no reply to DeletePartyById");
    }
}
