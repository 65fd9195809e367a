//! The till of the crash harness that takes a payment as often as it comes, and shows its intent.

use patio_guests::PaymentSafety;

struct TillLookup;

patio_guests::till!(TillLookup, PaymentSafety::Lookup);
