//! The tables that are booked.

use patio_sdk::model::{EposError, PageRequest, Requester};
use patio_sdk::reservations::{Reservation, ReservationFields, ReservationFilter, ReservationPage};

use crate::register::{Register, Registered};
use crate::{Demo, evening, floor, stored};

/// All reservations.
pub(crate) type Reservations = Register<Reservation>;

impl Registered for Reservation {
    const KEY: &'static str = "reservations";
    const NAME: &'static str = "reservation";
    const PREFIX: &'static str = "r-";
    const FIRST: usize = 101;

    fn seeds() -> Vec<(usize, Self)> {
        evening::reservations()
    }
}

impl patio_sdk::Reservations for Demo {
    fn create_reservation(&self, reservation: ReservationFields, _: &Requester) -> Result<Reservation, EposError> {
        stored::change(|reservations| create(reservations, &reservation))
    }

    fn get_reservation(&self, id: &str, _: &Requester) -> Result<Reservation, EposError> {
        stored::read::<Reservations>()?.get(id).cloned()
    }

    fn update_reservation(&self, id: &str, to: ReservationFields, _: &Requester) -> Result<Reservation, EposError> {
        stored::change(|reservations| update(reservations, id, &to))
    }

    fn delete_reservation(&self, id: &str, _: &Requester) -> Result<(), EposError> {
        stored::change(|reservations: &mut Reservations| reservations.delete(id))
    }

    fn search_reservations(
        &self,
        filter: &ReservationFilter,
        page: &PageRequest,
        _: &Requester,
    ) -> Result<ReservationPage, EposError> {
        search(&stored::read()?, filter, page)
    }
}

fn create(reservations: &mut Reservations, new: &ReservationFields) -> Result<Reservation, EposError> {
    if let Some(reservation) = reservations.made_as(&new.dojo_reservation_id)? {
        return Ok(reservation.clone());
    }
    check(new)?;
    reservations.make(&new.dojo_reservation_id, |id| reservation(id, new))
}

/// Every field replaces the one before.
fn update(reservations: &mut Reservations, id: &str, new: &ReservationFields) -> Result<Reservation, EposError> {
    reservations.get(id)?;
    check(new)?;
    reservations.replace(id, |_| reservation(id.to_owned(), new))
}

fn reservation(id: String, fields: &ReservationFields) -> Reservation {
    let fields = fields.clone();
    Reservation {
        id,
        name: fields.name,
        covers: fields.covers,
        start_time: fields.start_time,
        end_time: fields.end_time,
        table_ids: fields.table_ids,
        host_notes: fields.host_notes,
        guest_requests: fields.guest_requests,
    }
}

/// Two reservations of one table at one time are let through: hosts do that, and know why.
fn check(fields: &ReservationFields) -> Result<(), EposError> {
    floor::check_tables(&fields.table_ids)?;
    if fields.end_time <= fields.start_time {
        return Err(EposError::InvalidRequest("a reservation must end after it begins".to_owned()));
    }
    Ok(())
}

fn search(
    reservations: &Reservations,
    filter: &ReservationFilter,
    page: &PageRequest,
) -> Result<ReservationPage, EposError> {
    if let (Some(from), Some(to)) = (&filter.from, &filter.to)
        && to <= from
    {
        return Err(EposError::InvalidRequest(format!("no time is from {from} to {to}")));
    }
    let (reservations, ends) = reservations.search(|it| matches(it, filter), page)?;
    Ok(ReservationPage { reservations, ends })
}

