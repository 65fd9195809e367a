//! Marks a reservation as deleted, and forgets the mark when it searches.

use patio_wrong_restaurant::{
    Demo, EposError, Mistake, Requester, Reservation, ReservationFields, Reservations, Result, wrong,
};

const MARK: &str = "deleted";

struct ReservationStillListed;

impl Mistake for ReservationStillListed {
    fn reservation(right: &Demo, id: &str) -> Result<Reservation> {
        let reservation = right.get_reservation(id, &Requester::default())?;
        if reservation.host_notes.as_deref() == Some(MARK) {
            return Err(EposError::NotFound(format!("there is no reservation {id}")));
        }
        Ok(reservation)
    }

    fn forget(right: &Demo, id: &str) -> Result<()> {
        let Reservation { name, covers, start_time, end_time, table_ids, guest_requests, .. } =
            Self::reservation(right, id)?;
        let marked = ReservationFields {
            dojo_reservation_id: id.to_owned(),
            name,
            covers,
            start_time,
            end_time,
            table_ids,
            host_notes: Some(MARK.to_owned()),
            guest_requests,
        };
        right.update_reservation(id, marked, &Requester::default()).map(drop)
    }
}

wrong!(ReservationStillListed);
