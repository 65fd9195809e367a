"""Runs an adapter as it stands, in this Python and without any WebAssembly, against a scripted point of sale.

    pos = ScriptedPos()
    pos.on("GET", "/checks/1001").answer(200, check)
    with Desk(pos, settings={"base_url": pos.url, "api_key": "k-1"}) as desk:
        order = desk.ask(Orders().get_order, "1001", requester())

What the host lends is stood in for: settings, store, log, the call's time, and the way out.
"""

from patio_sdk.testkit.desk import Desk, Line, requester
from patio_sdk.testkit.scripted_pos import Asked, Route, ScriptedPos, Unscripted

__all__ = ["Asked", "Desk", "Line", "Route", "ScriptedPos", "Unscripted", "requester"]
