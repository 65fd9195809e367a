"""Locks orders for a card machine, and gives them back."""

from adapter import corner
from adapter.order import of_check
from patio_sdk import NotFound, exported, http
from wit_world import exports
from wit_world.imports import model


@exported
class OrderLocks(exports.OrderLocks):
    def create_lock(self, order_id: str, lock_id: str, expiry: str, requester: model.Requester) -> model.Order:
        return corner.put(_path(order_id, lock_id), {"until": expiry}, of_check)

    def delete_lock(self, order_id: str, lock_id: str, requester: model.Requester) -> model.Order:
        try:
            corner.delete(_path(order_id, lock_id))
        except NotFound:
            # A lock that is gone is what was wanted; whether there is such an order is seen below.
            pass
        return corner.get(f"/checks/{http.segment(order_id)}", of_check)


def _path(order_id: str, lock_id: str) -> str:
    return f"/checks/{http.segment(order_id)}/lock/{http.segment(lock_id)}"
