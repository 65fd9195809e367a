"""Finds orders: SearchOrders and GetOrderById."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from adapter import corner
from adapter.corner_api import CheckPage
from adapter.order import of_check
from patio_sdk import exported, http
from wit_world import exports
from wit_world.exports import orders
from wit_world.imports import model

#: What Corner gives at once, at most.
_CHECKS_AT_ONCE = 50


@exported
class Orders(exports.Orders):
    def search_orders(
        self, filter: orders.OrderFilter, page: model.PageRequest, requester: model.Requester
    ) -> orders.OrderPage:
        if filter.party_id or filter.reservation_id:
            # Corner knows neither, so no order is of one.
            return orders.OrderPage(orders=[], ends=model.PageEnds(before=None, after=None))
        walk = _Walk(filter, page)
        matching = (order for order in walk if order.payable or not filter.payable_only)
        # One more than is shown tells whether there is another page.
        found = list(islice(matching, page.limit + 1))
        shown, more = found[: page.limit], len(found) > page.limit
        more_before, more_after = walk.more_behind, more
        if walk.backwards:
            shown.reverse()
            more_before, more_after = more, walk.more_behind
        ends = model.PageEnds(
            before=shown[0].id if shown and more_before else None,
            after=shown[-1].id if shown and more_after else None,
        )
        return orders.OrderPage(orders=shown, ends=ends)

    def get_order(self, order_id: str, requester: model.Requester) -> model.Order:
        return corner.get(f"/checks/{http.segment(order_id)}", of_check)


class _Part(NamedTuple):
    """What Corner gives at once."""

    orders: list[model.Order]
    more_before: bool
    more_after: bool


class _Walk:
    """Orders from a cursor on, in one direction; Corner is asked as they are taken. A cursor is the id of an order."""

    def __init__(self, filter: orders.OrderFilter, page: model.PageRequest) -> None:
        self.backwards = isinstance(page.at, model.Position_Before)
        #: Whether there are others on this side of the cursor: known once the walk has begun.
        self.more_behind = False
        self._cursor = page.at.value if page.at else None
        self._query = {
            "state": "open" if filter.payable_only else "all",
            "limit": str(min(page.limit + 1, _CHECKS_AT_ONCE)),
        }
        if filter.table_id is not None:
            self._query["table"] = filter.table_id
        if filter.waiter_id is not None:
            self._query["waiter"] = filter.waiter_id

    def __iter__(self) -> Iterator[model.Order]:
        part = self._ask(self._cursor)
        self.more_behind = part.more_after if self.backwards else part.more_before
        while True:
            yield from reversed(part.orders) if self.backwards else part.orders
            more = part.more_before if self.backwards else part.more_after
            if not more or not part.orders:
                return
            part = self._ask(part.orders[0 if self.backwards else -1].id)

    def _ask(self, cursor: str | None) -> _Part:
        at = {} if cursor is None else {"before" if self.backwards else "after": cursor}
        return corner.get("/checks", _read, {**self._query, **at})


def _read(page: CheckPage) -> _Part:
    return _Part([of_check(check) for check in page["checks"]], page["more_before"], page["more_after"])
