"""A check of Corner as an order of the EPOS Data API."""

from adapter.corner_api import Check, CheckPayment, Discount, Line, Option, Tax
from patio_sdk import Money, timestamps
from wit_world.imports import model

#: What the card machine shows.
DISPLAY_NAME_CHARACTERS = 24

_STATUS = {
    "open": model.OrderStatus.CONFIRMED,
    "billed": model.OrderStatus.READY,
    "closed": model.OrderStatus.FINALIZED,
    "void": model.OrderStatus.CANCELED,
}


def of_check(check: Check) -> model.Order:
    """The order that a check is. Lines and payments that are void do not exist any more."""

    def money(text: str) -> Money:
        return Money.from_decimal(text, check["currency"])

    paid = [payment for payment in check["payments"] if not payment["void"]]
    return model.Order(
        id=check["id"],
        status=_STATUS[check["state"]],
        details=model.OrderDetails(
            order_type=model.OrderType.DINE_IN,
            dine_in=model.DineIn(
                table_id=check["table"],
                waiter_id=check["waiter"],
                party_id=None,
                reservation_id=None,
                ready_at=None,
            ),
            collection=None,
        ),
        items=[_item(line, check["currency"]) for line in check["lines"] if not line["void"]],
        note=None,
        customer=None,
        discounts=[_discount(discount, check["currency"]) for discount in check["discounts"]],
        tax_lines=[_tax_line(tax, check["currency"]) for tax in check["taxes"]],
        created_at=timestamps.utc(check["opened"]),
        updated_at=timestamps.utc(check["changed"]),
        total_amount=money(check["total"]),
        paid_amount=Money.sum((money(payment["amount"]) for payment in paid), check["currency"]),
        tips_amount=Money.sum((money(payment["tip"]) for payment in paid if payment["tip"]), check["currency"]),
        service_charge_amount=None if check["service"] is None else money(check["service"]),
        payments=[_payment(payment, check["currency"]) for payment in paid],
        payable=_is_payable(check),
        reference=str(check["number"]),
        display_name=_display_name(check),
    )


def _is_payable(check: Check) -> bool:
    """Whether money can be taken for it. A lock is no obstacle: whoever holds it is about to pay."""
    is_open = check["state"] in ("open", "billed")
    return is_open and Money.from_decimal(check["balance"], check["currency"]).value > 0


def _display_name(check: Check) -> str:
    number = str(check["number"])
    return (f"{check['table']} · {number}" if check["table"] else number)[:DISPLAY_NAME_CHARACTERS]


def _item(line: Line, currency: str) -> model.Item:
    return model.Item(
        name=line["name"],
        plu=line["sku"],
        quantity=line["qty"],
        amount_per_item=Money.from_decimal(line["price"], currency),
        note=line["comment"],
        modifiers=[_modifier(option, currency) for option in line["options"]],
        sub_items=[],
    )


def _modifier(option: Option, currency: str) -> model.Modifier:
    return model.Modifier(
        name=option["name"],
        plu=option["sku"],
        quantity=option["qty"],
        amount_per_modifier=Money.from_decimal(option["price"], currency),
    )


def _discount(discount: Discount, currency: str) -> model.Discount:
    return model.Discount(
        name=discount["name"],
        amount_total=Money.from_decimal(discount["amount"], currency),
        affected_plu=None,
        discount_reference=None,
        code=None,
        amount_percentage=None,
    )


def _tax_line(tax: Tax, currency: str) -> model.TaxLine:
    return model.TaxLine(
        amount_total=Money.from_decimal(tax["amount"], currency),
        id=None,
        name=tax["name"],
        affected_plu=None,
        amount_percentage=_hundredths(tax["rate"]),
    )


def _hundredths(percent: str) -> int:
    """Hundredths of a percent: "20.00" is 2000."""
    whole, _, decimals = percent.partition(".")
    return int(f"{whole}{decimals[:2]:0<2}")


def _payment(payment: CheckPayment, currency: str) -> model.Payment:
    return model.Payment(
        payment_intent_id=payment["reference"],
        paid_amount=Money.from_decimal(payment["amount"], currency),
        tips_amount=Money.from_decimal(payment["tip"], currency) if payment["tip"] else None,
    )
