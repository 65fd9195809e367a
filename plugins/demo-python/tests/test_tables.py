"""How tables are found."""

import unittest

from adapter.tables import Tables
from patio_sdk import InvalidRequest
from patio_sdk.testkit import ScriptedPos, requester
from tests.checks import venue
from wit_world.exports import tables
from wit_world.imports import model

ALL = [
    {"id": f"T{number}", "name": f"Table {number}", "seats": 4, "area": "A1", "waiters": ["W1" if number % 2 else "W2"]}
    for number in range(1, 6)
]


class TheTables(unittest.TestCase):
    def setUp(self) -> None:
        self.pos = ScriptedPos()
        self.pos.on("GET", "/tables").answer(200, {"tables": ALL})

    def search(
        self, at: model.Position | None = None, area: str | None = None, waiter: str | None = None
    ) -> tuple[list[str], str | None, str | None]:
        filter = tables.TableFilter(area_id=area, waiter_id=waiter)
        with venue(self.pos) as desk:
            page = desk.ask(Tables().search_tables, filter, model.PageRequest(2, at), requester())
        return [table.id for table in page.tables], page.ends.before, page.ends.after

    def test_come_in_pages_that_neither_skip_nor_repeat(self) -> None:
        self.assertEqual(self.search(), (["T1", "T2"], None, "T2"))
        self.assertEqual(self.search(model.Position_After("T2")), (["T3", "T4"], "T3", "T4"))
        self.assertEqual(self.search(model.Position_After("T4")), (["T5"], "T5", None))
        self.assertEqual(self.search(model.Position_Before("T3")), (["T1", "T2"], None, "T2"))
        self.assertEqual(self.search(model.Position_Before("T2")), (["T1"], None, "T1"))

    def test_are_found_by_area_and_waiter(self) -> None:
        self.assertEqual(self.search(area="A1", waiter="W2"), (["T2", "T4"], None, None))
        self.assertEqual(self.pos.asked[0].query, {"area": "A1"})

    def test_have_no_cursor_but_their_own(self) -> None:
        with self.assertRaisesRegex(InvalidRequest, "'T9' is no cursor of these tables"):
            self.search(model.Position_After("T9"))


if __name__ == "__main__":
    unittest.main()
