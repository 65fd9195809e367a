//! Dojo's EPOS Data API as plain data: the table of capabilities, the entities, and both JSON codecs.
//!
//! **Invariant:** no I/O, and neither HTTP nor wasmtime is known here.

pub mod bill;
pub mod capability;
pub mod change;
pub mod check;
pub mod error;
pub mod event;
pub mod free_text;
pub mod integer;
pub mod json;
pub mod money;
pub mod openapi;
pub mod order;
pub mod page;
pub mod party;
pub mod payment_safety;
pub mod payment_update;
pub mod place;
pub mod reply;
pub mod request;
pub mod requester;
pub mod reservation;
pub mod timestamp;

pub use bill::Bill;
pub use capability::{Capability, CapabilitySet, Interface};
pub use change::{Change, ChangePage};
pub use check::Breach;
pub use error::{EposError, ErrorType};
pub use event::{CaptureMode, Event, EventType, PaymentStatus};
pub use json::InvalidRequest;
pub use money::{Currency, Money};
pub use order::{NewOrder, Order, OrderPayment};
pub use page::{Page, PageEnds, PageRequest, Position};
pub use party::{NewParty, Party, PartyFilter, PartyUpdate};
pub use payment_safety::PaymentSafety;
pub use payment_update::{PaymentIntent, PaymentUpdate, UpdateStatus};
pub use place::{Area, Table, TableFilter};
pub use reply::Reply;
pub use request::{OrderFilter, Request};
pub use requester::Requester;
pub use reservation::{Reservation, ReservationFields, ReservationFilter};
pub use timestamp::Timestamp;
