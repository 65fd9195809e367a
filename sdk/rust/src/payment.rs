//! The two safe ways to put money on an order: by a key that the point of sale knows, or by looking first.
//!
//! Both answer the one question that counts after a failure: is the payment on the order? An error that says "no" must be
//! right, for Dojo gives the money back because of it.

use crate::Result;
use crate::model::EposError;

#[cfg(feature = "http")]
mod keyed;

#[cfg(feature = "http")]
pub use keyed::keyed;

/// For a point of sale that can be asked whether a payment is on an order (`payment-safety` lookup).
///
/// The first attempt posts. A later one looks first, for an earlier one may have been written and its answer lost; it
/// posts only where the payment is not there.
///
/// ```
/// use patio_sdk::Result;
/// use patio_sdk::model::Order;
/// use patio_sdk::payment::lookup_then_post;
/// use patio_sdk::payments::OrderPayment;
///
/// # struct Till;
/// # impl Till {
/// #     fn order(&self, id: &str) -> Result<Order> { unimplemented!() }
/// #     fn post(&self, id: &str, payment: &OrderPayment) -> Result<Order> { unimplemented!() }
/// # }
/// fn record(till: &Till, order_id: &str, payment: &OrderPayment) -> Result<Order> {
///     let intent = Some(&payment.payment_intent_id);
///     lookup_then_post(
///         payment.attempt,
///         || {
///             let order = till.order(order_id)?;
///             let is_there = order.payments.iter().any(|it| it.payment_intent_id.as_ref() == intent);
///             Ok(is_there.then_some(order))
///         },
///         || till.post(order_id, payment),
///     )
/// }
/// ```
///
/// # Errors
/// What `post` says. Where the look failed, what it says, but never that the payment is not on the order and never will
/// be: an order that cannot be found any more may have been closed by the very payment that is looked for.
pub fn lookup_then_post<T>(
    attempt: u32,
    lookup: impl FnOnce() -> Result<Option<T>>,
    post: impl FnOnce() -> Result<T>,
) -> Result<T> {
    if attempt > 1 {
        match lookup() {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => {}
            Err(EposError::NotFound(text) | EposError::InvalidRequest(text) | EposError::Conflict(text)) => {
                return Err(EposError::InDoubt(format!("an earlier attempt may have been written: {text}")));
            }
            Err(error) => return Err(error),
        }
    }
    post()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(what: fn(String) -> EposError) -> Result<Option<u32>> {
        Err(what("gone".to_owned()))
    }

    #[test]
    fn the_first_attempt_posts_and_later_ones_look_first() {
        assert_eq!(lookup_then_post(1, || Ok(Some(1)), || Ok(2)), Ok(2));
        assert_eq!(lookup_then_post(2, || Ok(Some(1)), || Ok(2)), Ok(1));
        assert_eq!(lookup_then_post(2, || Ok(None), || Ok(2)), Ok(2));
    }

    #[test]
    fn a_look_that_fails_is_never_a_refusal() {
        let doubt = EposError::InDoubt("an earlier attempt may have been written: gone".to_owned());
        for refusal in [EposError::NotFound, EposError::InvalidRequest, EposError::Conflict] {
            assert_eq!(lookup_then_post(2, || error(refusal), || Ok(2)), Err(doubt.clone()));
        }
        let unavailable = EposError::Unavailable("gone".to_owned());
        assert_eq!(lookup_then_post(2, || error(EposError::Unavailable), || Ok(2)), Err(unavailable));
    }
}
