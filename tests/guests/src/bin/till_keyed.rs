//! The till of the crash harness that drops a payment whose key it has already.

use patio_guests::PaymentSafety;

struct TillKeyed;

patio_guests::till!(TillKeyed, PaymentSafety::Keyed);
