"""Amounts."""

import random
import unittest
from collections.abc import Callable
from dataclasses import FrozenInstanceError

from patio_sdk import Money, MoneyError
from patio_sdk.currency import minor_digits
from wit_world.imports import model


def pounds(value: int) -> Money:
    return Money(value, "GBP")


class AnAmount(unittest.TestCase):
    def test_is_read_by_its_currencys_decimals(self) -> None:
        for text, code, value in (
            ("12.50", "GBP", 1250),
            ("12.5", "GBP", 1250),
            ("12", "GBP", 1200),
            ("012.500", "GBP", 1250),
            ("-0.05", "GBP", -5),
            ("1250", "JPY", 1250),
            ("1250.00", "JPY", 1250),
            ("1.250", "KWD", 1250),
            ("-92233720368547758.08", "EUR", -(2**63)),
        ):
            with self.subTest(text):
                self.assertEqual(Money.from_decimal(text, code), Money(value, code))

    def test_is_written_with_all_of_its_currencys_decimals(self) -> None:
        for value, code, text in (
            (1250, "GBP", "12.50"),
            (-5, "GBP", "-0.05"),
            (0, "GBP", "0.00"),
            (1250, "JPY", "1250"),
            (5, "KWD", "0.005"),
        ):
            self.assertEqual(Money(value, code).to_decimal(), text)

    def test_that_is_written_is_read_again(self) -> None:
        for _ in range(1000):
            amount = Money(random.randint(-(2**63), 2**63 - 1), random.choice(("GBP", "JPY", "KWD")))
            self.assertEqual(Money.from_decimal(amount.to_decimal(), amount.currency_code), amount)

    def test_is_never_rounded(self) -> None:
        for text, code in (("12.505", "GBP"), ("12.5", "JPY")):
            with self.assertRaisesRegex(MoneyError, "has more decimals than"):
                Money.from_decimal(text, code)

    def test_is_nothing_that_only_looks_like_one(self) -> None:
        for text in ("", "-", ".", ".5", "5.", "+5", "1e3", "1,50", "1 000", "£5", "5.0.0", "--5", "٣", "12\n"):
            with self.subTest(text), self.assertRaisesRegex(MoneyError, "is no amount"):
                Money.from_decimal(text, "GBP")
        for number in (12.5, 12, None):
            with self.subTest(number), self.assertRaisesRegex(MoneyError, "is no amount"):
                Money.from_decimal(number, "GBP")  # type: ignore[arg-type]
        for text in ("92233720368547758.08", "9" * 100_000):
            with self.assertRaisesRegex(MoneyError, "does not fit"):
                Money.from_decimal(text, "GBP")
        with self.assertRaisesRegex(MoneyError, "'gbp' is no currency"):
            Money.from_decimal("1", "gbp")

    def test_is_a_whole_number(self) -> None:
        for value in (12.5, 12.0, True, "12"):
            with self.subTest(value), self.assertRaisesRegex(TypeError, "Money.from_decimal"):
                Money(value, "GBP")  # type: ignore[arg-type]

    def test_cannot_be_changed(self) -> None:
        amount = pounds(5)
        with self.assertRaises(FrozenInstanceError):
            amount.value = 6
        with self.assertRaises(FrozenInstanceError):
            del amount.value

    def test_equals_the_contracts_own_and_hashes_by_what_it_is(self) -> None:
        self.assertEqual(pounds(5), model.Money(5, "GBP"))
        self.assertEqual(model.Money(5, "GBP"), pounds(5))
        self.assertNotEqual(pounds(5), Money(5, "EUR"))
        self.assertNotEqual(pounds(5), 5)
        self.assertEqual(len({pounds(5), Money.of(model.Money(5, "GBP")), pounds(6)}), 2)
        self.assertEqual(repr(pounds(5)), "Money(5, 'GBP')")


class Amounts(unittest.TestCase):
    def test_add_up(self) -> None:
        self.assertEqual(pounds(1250) + pounds(-250), pounds(1000))
        self.assertEqual(pounds(5) - model.Money(7, "GBP"), pounds(-2))
        self.assertEqual(-pounds(5), pounds(-5))
        self.assertEqual(3 * pounds(5), pounds(15))
        self.assertEqual(Money.sum([pounds(1), pounds(2)], "GBP"), pounds(3))
        self.assertEqual(Money.sum([], "JPY"), Money.zero("JPY"))

    def test_are_compared(self) -> None:
        self.assertTrue(pounds(5) < pounds(6) and pounds(6) > pounds(5) and pounds(5) <= pounds(5) >= pounds(5))

    def test_of_two_currencies_have_nothing_in_common(self) -> None:
        euro = Money(5, "EUR")
        mixes: tuple[Callable[[], object], ...] = (
            lambda: pounds(5) + euro,
            lambda: pounds(5) - euro,
            lambda: pounds(5) < euro,
            lambda: Money.sum([euro], "GBP"),
        )
        for mix in mixes:
            with self.assertRaisesRegex(MoneyError, "GBP and EUR have nothing in common"):
                mix()

    def test_that_do_not_fit_are_none(self) -> None:
        with self.assertRaisesRegex(MoneyError, "does not fit"):
            pounds(2**63 - 1) + pounds(1)
        with self.assertRaisesRegex(MoneyError, "does not fit"):
            -pounds(-(2**63))
        with self.assertRaisesRegex(MoneyError, "does not fit"):
            pounds(2**62) * 2

    def test_are_not_multiplied_by_what_is_not_whole(self) -> None:
        with self.assertRaisesRegex(TypeError, "Money.split"):
            pounds(100) * 0.2  # type: ignore[operator]


class Parts(unittest.TestCase):
    def test_go_by_the_largest_remainder(self) -> None:
        self.assertEqual([part.value for part in pounds(100).split([1, 1, 1])], [34, 33, 33])
        self.assertEqual([part.value for part in pounds(101).split([1, 2])], [34, 67])
        self.assertEqual([part.value for part in pounds(-100).split_evenly(3)], [-34, -33, -33])
        self.assertEqual([part.value for part in pounds(5).split([0, 1])], [0, 5])

    def test_add_up_to_the_whole(self) -> None:
        for _ in range(1000):
            whole = pounds(random.randint(-(2**63), 2**63 - 1))
            weights = [random.randint(0, 10**6) for _ in range(random.randint(1, 12))] + [1]
            parts = whole.split(weights)
            self.assertEqual(Money.sum(parts, "GBP"), whole)
            for part, weight in zip(parts, weights):
                self.assertLess(abs(part.value * sum(weights) - whole.value * weight), sum(weights))

    def test_need_weights(self) -> None:
        for weights in ([], [0, 0], [1, -1, 5]):
            with self.assertRaisesRegex(MoneyError, "no weights"):
                pounds(5).split(weights)
        with self.assertRaisesRegex(MoneyError, "0 parts"):
            pounds(5).split_evenly(0)


class Currencies(unittest.TestCase):
    def test_have_their_decimals(self) -> None:
        self.assertEqual([minor_digits(code) for code in ("GBP", "JPY", "KWD", "XXX", "", "gbp")], [2, 0, 3] + [None] * 3)
