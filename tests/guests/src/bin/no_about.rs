//! Has orders, and does not say what it is.

use patio_guests::{Case, case};

struct NoAbout;

impl Case for NoAbout {}

case!(NoAbout: orders);
