//! Dojo's EPOS Data API as plain data: the table of capabilities, the entities, and both JSON codecs.
//!
//! **Invariant:** no I/O, and neither HTTP nor wasmtime is known here.

pub mod capability;
pub mod check;
pub mod error;
pub mod event;
pub mod integer;
pub mod json;
pub mod money;
pub mod order;
pub mod page;
pub mod payment_safety;
pub mod payment_update;
pub mod reply;
pub mod request;
pub mod requester;
pub mod timestamp;

pub use capability::{Capability, CapabilitySet, Interface};
pub use check::Breach;
pub use error::{EposError, ErrorType};
pub use event::{CaptureMode, Event, EventType, PaymentStatus};
pub use json::InvalidRequest;
pub use money::{Currency, Money};
pub use order::Order;
pub use page::{PageEnds, PageRequest, Position};
pub use payment_safety::PaymentSafety;
pub use payment_update::{PaymentIntent, PaymentUpdate, UpdateStatus};
pub use reply::{OrderPage, Reply};
pub use request::{OrderFilter, Request};
pub use requester::Requester;
pub use timestamp::Timestamp;
