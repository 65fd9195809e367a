//! Posts money under a key, by which the point of sale knows it again.

use crate::Result;
use crate::http::{Request, Response};
use crate::model::EposError;

/// The field that most points of sale want the key in (the draft of the IETF's HTTPAPI group).
const FIELD: &str = "idempotency-key";

/// For a point of sale that takes an idempotency key (`payment-safety` keyed): sends the request with the payment intent
/// as its key, and reads the answer.
///
/// A status that refuses for certain is the error that says so (400 and 422 `invalid-request`, 404 and 410 `not-found`,
/// 409 and 423 `conflict`); any other is `in-doubt`, but for one that refuses the adapter itself (401, 403: `unexpected`).
/// Once the point of sale has said yes, the money is on the order, whatever becomes of reading the answer: so an error of
/// `read` is in doubt, too.
///
/// ```
/// use patio_sdk::Result;
/// use patio_sdk::http::Client;
/// use patio_sdk::payment::keyed;
/// use patio_sdk::payments::OrderPayment;
///
/// fn record(till: &Client, order_id: &str, payment: &OrderPayment) -> Result<String> {
///     let request = till.post(&["orders", order_id, "payments"]).body(payment.paid_amount.to_decimal()?);
///     keyed(&payment.payment_intent_id, request, |answer| Ok(answer.text().into_owned()))
/// }
/// ```
///
/// # Errors
/// It was refused, nothing was sent (`unavailable`), or nobody knows.
pub fn keyed<T>(key: &str, request: Request, read: impl FnOnce(&Response) -> Result<T>) -> Result<T> {
    let answer = request.header(FIELD, key).send()?;
    answer.success()?;
    read(&answer).map_err(|error| match error {
        EposError::InDoubt(_) => error,
        other => EposError::InDoubt(format!("the POS took it, and its answer cannot be read: {}", other.text())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Client;
    use crate::testkit::{Reply, ScriptedPos, TestKit};

    fn pay(reply: Reply, read: fn(&Response) -> Result<u16>) -> (Result<u16>, Option<String>) {
        let pos = ScriptedPos::start().on("POST", "/payments", reply);
        let kit = TestKit::bare().setting("base_url", pos.url());
        let result = kit.call(|_| keyed("pi_1", Client::new(pos.url()).post(&["payments"]).body("12.50"), read));
        (result, pos.requests().first().and_then(|request| request.header("idempotency-key").map(str::to_owned)))
    }

    fn status(response: &Response) -> Result<u16> {
        Ok(response.status)
    }

    #[test]
    fn the_intent_is_the_key() {
        assert_eq!(pay(Reply::status(201), status), (Ok(201), Some("pi_1".to_owned())));
    }

    #[test]
    fn only_a_certain_refusal_is_one() {
        for (code, expected) in [
            (400, "invalid-request"),
            (401, "unexpected"),
            (404, "not-found"),
            (409, "conflict"),
            (302, "in-doubt"),
            (408, "in-doubt"),
            (418, "in-doubt"),
            (429, "in-doubt"),
            (500, "in-doubt"),
            (503, "in-doubt"),
        ] {
            let kind = match pay(Reply::status(code), status).0.unwrap_err() {
                EposError::InvalidRequest(_) => "invalid-request",
                EposError::NotFound(_) => "not-found",
                EposError::Conflict(_) => "conflict",
                EposError::InDoubt(_) => "in-doubt",
                EposError::Unexpected(_) => "unexpected",
                EposError::Unavailable(_) => "unavailable",
            };
            assert_eq!(kind, expected, "{code}");
        }
    }

    #[test]
    fn a_lost_answer_is_in_doubt() {
        for reply in [Reply::closes(), Reply::text(201, "half").cut_short()] {
            assert!(matches!(pay(reply, status).0, Err(EposError::InDoubt(_))));
        }
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_in_doubt_for_the_money_is_there() {
        let (result, _) = pay(Reply::status(201), |_| Err(EposError::NotFound("no total".to_owned())));
        let text = "the POS took it, and its answer cannot be read: no total";
        assert_eq!(result, Err(EposError::InDoubt(text.to_owned())));
    }
}
