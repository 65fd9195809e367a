"""A point of sale that answers what a test wrote down, and keeps what it was asked."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from patio_sdk import outgoing
from patio_sdk.outgoing import Answer, Failed


class Unscripted(BaseException):
    """The adapter asked what the test did not write down. No `except Exception` of an adapter takes it for its own."""


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    method: str
    #: Without the query, as it was before escaping.
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    #: How long the adapter would have waited.
    time_ms: int

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Route:
    """What is answered to one method and path: each thing once and in turn, the last one for ever."""

    def __init__(self) -> None:
        self._turns: deque[Callable[[], Answer]] = deque()

    def answer(self, status: int, body: Any = None, headers: dict[str, str] | None = None) -> "Route":
        """A status and a body: bytes as they are, anything else as JSON."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        fields = [(name, value.encode()) for name, value in (headers or {}).items()]
        return self._turn(lambda: Answer(status, fields, content))

    def down(self) -> "Route":
        """Nobody is there: nothing is sent."""
        return self._fail("ConnectionRefused", maybe_sent=False)

    def lost(self) -> "Route":
        """It was sent, and the answer never comes."""
        return self._fail("ConnectionTerminated", maybe_sent=True)

    def slow(self) -> "Route":
        """It was sent, and the answer does not come in time."""
        return self._fail("no answer in time", maybe_sent=True)

    def _fail(self, text: str, *, maybe_sent: bool) -> "Route":
        def fail() -> Answer:
            raise Failed(text, maybe_sent=maybe_sent)

        return self._turn(fail)

    def _turn(self, turn: Callable[[], Answer]) -> "Route":
        self._turns.append(turn)
        return self

    def next(self) -> Callable[[], Answer] | None:
        """The turn that it is; none where nothing was written down."""
        if len(self._turns) > 1:
            return self._turns.popleft()
        return self._turns[0] if self._turns else None


class ScriptedPos:
    """A point of sale that answers what a test wrote down."""

    def __init__(self, url: str = "http://pos.test") -> None:
        self.url = url
        self.asked: list[Asked] = []
        self._routes: dict[tuple[str, str], Route] = {}

    def on(self, method: str, path: str) -> Route:
        """What is answered to a method and a path, whatever its query."""
        return self._routes.setdefault((method, path), Route())

    def send(self, request: outgoing.Request) -> Answer:
        """Stands in for the way out."""
        if not request.url.startswith(self.url):
            raise Failed("HttpRequestDenied: the host refuses it, and its log says why", maybe_sent=False)
        path, _, query = request.url[len(self.url) :].partition("?")
        path, headers = unquote(path), {name: value for name, value in request.headers}
        asked = Asked(request.method, path, dict(parse_qsl(query)), headers, request.body, request.time_ms)
        self.asked.append(asked)
        route = self._routes.get((request.method, path))
        turn = route.next() if route else None
        if turn is None:
            known = ", ".join(f"{method} {path}" for method, path in self._routes) or "nothing"
            raise Unscripted(f"the test has no answer to {request.method} {path}: it has {known}")
        return turn()
