"""A check as Corner answers with it, and a venue that has it."""

from typing import Any

from patio_sdk.testkit import Desk, ScriptedPos


def check(**changes: Any) -> dict[str, Any]:
    """Check 1001: two burgers with cheese, one void line, ten pounds paid in cash; with changes."""
    option = {"sku": "CHEESE", "name": "Extra cheese", "qty": 1, "price": "1.00"}
    burger = {"sku": "BURGER", "name": "Burger", "qty": 2, "price": "12.50", "comment": "rare", "void": False}
    wrong = {"sku": "SOUP", "name": "Soup", "qty": 1, "price": "6.00", "comment": None, "void": True, "options": []}
    cash = {"id": "p1", "type": "CASH", "amount": "10.00", "tip": "1.00", "reference": None, "void": False}
    void = {"id": "p2", "type": "CARD", "amount": "5.00", "tip": "0.00", "reference": "pi_0", "void": True}
    return {
        "id": "1001",
        "number": 57,
        "table": "T8",
        "waiter": "W1",
        "guests": 3,
        "state": "open",
        "currency": "GBP",
        "opened": "2026-11-22T20:04:05+01:00",
        "changed": "2026-11-22T20:14:05+01:00",
        "lines": [{**burger, "options": [option]}, wrong],
        "discounts": [{"name": "Staff", "amount": "5.00"}],
        "taxes": [{"name": "VAT", "rate": "20.00", "amount": "4.17"}],
        "service": "3.13",
        "total": "25.13",
        "payments": [cash, void],
        "balance": "15.13",
        "lock": None,
        **changes,
    }


def venue(pos: ScriptedPos, **more: Any) -> Desk:
    """A venue whose adapter has its settings."""
    return Desk(pos, settings={"base_url": pos.url, "api_key": "k-1"}, **more)
