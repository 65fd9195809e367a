"""Finds orders: SearchOrders and GetOrderById."""

from adapter import corner
from adapter.corner_api import Check, CheckPage
from adapter.order import is_payable, of_check
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
        return _Search(filter, page).page()

    def get_order(self, order_id: str, requester: model.Requester) -> model.Order:
        return corner.get(f"/checks/{http.segment(order_id)}", of_check)


class _Search:
    """A walk through the checks, from a cursor and in one direction. A cursor is the id of the check beside it."""

    def __init__(self, filter: orders.OrderFilter, page: model.PageRequest) -> None:
        self.payable_only = filter.payable_only
        self.limit = page.limit
        self.backwards = isinstance(page.at, model.Position_Before)
        self.cursor = page.at.value if page.at else None
        self.query = {"state": "open" if filter.payable_only else "all"}
        if filter.table_id is not None:
            self.query["table"] = filter.table_id
        if filter.waiter_id is not None:
            self.query["waiter"] = filter.waiter_id

    def page(self) -> orders.OrderPage:
        # One more than is shown, which tells whether there is another page.
        wanted = self.limit + 1
        found, more_behind = self._ask(self.cursor, wanted)
        shown = found[-self.limit :] if self.backwards else found[: self.limit]
        more_ahead = len(found) > self.limit
        more_before, more_after = (more_ahead, more_behind) if self.backwards else (more_behind, more_ahead)
        ends = model.PageEnds(
            before=shown[0].id if shown and more_before else None,
            after=shown[-1].id if shown and more_after else None,
        )
        return orders.OrderPage(orders=shown, ends=ends)

    def _ask(self, cursor: str | None, wanted: int) -> tuple[list[model.Order], bool]:
        """Orders in the checks' order, at least as many as are wanted where there are, and whether some lie behind."""
        found: list[model.Order] = []
        more_behind: bool | None = None
        while True:
            query = {**self.query, "limit": str(min(wanted - len(found), _CHECKS_AT_ONCE))}
            if cursor is not None:
                query["before" if self.backwards else "after"] = cursor
            matching, ends, more_before, more_after = corner.get("/checks", self._read, query)
            found = matching + found if self.backwards else found + matching
            ahead, behind = (more_before, more_after) if self.backwards else (more_after, more_before)
            more_behind = behind if more_behind is None else more_behind
            if len(found) >= wanted or not ahead or not ends:
                return found, more_behind
            cursor = ends[0] if self.backwards else ends[1]

    def _read(self, page: CheckPage) -> tuple[list[model.Order], tuple[str, str] | None, bool, bool]:
        """The orders of a page that match, the ids of its first and last check, and whether there are more."""
        checks = page["checks"]
        matching = [of_check(check) for check in checks if self._matches(check)]
        ends = (checks[0]["id"], checks[-1]["id"]) if checks else None
        return matching, ends, page["more_before"], page["more_after"]

    def _matches(self, check: Check) -> bool:
        return is_payable(check) or not self.payable_only