/// Those that hold the table at some time between `from` and `to`. One that began earlier is among them: whoever plans
/// an evening needs to know that the table is not free yet.
fn matches(reservation: &Reservation, filter: &ReservationFilter) -> bool {
    filter.table_id.as_ref().is_none_or(|table| reservation.table_ids.contains(table))
        && filter.from.as_ref().is_none_or(|from| reservation.end_time > *from)
        && filter.to.as_ref().is_none_or(|to| reservation.start_time < *to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(hour_and_minute: &str) -> String {
        format!("2026-11-20T{hour_and_minute}:00.000Z")
    }

    fn fields() -> ReservationFields {
        ReservationFields {
            dojo_reservation_id: "dojo-1".to_owned(),
            name: "Ada".to_owned(),
            covers: 2,
            start_time: time("22:00"),
            end_time: time("23:00"),
            table_ids: vec!["t7".to_owned()],
            host_notes: Some("A regular".to_owned()),
            guest_requests: None,
        }
    }

    #[track_caller]
    fn check_found(table: Option<&str>, from: Option<&str>, to: Option<&str>, expected: &[&str]) {
        let filter = ReservationFilter { table_id: table.map(str::to_owned), from: from.map(time), to: to.map(time) };
        let page = search(&Reservations::default(), &filter, &PageRequest { limit: 100, at: None }).unwrap();
        assert_eq!(page.reservations.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_reservation_is_made_once() {
        let mut reservations = Reservations::default();
        let first = create(&mut reservations, &fields()).unwrap();
        assert_eq!((first.id.as_str(), first.name.as_str()), ("r-101", "Ada"));
        let other = ReservationFields { table_ids: Vec::new(), ..fields() };
        assert_eq!(create(&mut reservations, &other), Ok(first));
    }

    #[test]
    fn an_update_replaces_every_field() {
        let mut reservations = Reservations::default();
        let new = ReservationFields { name: "Grace".to_owned(), host_notes: None, ..fields() };
        let updated = update(&mut reservations, "r-88", &new).unwrap();
        assert_eq!((updated.id.as_str(), updated.name.as_str(), &updated.host_notes), ("r-88", "Grace", &None));
        assert_eq!(reservations.get("r-88"), Ok(&updated));
        let refusal = update(&mut reservations, "r-99", &new);
        assert_eq!(refusal, Err(EposError::NotFound("there is no reservation r-99".to_owned())));
    }

    #[test]
    fn a_reservation_that_cannot_be_is_refused() {
        let refused = |new: ReservationFields, text: &str| {
            let refusal = Err(EposError::InvalidRequest(text.to_owned()));
            assert_eq!(create(&mut Reservations::default(), &new), refusal);
            assert_eq!(update(&mut Reservations::default(), "r-88", &new), refusal);
        };
        refused(ReservationFields { table_ids: Vec::new(), ..fields() }, "at least one table is needed");
        let unlucky = ReservationFields { table_ids: vec!["t13".to_owned()], ..fields() };
        refused(unlucky, "there is no table t13");
        refused(ReservationFields { end_time: time("22:00"), ..fields() }, "a reservation must end after it begins");
    }

    #[test]
    fn a_search_finds_who_holds_a_table_at_some_time_of_it() {
        check_found(None, None, None, &["r-88", "r-91", "r-93", "r-94", "r-95"]);
        check_found(Some("t16"), None, None, &["r-95"]);
        check_found(None, Some("19:45"), None, &["r-88", "r-93", "r-94", "r-95"]);
        check_found(None, None, Some("18:30"), &["r-88", "r-91"]);
        check_found(None, Some("20:00"), Some("20:31"), &["r-93", "r-94"]);
        check_found(Some("t2"), Some("18:00"), Some("20:30"), &[]);
    }

    #[test]
    fn a_time_that_is_none_is_refused() {
        let filter = ReservationFilter { table_id: None, from: Some(time("20:00")), to: Some(time("20:00")) };
        let refusal = search(&Reservations::default(), &filter, &PageRequest { limit: 100, at: None });
        let why = "no time is from 2026-11-20T20:00:00.000Z to 2026-11-20T20:00:00.000Z";
        assert_eq!(refusal, Err(EposError::InvalidRequest(why.to_owned())));
    }
}
