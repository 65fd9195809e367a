"""How payments reach Corner, and what their failures mean."""

import unittest

from adapter.payments import Payments
from patio_sdk import Conflict, EposError, InDoubt, InvalidRequest, Money, NotFound, Unavailable
from patio_sdk.testkit import Route, ScriptedPos, requester
from tests.checks import check, venue
from wit_world.exports import payments
from wit_world.imports import model

PATH = "/checks/1001/payments"


def payment(attempt: int = 1) -> payments.OrderPayment:
    return payments.OrderPayment(
        payment_intent_id="pi_1",
        paid_amount=Money(1250, "GBP"),
        tips_amount=Money(100, "GBP"),
        lock_id="l-1",
        attempt=attempt,
    )


class APayment(unittest.TestCase):
    def setUp(self) -> None:
        self.pos = ScriptedPos()

    def record(self, attempt: int = 1) -> model.Order:
        with venue(self.pos) as desk:
            return desk.ask(Payments().record_payment, "1001", payment(attempt), requester())

    def refused(self, route: Route) -> EposError:
        with venue(self.pos) as desk:
            return desk.refusal(Payments().record_payment, "1001", payment(), requester())

    def test_has_its_tip_beside_its_amount(self) -> None:
        self.pos.on("POST", PATH).answer(201, check())
        self.assertEqual(self.record().id, "1001")
        self.assertEqual(
            self.pos.asked[0].json(),
            {"type": "CARD", "reference": "pi_1", "amount": "12.50", "tip": "1.00", "lock": "l-1"},
        )

    def test_has_the_same_key_at_each_attempt(self) -> None:
        self.pos.on("POST", PATH).answer(201, check()).answer(200, check())
        self.record(1)
        self.record(2)
        self.assertEqual([asked.headers["idempotency-key"] for asked in self.pos.asked], ["pi_1", "pi_1"])

    def test_that_is_refused_is_a_conflict_in_the_words_of_the_pos(self) -> None:
        body = {"error": {"code": "closed", "message": "check 1001 is closed"}}
        refusal = self.refused(self.pos.on("POST", PATH).answer(409, body))
        text = f"POST http://pos.test{PATH}: the POS answered 409 (closed): check 1001 is closed"
        self.assertEqual(refusal, Conflict(text))

    def test_that_was_not_sent_is_unavailable(self) -> None:
        self.assertIsInstance(self.refused(self.pos.on("POST", PATH).down()), Unavailable)

    def test_of_which_nobody_knows_is_in_doubt(self) -> None:
        for route in (Route.lost, Route.slow):
            self.pos = ScriptedPos()
            self.assertIsInstance(self.refused(route(self.pos.on("POST", PATH))), InDoubt)
        for status, body in ((503, None), (500, b"<html>"), (200, b"<html>"), (201, {"id": 1}), (302, None)):
            with self.subTest(status):
                self.pos = ScriptedPos()
                self.assertIsInstance(self.refused(self.pos.on("POST", PATH).answer(status, body)), InDoubt)

    def test_that_cannot_be_is_said_to_be_so(self) -> None:
        for status, expected in ((400, InvalidRequest), (404, NotFound)):
            self.pos = ScriptedPos()
            self.assertIsInstance(self.refused(self.pos.on("POST", PATH).answer(status)), expected)


if __name__ == "__main__":
    unittest.main()
