"""What fits the contract."""

import re
import unittest
from pathlib import Path
from typing import Any, List, Optional

from patio_sdk import Money
from patio_sdk.fitting import UNSIGNED, misfit
from wit_world.exports import order_bills, tables
from wit_world.imports import model

CONTRACT = Path(__file__).parents[3] / "wit/deps/epos"


def item(**changes: Any) -> model.Item:
    fields: dict[str, Any] = {
        "name": "Burger",
        "plu": "BURGER",
        "quantity": 2,
        "amount_per_item": Money(1250, "GBP"),
        "note": None,
        "modifiers": [],
        "sub_items": [],
    }
    return model.Item(**{**fields, **changes})


class AnAnswer(unittest.TestCase):
    def check(self, kind: Any, value: Any, expected: str | None) -> None:
        self.assertEqual(misfit(kind, value), expected)

    def test_that_fits_is_fine(self) -> None:
        self.check(None, None, None)
        self.check(List[model.Item], [item(), item(note="rare ☃", quantity=-1)], None)
        self.check(Optional[model.Money], model.Money(-(2**63), "GBP"), None)
        self.check(Optional[model.Money], None, None)
        self.check(model.OrderStatus, model.OrderStatus.READY, None)
        self.check(order_bills.BillLine, order_bills.BillLine_Logo("x"), None)
        self.check(tables.Table, tables.Table("T1", "Table 1", 2**32 - 1, None, ["W1"]), None)

    def test_is_told_with_the_place_that_does_not(self) -> None:
        items = List[model.Item]
        self.check(items, [item(), item(name=None)], "[1].name is None, not a text")
        self.check(model.Item, item(note=5), "note is 5, not a text")
        self.check(model.Item, item(note="\ud800"), "note is '\\ud800', not a text")
        self.check(model.Item, item(modifiers=None), "modifiers is None, not a list")
        whole = "not a whole number from -2147483648 to 2147483647"
        for quantity in ("2", 2.0, True, 2**31):
            self.check(model.Item, item(quantity=quantity), f"quantity is {quantity!r}, {whole}")
        amount = "amount_per_item.value is '1250', not a whole number from -9223372036854775808 to 9223372036854775807"
        self.check(model.Item, item(amount_per_item=model.Money("1250", "GBP")), amount)  # type: ignore[arg-type]
        self.check(model.Item, item(amount_per_item="12.50"), "amount_per_item is '12.50', not a Money")
        self.check(bool, "yes", "it is 'yes', not true or false")
        self.check(model.OrderStatus, "ready", "it is 'ready', not one of OrderStatus")
        self.check(None, 5, "it is 5, not nothing")
        table = tables.Table("T1", "Table 1", -1, None, [])
        self.check(tables.Table, table, "max_covers is -1, not a whole number from 0 to 4294967295")
        self.check(str, [0] * 99, f"it is {repr([0] * 99)[:60]}…, not a text")

    @unittest.skipUnless(CONTRACT.is_dir(), "the contract is not beside the SDK")
    def test_knows_which_numbers_have_no_sign(self) -> None:
        # What comes in is not looked at: the limit of a page, and the number of an attempt.
        text = "".join(path.read_text() for path in CONTRACT.glob("*.wit"))
        found = {name.replace("-", "_") for name in re.findall(r"([a-z-]+): (?:option<)?u(?:32|64|16|8)", text)}
        self.assertEqual(found - {"limit", "attempt"}, UNSIGNED)
        self.assertEqual(set(re.findall(r": (?:option<)?(s64|f32|f64|s16|s8)\b", text)), {"s64"})
        self.assertEqual(text.count("s64"), 1)
