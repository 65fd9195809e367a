//! Takes a reservation under an id of each attempt's own.

use patio_wrong_restaurant::{Mistake, ReservationFields, fresh, wrong};

struct ReservationTakenTwice;

impl Mistake for ReservationTakenTwice {
    fn reserved(reservation: &mut ReservationFields) {
        reservation.dojo_reservation_id = fresh();
    }
}

wrong!(ReservationTakenTwice);
