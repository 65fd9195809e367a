"""Amounts as whole minor units of a currency: nothing is rounded, nothing overflows, no two currencies are mixed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import FrozenInstanceError
from typing import Any, NoReturn

from patio_sdk.currency import minor_digits
from wit_world.imports import model

_LEAST, _MOST = -(2**63), 2**63 - 1
_DECIMAL = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")


class MoneyError(ValueError):
    """An amount that cannot be."""


class Money(model.Money):
    """An amount in the currency's minor unit: `Money(1250, "GBP")` is 12.50 pounds.

    It is the contract's own `Money`, so that it stands wherever one is wanted; what the host hands over becomes one
    with `Money.of`. It cannot be changed.
    """

    # Frozen by hand: a frozen dataclass cannot inherit from one that is not.
    def __init__(self, value: int, currency_code: str) -> None:
        # A bool is an int, and a float is how pennies get lost.
        if type(value) is not int:
            raise TypeError(f"an amount is a whole number of minor units, not {value!r}: see Money.from_decimal")
        if not _LEAST <= value <= _MOST:
            raise MoneyError(f"{value} does not fit into an amount")
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "currency_code", currency_code)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, model.Money):
            return NotImplemented
        return (self.value, self.currency_code) == (other.value, other.currency_code)

    def __hash__(self) -> int:
        return hash((self.value, self.currency_code))

    def __repr__(self) -> str:
        return f"Money({self.value}, {self.currency_code!r})"

    @classmethod
    def of(cls, money: model.Money) -> "Money":
        """What the host handed over."""
        return cls(money.value, money.currency_code)

    @classmethod
    def zero(cls, currency_code: str) -> "Money":
        """Nothing."""
        return cls(0, currency_code)

    @classmethod
    def from_decimal(cls, text: str, currency_code: str) -> "Money":
        """Reads an amount in the major unit: "12.50", "12.5", "12" and "-0.05" for pounds, "1250" for yen.

        Decimals beyond the currency's must be zeros: nothing is rounded.
        """
        digits = _digits(currency_code)
        # A number from JSON is a float or has lost its zeros: it is not read as if it were a text.
        parts = _DECIMAL.fullmatch(text) if isinstance(text, str) else None
        if parts is None:
            raise MoneyError(f"{text!r} is no amount")
        sign, whole, decimals = parts[1], parts[2], (parts[3] or "").rstrip("0")
        if len(decimals) > digits:
            raise MoneyError(f"{text!r} has more decimals than {currency_code}, which has {digits}")
        # Before it is read, for reading thousands of digits takes long.
        if len(whole.lstrip("0")) > 19:
            raise MoneyError(f"{text[:20]}… does not fit into an amount")
        return cls(int(f"{sign}{whole}{decimals:0<{digits}}"), currency_code)

    def to_decimal(self) -> str:
        """The amount in the major unit, with all of the currency's decimals: "12.50" for pounds, "1250" for yen."""
        digits = _digits(self.currency_code)
        sign, amount = "-" if self.value < 0 else "", str(abs(self.value)).zfill(digits + 1)
        return f"{sign}{amount}" if digits == 0 else f"{sign}{amount[:-digits]}.{amount[-digits:]}"

    @classmethod
    def sum(cls, amounts: Iterable[model.Money], currency_code: str) -> "Money":
        """All of them together; nothing, of that currency, where there are none."""
        total = cls.zero(currency_code)
        for amount in amounts:
            total += amount
        return total

    def split(self, weights: Sequence[int]) -> "list[Money]":
        """Parts in proportion to weights, which add up to the whole.

        Largest remainder: each part is rounded towards zero, and the units that are left go to those that lost most,
        the earlier of two that lost the same.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise MoneyError(f"{list(weights)} are no weights: none is below zero, and their sum is above it")
        sign, whole = (-1 if self.value < 0 else 1), abs(self.value)
        parts = [whole * weight // total for weight in weights]
        lost = [whole * weight % total for weight in weights]
        # Sorting keeps the order of equals.
        for place in sorted(range(len(parts)), key=lambda it: -lost[it])[: whole - sum(parts)]:
            parts[place] += 1
        return [Money(sign * part, self.currency_code) for part in parts]

    def split_evenly(self, parts: int) -> "list[Money]":
        """Parts that differ by one unit at most; the larger ones come first."""
        if parts < 1:
            raise MoneyError(f"an amount is not split into {parts} parts")
        return self.split([1] * parts)

    def __add__(self, other: model.Money) -> "Money":
        self._same(other)
        return Money(self.value + other.value, self.currency_code)

    def __sub__(self, other: model.Money) -> "Money":
        self._same(other)
        return Money(self.value - other.value, self.currency_code)

    def __neg__(self) -> "Money":
        return Money(-self.value, self.currency_code)

    def __mul__(self, times: int) -> "Money":
        if type(times) is not int:
            raise TypeError(f"an amount is multiplied by a whole number, not by {times!r}: see Money.split")
        return Money(self.value * times, self.currency_code)

    __rmul__ = __mul__

    def __lt__(self, other: model.Money) -> bool:
        self._same(other)
        return self.value < other.value

    def __le__(self, other: model.Money) -> bool:
        self._same(other)
        return self.value <= other.value

    def __gt__(self, other: model.Money) -> bool:
        self._same(other)
        return self.value > other.value

    def __ge__(self, other: model.Money) -> bool:
        self._same(other)
        return self.value >= other.value

    def _same(self, other: Any) -> None:
        if not isinstance(other, model.Money):
            raise TypeError(f"{other!r} is no amount")
        if other.currency_code != self.currency_code:
            raise MoneyError(f"{self.currency_code} and {other.currency_code} have nothing in common")


def _digits(currency_code: str) -> int:
    digits = minor_digits(currency_code)
    if digits is None:
        raise MoneyError(f"{currency_code!r} is no currency of ISO 4217")
    return digits
