//! Offers orders and long locks on them: it cannot extend a short one.

use patio_guests::{Case, case};

struct LocksOnly;

impl Case for LocksOnly {}

case!(LocksOnly: about, orders, order_locks);
