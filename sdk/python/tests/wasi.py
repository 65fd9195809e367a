"""Stands in for `wasi:http` and what it needs: a server that does what a test says, on a clock that only it moves."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from componentize_py_types import Err, Ok
from wit_world.imports import monotonic_clock, outgoing_handler, poll, streams, types

MILLISECOND = 1_000_000


class Resource:
    """What is given back when its `with` ends. A stream that is not is still lent when its body goes, which traps."""

    def __init__(self, host: "Wasi") -> None:
        self.host = host

    def __enter__(self) -> Any:
        self.host.held.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        # The last one that was taken is the first one to be given back.
        assert self.host.held.pop() is self


class Pollable(Resource):
    def __init__(self, host: "Wasi", ready_at: Callable[[], int]) -> None:
        super().__init__(host)
        self.ready_at = ready_at


class Fields(Resource):
    def __init__(self, host: "Wasi") -> None:
        super().__init__(host)
        self.fields: list[tuple[str, bytes]] = []

    def append(self, name: str, value: bytes) -> None:
        if b"\n" in value:
            raise Err(types.HeaderError_InvalidSyntax())
        self.fields.append((name, value))

    def entries(self) -> list[tuple[str, bytes]]:
        return self.fields


class OutgoingRequest:
    def __init__(self, host: "Wasi", headers: Fields) -> None:
        self.host, self.headers = host, headers
        self.parts: dict[str, object] = {}

    def __getattr__(self, name: str) -> Callable[[object], None]:
        def set(value: object) -> None:
            if value == "":
                raise Err(None)
            self.parts[name.removeprefix("set_")] = value

        return set

    def body(self) -> "Body":
        return Body(self.host)


class Body:
    def __init__(self, host: "Wasi") -> None:
        self.host = host

    def write(self) -> "Sink":
        return Sink(self.host)

    @staticmethod
    def finish(body: "Body", trailers: None) -> None:
        body.host.finished = True


class Sink(Resource):
    """Takes a few bytes at a time, and then some time."""

    def check_write(self) -> int:
        if self.host.closed_early:
            raise Err(streams.StreamError_Closed())
        return self.host.room if self.host.now >= self.host.room_at else 0

    def write(self, part: bytes) -> None:
        assert 0 < len(part) <= self.host.room
        self.host.body += part
        self.host.room_at = self.host.now + self.host.writing

    def flush(self) -> None: ...

    def subscribe(self) -> Pollable:
        return Pollable(self.host, lambda: self.host.room_at)


class Options:
    def __init__(self, host: "Wasi") -> None:
        self.host = host

    def __getattr__(self, name: str) -> Callable[[int], None]:
        return lambda value: self.host.options.__setitem__(name.removeprefix("set_"), value)


class Future(Resource):
    def subscribe(self) -> Pollable:
        return Pollable(self.host, lambda: self.host.answer_at)

    def get(self) -> Any:
        return self.host.answer()


class Answer(Resource):
    """A response: its parts come one after the other, each at its time."""

    def status(self) -> int:
        return 200

    def headers(self) -> Fields:
        fields = Fields(self.host)
        fields.append("content-type", b"text/plain")
        return fields

    def consume(self) -> "Answer":
        return Answer(self.host)

    def stream(self) -> "Answer":
        return Answer(self.host)

    def subscribe(self) -> Pollable:
        return Pollable(self.host, lambda: self.host.parts[0][0])

    def read(self, most: int) -> bytes:
        at, part = self.host.parts[0]
        if self.host.now < at:
            return b""
        self.host.parts.pop(0)
        if isinstance(part, bytes):
            return part
        raise Err(part)


class Wasi:
    """The host's side of one request."""

    def __init__(self) -> None:
        self.now = 0
        self.held: list[Resource] = []
        self.request: OutgoingRequest | None = None
        self.options: dict[str, int] = {}
        self.body, self.finished = b"", False
        #: How much is taken at once, and how long it takes after that.
        self.room, self.room_at, self.writing, self.closed_early = 4096, 0, 0, False
        self.refusal: object | None = None
        self.answer_at = MILLISECOND
        self.answer: Callable[[], Any] = lambda: Ok(Ok(Answer(self)))
        self.parts: list[tuple[int, Any]] = [(0, b"done"), (0, streams.StreamError_Closed())]
        self._stack = ExitStack()

    def fails(self, code: object) -> None:
        self.answer = lambda: Ok(Err(code))

    def __enter__(self) -> "Wasi":
        def lend(module: object, name: str, stand_in: object) -> None:
            self._stack.enter_context(patch.object(module, name, stand_in))

        lend(types, "Fields", lambda: Fields(self))
        lend(types, "OutgoingRequest", lambda headers: OutgoingRequest(self, headers))
        lend(types, "OutgoingBody", Body)
        lend(types, "RequestOptions", lambda: Options(self))
        lend(outgoing_handler, "handle", self._handle)
        lend(monotonic_clock, "now", lambda: self.now)
        lend(monotonic_clock, "subscribe_instant", lambda at: Pollable(self, lambda: at))
        lend(poll, "poll", self._poll)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _handle(self, request: OutgoingRequest, options: Options) -> Future:
        self.request = request
        if self.refusal:
            raise Err(self.refusal)
        return Future(self)

    def _poll(self, pollables: list[Pollable]) -> list[int]:
        times = [it.ready_at() for it in pollables]
        self.now = max(self.now, min(times))
        return [place for place, time in enumerate(times) if time <= self.now]
