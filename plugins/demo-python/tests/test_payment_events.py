"""How money that is given back reaches Corner."""

import unittest

from adapter.payment_events import PaymentEvents
from patio_sdk import InvalidRequest, Money
from patio_sdk.testkit import Asked, ScriptedPos, requester
from tests.checks import check, venue
from wit_world.exports import payment_events
from wit_world.exports.payment_events import PaymentStatus

PATH = "/checks/1001/refunds"


def update(
    status: PaymentStatus, refunded: int | None = None, before: int | None = None, order_id: str | None = "1001"
) -> payment_events.PaymentUpdate:
    return payment_events.PaymentUpdate(
        event_id="evt_1",
        payment_intent_id="pi_1",
        status=status,
        capture_mode=payment_events.CaptureMode.AUTO,
        created_at="2026-11-22T19:04:05.000Z",
        intent=payment_events.PaymentIntent(
            order_id=order_id,
            paid_amount=Money(1250, "GBP"),
            tips_amount=None,
            service_charge_amount=None,
            cashback_amount=None,
            refunded_amount=None if refunded is None else Money(refunded, "GBP"),
            waiter_id=None,
            metadata=[],
        ),
        refunded_before=None if before is None else Money(before, "GBP"),
        requester=requester(),
        attempt=1,
    )


class ARefund(unittest.TestCase):
    def told(self, *updates: payment_events.PaymentUpdate) -> list[Asked]:
        pos = ScriptedPos()
        pos.on("POST", PATH).answer(201, check())
        with venue(pos) as desk:
            for told in updates:
                desk.ask(PaymentEvents().payment_updated, told)
        return pos.asked

    def test_is_the_part_that_was_not_handed_over_before(self) -> None:
        for told, amount in (
            (update(PaymentStatus.PARTLY_REFUNDED, refunded=500), "5.00"),
            (update(PaymentStatus.PARTLY_REFUNDED, refunded=800, before=500), "3.00"),
            (update(PaymentStatus.REFUNDED, refunded=1250, before=800), "4.50"),
            (update(PaymentStatus.REVERSED), "12.50"),
        ):
            [asked] = self.told(told)
            self.assertEqual(asked.json(), {"reference": "pi_1", "amount": amount})

    def test_has_the_key_of_itself_and_of_no_other(self) -> None:
        first = update(PaymentStatus.PARTLY_REFUNDED, refunded=500)
        second = update(PaymentStatus.PARTLY_REFUNDED, refunded=1000, before=500)
        keys = [asked.headers["idempotency-key"] for asked in self.told(first, first, second)]
        self.assertEqual(keys, ["pi_1/refund/500", "pi_1/refund/500", "pi_1/refund/1000"])

    def test_is_nothing_where_no_money_moved(self) -> None:
        for status in (PaymentStatus.CREATED, PaymentStatus.AUTHORIZED, PaymentStatus.CAPTURED, PaymentStatus.CANCELED):
            self.assertEqual(self.told(update(status)), [])
        self.assertEqual(self.told(update(PaymentStatus.REFUNDED, refunded=500, before=500)), [])

    def test_without_its_amounts_is_invalid(self) -> None:
        unknown = update(PaymentStatus.REFUNDED)
        unread = update(PaymentStatus.REFUNDED)
        unread.intent = None
        nowhere = update(PaymentStatus.REVERSED, order_id=None)
        with venue(ScriptedPos()) as desk:
            for told in (unknown, unread, nowhere):
                self.assertIsInstance(desk.refusal(PaymentEvents().payment_updated, told), InvalidRequest)


if __name__ == "__main__":
    unittest.main()
