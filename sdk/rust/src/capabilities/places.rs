//! The house: areas, tables, parties, reservations.

use crate::areas::{self, Area};
use crate::model::{EposError, PageRequest, Requester};
use crate::parties::{self, NewParty, Party, PartyFilter, PartyPage, PartyUpdate};
use crate::reservations::{self, Reservation, ReservationFields, ReservationFilter, ReservationPage};
use crate::tables::{self, Table, TableFilter, TablePage};
use crate::{Adapter, Result, page};

/// ListAreas.
pub trait Areas: Adapter {
    /// All areas.
    ///
    /// # Errors
    /// The point of sale could not be asked.
    fn list_areas(&self, requester: &Requester) -> Result<Vec<Area>>;
}

impl<A: Areas> areas::Guest for A {
    fn list_areas(requester: Requester) -> Result<Vec<Area>, EposError> {
        A::open()?.list_areas(&requester)
    }
}

/// SearchTables.
pub trait Tables: Adapter {
    /// All tables, always in the same order.
    ///
    /// # Errors
    /// The point of sale could not be asked.
    fn tables(&self, requester: &Requester) -> Result<Vec<Table>>;

    /// A page of the tables that match every field of the filter that is given: where nothing else is written, chosen
    /// and cut out of [`tables`](Self::tables), for hardly any point of sale has pages of them.
    ///
    /// # Errors
    /// The point of sale could not be asked, or the request is wrong.
    fn search_tables(&self, filter: &TableFilter, page: &PageRequest, requester: &Requester) -> Result<TablePage> {
        let mut tables = self.tables(requester)?;
        tables.retain(|table| matches(table, filter));
        let (tables, ends) = page::cut(tables, page, |table| &table.id)?;
        Ok(TablePage { tables, ends })
    }
}

fn matches(table: &Table, filter: &TableFilter) -> bool {
    filter.area_id.as_ref().is_none_or(|area| table.area_id.as_ref() == Some(area))
        && filter.waiter_id.as_ref().is_none_or(|waiter| table.waiter_ids.contains(waiter))
}

impl<A: Tables> tables::Guest for A {
    fn search_tables(filter: TableFilter, page: PageRequest, requester: Requester) -> Result<TablePage, EposError> {
        A::open()?.search_tables(&filter, &page, &requester)
    }
}

/// CreateParty, GetPartyById, UpdateParty, DeletePartyById and SearchParties.
pub trait Parties: Adapter {
    /// Seats a party. The same `dojo_party_id` again is answered with the party that it made the first time.
    ///
    /// # Errors
    /// It was not seated, or nobody knows (`in-doubt`).
    fn create_party(&self, party: NewParty, requester: &Requester) -> Result<Party>;

    /// One party.
    ///
    /// # Errors
    /// There is none of this id (`not-found`), or the point of sale could not be asked.
    fn get_party(&self, party_id: &str, requester: &Requester) -> Result<Party>;

    /// Replaces what is known of a party.
    ///
    /// # Errors
    /// There is none of this id (`not-found`), or it was not changed for another reason.
    fn update_party(&self, party_id: &str, party: PartyUpdate, requester: &Requester) -> Result<Party>;

    /// Forgets a party.
    ///
    /// # Errors
    /// There is none of this id (`not-found`), or it was not forgotten for another reason.
    fn delete_party(&self, party_id: &str, requester: &Requester) -> Result<()>;

    /// A page of the parties that match.
    ///
    /// # Errors
    /// The point of sale could not be asked, or the request is wrong.
    fn search_parties(&self, filter: &PartyFilter, page: &PageRequest, requester: &Requester) -> Result<PartyPage>;
}

impl<A: Parties> parties::Guest for A {
    fn create_party(party: NewParty, requester: Requester) -> Result<Party, EposError> {
        A::open()?.create_party(party, &requester)
    }

    fn get_party(party_id: String, requester: Requester) -> Result<Party, EposError> {
        A::open()?.get_party(&party_id, &requester)
    }

    fn update_party(party_id: String, party: PartyUpdate, requester: Requester) -> Result<Party, EposError> {
        A::open()?.update_party(&party_id, party, &requester)
    }

    fn delete_party(party_id: String, requester: Requester) -> Result<(), EposError> {
        A::open()?.delete_party(&party_id, &requester)
    }

    fn search_parties(filter: PartyFilter, page: PageRequest, requester: Requester) -> Result<PartyPage, EposError> {
        A::open()?.search_parties(&filter, &page, &requester)
    }
}

/// CreateReservation, GetReservationById, UpdateReservation, DeleteReservationById and SearchReservations.
pub trait Reservations: Adapter {
    /// Takes a reservation. The same `dojo_reservation_id` again is answered with the one that it made the first time.
    ///
    /// # Errors
    /// It was not taken, or nobody knows (`in-doubt`).
    fn create_reservation(&self, reservation: ReservationFields, requester: &Requester) -> Result<Reservation>;

    /// One reservation.
    ///
    /// # Errors
    /// There is none of this id (`not-found`), or the point of sale could not be asked.
    fn get_reservation(&self, id: &str, requester: &Requester) -> Result<Reservation>;

    /// Replaces what is known of a reservation.
    ///
    /// # Errors
    /// There is none of this id (`not-found`), or it was not changed for another reason.
    fn update_reservation(&self, id: &str, to: ReservationFields, requester: &Requester) -> Result<Reservation>;

    /// Forgets a reservation.
    ///
    /// # Errors
    /// There is none of this id (`not-found`), or it was not forgotten for another reason.
    fn delete_reservation(&self, id: &str, requester: &Requester) -> Result<()>;

    /// A page of the reservations that match.
    ///
    /// # Errors
    /// The point of sale could not be asked, or the request is wrong.
    fn search_reservations(
        &self,
        filter: &ReservationFilter,
        page: &PageRequest,
        requester: &Requester,
    ) -> Result<ReservationPage>;
}

impl<A: Reservations> reservations::Guest for A {
    fn create_reservation(new: ReservationFields, requester: Requester) -> Result<Reservation, EposError> {
        A::open()?.create_reservation(new, &requester)
    }

    fn get_reservation(id: String, requester: Requester) -> Result<Reservation, EposError> {
        A::open()?.get_reservation(&id, &requester)
    }

    fn update_reservation(id: String, to: ReservationFields, requester: Requester) -> Result<Reservation, EposError> {
        A::open()?.update_reservation(&id, to, &requester)
    }

    fn delete_reservation(id: String, requester: Requester) -> Result<(), EposError> {
        A::open()?.delete_reservation(&id, &requester)
    }

    fn search_reservations(
        filter: ReservationFilter,
        page: PageRequest,
        requester: Requester,
    ) -> Result<ReservationPage, EposError> {
        A::open()?.search_reservations(&filter, &page, &requester)
    }
}
