//! Offers orders and takes no payments: the least there is.

use patio_guests::{Case, case};

struct OrdersOnly;

impl Case for OrdersOnly {}

case!(OrdersOnly);
