"""How orders are found."""

import unittest
from typing import Any

from adapter.orders import Orders
from patio_sdk import EposError, InvalidRequest, NotFound, Unavailable, Unexpected
from patio_sdk.testkit import Desk, ScriptedPos, requester
from tests.checks import check, venue
from wit_world.exports import orders
from wit_world.imports import model


def page_of(*ids: str, before: bool = False, after: bool = False, **changes: Any) -> dict[str, Any]:
    return {"checks": [check(id=id, **changes) for id in ids], "more_before": before, "more_after": after}


def search(
    desk: Desk, limit: int = 2, at: model.Position | None = None, payable_only: bool = False, **more: str
) -> orders.OrderPage:
    fields: dict[str, str | None] = dict.fromkeys(("table_id", "waiter_id", "party_id", "reservation_id"))
    filter = orders.OrderFilter(**{**fields, **more}, payable_only=payable_only)
    return desk.ask(Orders().search_orders, filter, model.PageRequest(limit, at), requester())


class ASearch(unittest.TestCase):
    def setUp(self) -> None:
        self.pos = ScriptedPos()

    def ids(self, page: orders.OrderPage) -> tuple[list[str], str | None, str | None]:
        return [order.id for order in page.orders], page.ends.before, page.ends.after

    def test_shows_a_page_and_where_the_next_one_begins(self) -> None:
        self.pos.on("GET", "/checks").answer(200, page_of("1", "2", "3", after=True))
        with venue(self.pos) as desk:
            self.assertEqual(self.ids(search(desk)), (["1", "2"], None, "2"))
        self.assertEqual(self.pos.asked[0].query, {"state": "all", "limit": "3"})

    def test_goes_on_after_a_cursor(self) -> None:
        self.pos.on("GET", "/checks").answer(200, page_of("3", before=True))
        with venue(self.pos) as desk:
            self.assertEqual(self.ids(search(desk, at=model.Position_After("2"))), (["3"], "3", None))
        self.assertEqual(self.pos.asked[0].query["after"], "2")

    def test_goes_back_before_a_cursor(self) -> None:
        self.pos.on("GET", "/checks").answer(200, page_of("1", "2", "3", after=True))
        with venue(self.pos) as desk:
            self.assertEqual(self.ids(search(desk, at=model.Position_Before("4"))), (["2", "3"], "2", "3"))
        self.assertEqual(self.pos.asked[0].query["before"], "4")

    def test_asks_until_the_page_is_full(self) -> None:
        paid = page_of("1", "2", after=True, balance="0.00")
        self.pos.on("GET", "/checks").answer(200, paid).answer(200, page_of("3", "4", before=True))
        with venue(self.pos) as desk:
            self.assertEqual(self.ids(search(desk, payable_only=True)), (["3", "4"], None, None))
        self.assertEqual([asked.query.get("after") for asked in self.pos.asked], [None, "2"])
        self.assertEqual(self.pos.asked[0].query["state"], "open")

    def test_asks_for_fifty_at_once_at_most(self) -> None:
        first = page_of(*map(str, range(50)), after=True)
        self.pos.on("GET", "/checks").answer(200, first).answer(200, page_of("50", before=True))
        with venue(self.pos) as desk:
            self.assertEqual(len(search(desk, limit=100).orders), 51)
        self.assertEqual([asked.query["limit"] for asked in self.pos.asked], ["50", "50"])

    def test_hands_its_filter_on(self) -> None:
        self.pos.on("GET", "/checks").answer(200, page_of())
        with venue(self.pos) as desk:
            search(desk, table_id="T 8", waiter_id="W1")
        self.assertEqual(self.pos.asked[0].query, {"state": "all", "table": "T 8", "waiter": "W1", "limit": "3"})

    def test_finds_nothing_by_what_corner_does_not_know(self) -> None:
        with venue(self.pos) as desk:
            self.assertEqual(self.ids(search(desk, party_id="p-1")), ([], None, None))
            self.assertEqual(self.ids(search(desk, reservation_id="r-1")), ([], None, None))
        self.assertEqual(self.pos.asked, [])

    def test_says_what_went_wrong(self) -> None:
        url = "GET http://pos.test/checks"
        unknown_key = "the POS refuses the api_key: write the one that it knows into the venue's settings"
        no_cursor = {"error": {"code": "cursor", "message": "no such check"}}
        for status, body, expected in (
            (400, no_cursor, InvalidRequest(f"{url}: the POS answered 400 (cursor): no such check")),
            (401, None, Unexpected(unknown_key)),
            (503, None, Unavailable(f"{url}: the POS answered 503")),
            (200, {}, Unexpected(f"{url}: the POS answered 200 with what is not expected: KeyError: 'checks'")),
        ):
            self.pos = ScriptedPos()
            self.pos.on("GET", "/checks").answer(status, body)
            self.check_refusal(expected)

    def test_of_a_pos_that_is_not_there_is_unavailable(self) -> None:
        self.pos.on("GET", "/checks").down()
        self.check_refusal(Unavailable("GET http://pos.test/checks: ConnectionRefused"))

    def check_refusal(self, expected: EposError) -> None:
        everything = orders.OrderFilter(None, None, None, None, False)
        with venue(self.pos) as desk:
            refusal = desk.refusal(Orders().search_orders, everything, model.PageRequest(2, None), requester())
        self.assertEqual(refusal, expected)


class AnOrder(unittest.TestCase):
    def test_is_found_by_its_id_with_the_key_of_the_venue(self) -> None:
        pos = ScriptedPos()
        pos.on("GET", "/checks/1001").answer(200, check())
        with venue(pos) as desk:
            self.assertEqual(desk.ask(Orders().get_order, "1001", requester()).id, "1001")
        self.assertEqual(pos.asked[0].headers["x-api-key"], "k-1")
        self.assertLess(pos.asked[0].time_ms, 5000)

    def test_that_is_not_there_is_not_found(self) -> None:
        pos = ScriptedPos()
        with venue(pos) as desk:
            for id in ("", "..", "."):
                self.assertIsInstance(desk.refusal(Orders().get_order, id, requester()), NotFound)
            pos.on("GET", "/checks/9").answer(404)
            self.assertIsInstance(desk.refusal(Orders().get_order, "9", requester()), NotFound)


if __name__ == "__main__":
    unittest.main()
