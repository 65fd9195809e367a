//! Offers areas and tables, and no orders at all.

use patio_guests::{Case, case};

struct PlacesOnly;

impl Case for PlacesOnly {}

case!(PlacesOnly: about, areas, tables);
