"""What becomes of a check."""

import unittest
from typing import Any

from adapter.order import of_check
from patio_sdk import Money
from tests.checks import check
from wit_world.imports import model


def order(**changes: Any) -> model.Order:
    # Any: a dictionary stands for what the Corner API answers with.
    made: Any = check(**changes)
    return of_check(made)


def pounds(value: int) -> Money:
    return Money(value, "GBP")


class AnOrder(unittest.TestCase):
    def test_has_amounts_in_minor_units(self) -> None:
        made = order()
        self.assertEqual(made.total_amount, pounds(2513))
        self.assertEqual(made.service_charge_amount, pounds(313))
        self.assertEqual(made.discounts[0].amount_total, pounds(500))
        self.assertEqual(made.tax_lines[0].amount_percentage, 2000)

    def test_has_the_currency_of_its_check(self) -> None:
        nothing: dict[str, Any] = {"lines": [], "discounts": [], "taxes": [], "service": None, "payments": []}
        made = order(currency="JPY", total="1250", balance="1250", **nothing)
        self.assertEqual(made.total_amount, Money(1250, "JPY"))

    def test_has_neither_lines_nor_payments_that_are_void(self) -> None:
        made = order()
        self.assertEqual([item.plu for item in made.items], ["BURGER"])
        self.assertEqual([payment.payment_intent_id for payment in made.payments], [None])
        self.assertEqual((made.paid_amount, made.tips_amount), (pounds(1000), pounds(100)))

    def test_counts_modifiers_for_one_item_and_guests_nowhere(self) -> None:
        [burger] = order().items
        self.assertEqual((burger.quantity, burger.modifiers[0].quantity), (2, 1))
        self.assertEqual((burger.note, burger.amount_per_item), ("rare", pounds(1250)))

    def test_has_instants_in_utc(self) -> None:
        made = order()
        self.assertEqual(made.created_at, "2026-11-22T19:04:05.000Z")
        self.assertEqual(made.updated_at, "2026-11-22T19:14:05.000Z")

    def test_is_payable_while_something_is_due(self) -> None:
        for changes, payable in (
            ({"state": "open"}, True),
            ({"state": "billed"}, True),
            ({"state": "closed"}, False),
            ({"state": "void"}, False),
            ({"balance": "0.00"}, False),
            ({"lock": {"id": "l-1", "until": "2099-01-01T00:00:00Z"}}, True),
        ):
            with self.subTest(changes):
                self.assertEqual(order(**changes).payable, payable)

    def test_is_called_by_its_table_and_number(self) -> None:
        self.assertEqual((order().display_name, order().reference), ("T8 · 57", "57"))
        self.assertEqual(order(table=None).display_name, "57")
        self.assertEqual(len(order(table="T" * 40).display_name or ""), 24)


if __name__ == "__main__":
    unittest.main()
