//! Prints bills.

use patio_sdk::model::Requester;
use patio_sdk::order_bills::Bill;
use patio_sdk::{OrderBills, Orders, Result};

use crate::{Demo, letterhead};

impl OrderBills for Demo {
    fn get_bill(&self, order_id: &str, requester: &Requester) -> Result<Bill> {
        let order = self.get_order(order_id, requester)?;
        Ok(Bill { header: letterhead::header(&order), footer: letterhead::footer(&order), order })
    }
}
