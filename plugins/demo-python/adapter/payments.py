"""Puts a payment on an order while the card machine waits."""

from adapter import corner
from adapter.order import of_check
from patio_sdk import Money, exported, http
from patio_sdk.payments import keyed
from wit_world import exports
from wit_world.exports import payments
from wit_world.imports import model


@exported
class Payments(exports.Payments):
    def record_payment(
        self, order_id: str, payment: payments.OrderPayment, requester: model.Requester
    ) -> model.Order:
        intent = payment.payment_intent_id
        body = {"type": "CARD", "reference": intent, "amount": Money.of(payment.paid_amount).to_decimal()}
        if payment.tips_amount is not None:
            body["tip"] = Money.of(payment.tips_amount).to_decimal()
        if payment.lock_id is not None:
            body["lock"] = payment.lock_id
        path = f"/checks/{http.segment(order_id)}/payments"
        # The attempt is no part of the key: another attempt is the same payment.
        return keyed(lambda key: corner.post(path, body, key, of_check), intent)
