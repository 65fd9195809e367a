"""Takes in what happens to payments later: money that was given back."""

from adapter import corner
from adapter.order import of_check
from patio_sdk import InvalidRequest, Money, exported, http
from patio_sdk.payments import keyed
from wit_world import exports
from wit_world.exports import payment_events
from wit_world.exports.payment_events import PaymentStatus


@exported
class PaymentEvents(exports.PaymentEvents):
    def payment_updated(self, update: payment_events.PaymentUpdate) -> None:
        # What is captured comes through Payments; the rest moves no money.
        if update.status in (PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED, PaymentStatus.REVERSED):
            _give_back(update)


def _give_back(update: payment_events.PaymentUpdate) -> None:
    intent = update.payment_intent_id
    known = update.intent
    if known is None:
        raise InvalidRequest(f"payment {intent} came without its amounts, so nobody can say how much was given back")
    if known.order_id is None:
        raise InvalidRequest(f"payment {intent} names no order")
    amount = _due(update, known)
    if amount.value <= 0:
        return
    body = {"reference": intent, "amount": amount.to_decimal()}
    path = f"/checks/{http.segment(known.order_id)}/refunds"
    # All that was given back so far makes the key: two refunds of the same amount are two.
    so_far = Money.of(update.refunded_before) + amount if update.refunded_before else amount
    keyed(lambda key: corner.post(path, body, key, of_check), intent, "refund", str(so_far.value))


def _due(update: payment_events.PaymentUpdate, known: payment_events.PaymentIntent) -> Money:
    """What is to be given back now: all that was, less what was handed over before."""
    if update.status == PaymentStatus.REVERSED:
        all_of_it = Money.of(known.paid_amount)
    elif known.refunded_amount is not None:
        all_of_it = Money.of(known.refunded_amount)
    else:
        raise InvalidRequest(f"payment {update.payment_intent_id} does not say how much was given back")
    return all_of_it - update.refunded_before if update.refunded_before else all_of_it
