//! The till of the crash harness that takes a payment as often as it comes, and keeps no intent.

use patio_guests::PaymentSafety;

struct TillNone;

patio_guests::till!(TillNone, PaymentSafety::None);
