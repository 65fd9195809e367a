"""What the component exports: for each interface of wit/world.wit, the class of its name."""

from adapter.about import About
from adapter.order_locks import OrderLocks
from adapter.orders import Orders
from adapter.payment_events import PaymentEvents
from adapter.payments import Payments
from adapter.tables import Tables

__all__ = ["About", "OrderLocks", "Orders", "PaymentEvents", "Payments", "Tables"]
