//! The adapter: what it is, and how one is made for a call.

use crate::Result;
use crate::about::{self, Description};

/// What every adapter is.
///
/// The traits of its capabilities ([`Orders`](crate::Orders), [`Payments`](crate::Payments) and so on) stand on this
/// one: for each call the host starts an instance, the adapter is [opened](Adapter::open), the call's method is called
/// on it, and all of it is dropped. So an adapter holds a client made of its settings and the like; what must outlast
/// the call goes into the [store](crate::store).
pub trait Adapter: Sized {
    /// What the adapter is, and what it needs from the operator.
    ///
    /// It is asked before there is a venue: neither settings nor anything else that is lent can be used here.
    fn describe() -> Description;

    /// The adapter for one call, made of the venue's settings.
    ///
    /// # Errors
    /// A setting is missing or wrong: the call ends with it.
    fn open() -> Result<Self>;
}

impl<A: Adapter> about::Guest for A {
    fn describe() -> Description {
        A::describe()
    }
}
