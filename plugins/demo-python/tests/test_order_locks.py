"""How orders are locked and given back."""

import unittest

from adapter.order_locks import OrderLocks
from patio_sdk import Conflict, NotFound
from patio_sdk.testkit import ScriptedPos, requester
from tests.checks import check, venue

LOCK = "/checks/1001/lock/l-1"
UNTIL = "2026-11-22T19:10:00.000Z"


class ALock(unittest.TestCase):
    def setUp(self) -> None:
        self.pos = ScriptedPos()

    def test_is_put_with_its_end(self) -> None:
        self.pos.on("PUT", LOCK).answer(200, check())
        with venue(self.pos) as desk:
            desk.ask(OrderLocks().create_lock, "1001", "l-1", UNTIL, requester())
        self.assertEqual(self.pos.asked[0].json(), {"until": UNTIL})

    def test_of_another_is_a_conflict(self) -> None:
        self.pos.on("PUT", LOCK).answer(409)
        with venue(self.pos) as desk:
            refusal = desk.refusal(OrderLocks().create_lock, "1001", "l-1", UNTIL, requester())
        self.assertIsInstance(refusal, Conflict)

    def test_is_given_back_once_or_twice(self) -> None:
        self.pos.on("DELETE", LOCK).answer(204).answer(404)
        self.pos.on("GET", "/checks/1001").answer(200, check())
        with venue(self.pos) as desk:
            for _ in range(2):
                self.assertEqual(desk.ask(OrderLocks().delete_lock, "1001", "l-1", requester()).id, "1001")

    def test_of_no_order_is_not_found(self) -> None:
        self.pos.on("DELETE", LOCK).answer(404)
        self.pos.on("GET", "/checks/1001").answer(404)
        with venue(self.pos) as desk:
            self.assertIsInstance(desk.refusal(OrderLocks().delete_lock, "1001", "l-1", requester()), NotFound)


if __name__ == "__main__":
    unittest.main()
