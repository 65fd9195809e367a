//! Offers parties and reservations, and no orders at all.

use patio_guests::{Case, case};

struct BookingsOnly;

impl Case for BookingsOnly {}

case!(BookingsOnly: about, parties, reservations);
