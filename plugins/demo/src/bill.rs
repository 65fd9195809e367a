//! What a bill is.

use patio_sdk::model::OrderStatus;

use crate::menu::Dish;

/// One bill. Everything in it is known when the adapter is compiled, so that a call only copies what it answers with.
pub(crate) struct Bill {
    pub(crate) id: &'static str,
    pub(crate) opened: &'static str,
    pub(crate) place: Place,
    pub(crate) status: OrderStatus,
    pub(crate) lines: &'static [Line],
    pub(crate) discount: Option<Discount>,
    /// Whether the service charge is on the bill.
    pub(crate) service: bool,
    pub(crate) payments: &'static [Paid],
}

/// Where the guests are.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    Table { name: &'static str, table: &'static str, waiter: &'static str, guests: Guests },
    Counter { name: &'static str, guest: &'static str, phone: &'static str, collect_at: &'static str },
}

/// Who sits at a table.
#[derive(Clone, Copy)]
pub(crate) enum Guests {
    WalkIn,
    Party(&'static str),
    Booked { party: &'static str, reservation: &'static str },
}

/// So many of a dish, with the same extras on each.
pub(crate) struct Line {
    pub(crate) quantity: i32,
    pub(crate) dish: Dish,
    pub(crate) extras: &'static [Extra],
    pub(crate) courses: &'static [Dish],
    pub(crate) note: Option<&'static str>,
}

/// So many of an extra, on each one of a line.
pub(crate) struct Extra(pub(crate) i32, pub(crate) Dish);

/// A part of the dishes' price, taken off.
pub(crate) struct Discount {
    pub(crate) name: &'static str,
    pub(crate) code: Option<&'static str>,
    /// None: all dishes.
    pub(crate) plu: Option<&'static str>,
    /// Hundredths of a percent.
    pub(crate) percentage: i32,
}

/// Money that was on the bill before Dojo's card machine saw it.
pub(crate) struct Paid {
    /// None: cash.
    pub(crate) intent: Option<&'static str>,
    pub(crate) amount: i64,
    pub(crate) tips: i64,
}

// === impl Bill ===

impl Bill {
    pub(crate) fn table(&self) -> Option<&'static str> {
        match self.place {
            Place::Table { table, .. } => Some(table),
            Place::Counter { .. } => None,
        }
    }

    pub(crate) fn waiter(&self) -> Option<&'static str> {
        match self.place {
            Place::Table { waiter, .. } => Some(waiter),
            Place::Counter { .. } => None,
        }
    }

    pub(crate) fn party(&self) -> Option<&'static str> {
        match self.place {
            Place::Table { guests: Guests::Party(party) | Guests::Booked { party, .. }, .. } => Some(party),
            _ => None,
        }
    }

    pub(crate) fn reservation(&self) -> Option<&'static str> {
        match self.place {
            Place::Table { guests: Guests::Booked { reservation, .. }, .. } => Some(reservation),
            _ => None,
        }
    }
}

// === impl Line ===

impl Line {
    /// So many of a dish, as it stands on the menu.
    pub(crate) const fn new(quantity: i32, dish: Dish) -> Self {
        Self { quantity, dish, extras: &[], courses: &[], note: None }
    }

    pub(crate) const fn with(self, extras: &'static [Extra]) -> Self {
        Self { extras, ..self }
    }

    pub(crate) const fn of(self, courses: &'static [Dish]) -> Self {
        Self { courses, ..self }
    }

    pub(crate) const fn note(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }
}
