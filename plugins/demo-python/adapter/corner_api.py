"""What the Corner API answers with, as its documentation says. Amounts are decimal texts in the major unit: "12.50"."""

from typing import TypedDict


class Option(TypedDict):
    """Something that goes with a line; its quantity is for one of the line."""

    sku: str
    name: str
    qty: int
    price: str


class Line(TypedDict):
    """A line of a check; its price is of one."""

    sku: str
    name: str
    qty: int
    price: str
    comment: str | None
    void: bool
    options: list[Option]


class Discount(TypedDict):
    name: str
    amount: str


class Tax(TypedDict):
    """A tax, which the prices include."""

    name: str
    #: Percent: "20.00".
    rate: str
    amount: str


class CheckPayment(TypedDict):
    """A payment; a refund lowers its amount."""

    id: str
    type: str
    #: Without the tip.
    amount: str
    tip: str | None
    #: The payment intent, where it came through Dojo.
    reference: str | None
    void: bool


class Check(TypedDict):
    """A check: what the card machine calls an order."""

    id: str
    number: int
    table: str | None
    waiter: str | None
    guests: int
    state: str
    currency: str
    #: Local time with its offset.
    opened: str
    changed: str
    lines: list[Line]
    discounts: list[Discount]
    taxes: list[Tax]
    service: str | None
    #: Lines less discounts with service, without tips.
    total: str
    payments: list[CheckPayment]
    balance: str


class CheckPage(TypedDict):
    checks: list[Check]
    more_before: bool
    more_after: bool


class CornerTable(TypedDict):
    id: str
    name: str
    seats: int
    area: str
    waiters: list[str]


class TableList(TypedDict):
    tables: list[CornerTable]
