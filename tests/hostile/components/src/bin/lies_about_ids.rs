//! Whatever order is asked for, it answers with another.

use patio_hostile::{Case, EposError, Order, case, order};

struct LiesAboutIds;

impl Case for LiesAboutIds {
    fn get(_: &str) -> Result<Order, EposError> {
        Ok(order("somebody-elses"))
    }
}

case!(LiesAboutIds);
