//! Prints bills.

use patio_sdk::model::{EposError, Requester};
use patio_sdk::order_bills::{Bill, Guest};

use crate::book::Book;
use crate::{Demo, currency, letterhead, stored};

impl Guest for Demo {
    fn get_bill(order_id: String, _: Requester) -> Result<Bill, EposError> {
        let order = stored::read::<Book>()?.order(&order_id, currency::chosen()?)?;
        Ok(Bill { header: letterhead::header(&order), footer: letterhead::footer(&order), order })
    }
}
