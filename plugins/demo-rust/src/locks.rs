//! Keeps others from a check while a card machine takes its payment.

use patio_sdk::model::{Order, Requester, Timestamp};
use patio_sdk::{OrderLocks, Orders, Result};
use serde_json::json;

use crate::Corner;
use crate::pos::Check;

impl OrderLocks for Corner {
    fn create_lock(&self, order_id: &str, lock_id: &str, expiry: &Timestamp, _: &Requester) -> Result<Order> {
        let request = self.pos.put(&["checks", order_id, "lock", lock_id]).json(&json!({ "until": expiry }));
        request.fetch::<Check>()?.order()
    }

    fn delete_lock(&self, order_id: &str, lock_id: &str, requester: &Requester) -> Result<Order> {
        let answer = self.pos.delete(&["checks", order_id, "lock", lock_id]).send()?;
        // A lock that is gone already is a success. Whether the check is, too, shows when it is read.
        if answer.status != 404 {
            answer.success()?;
        }
        self.get_order(order_id, requester)
    }
}
