"""The host's place in a test: what it lends is stood in for, and what the adapter raises is shown as it sees it."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar
from unittest.mock import patch

from componentize_py_types import Err
from patio_sdk import errors, outgoing
from patio_sdk.testkit.scripted_pos import ScriptedPos
from wit_world.imports import call, log, model, settings, store

T = TypeVar("T")

#: As the host lists them.
_KEYS = 1000


@dataclass(frozen=True)
class Line:
    """What the adapter logged."""

    level: log.Level
    message: str
    fields: dict[str, str]


def requester() -> model.Requester:
    """Somebody asks of whom nothing is known."""
    return model.Requester(waiter_id=None, product=None, device_id=None, device_type=None)


class Desk:
    """Lends an adapter what a host would, from `with` to its end."""

    def __init__(
        self, pos: ScriptedPos | None = None, settings: Mapping[str, str] | None = None, remaining_ms: int = 5000
    ) -> None:
        self.pos = pos or ScriptedPos()
        self.settings = dict(settings or {})
        self.remaining_ms = remaining_ms
        self.stored: dict[str, bytes] = {}
        self.logged: list[Line] = []
        self._stack = ExitStack()

    def __enter__(self) -> "Desk":
        def lend(module: object, name: str, stand_in: Callable[..., Any]) -> None:
            self._stack.enter_context(patch.object(module, name, stand_in))

        lend(outgoing, "send", self.pos.send)
        lend(settings, "get", self.settings.get)
        lend(call, "remaining_ms", lambda: self.remaining_ms)
        lend(call, "trace_id", lambda: "0" * 32)
        lend(log, "write", self._log)
        lend(store, "get", self.stored.get)
        lend(store, "set", self.stored.__setitem__)
        lend(store, "delete", lambda key: self.stored.pop(key, None))
        lend(store, "keys", self._keys)
        lend(store, "compare_and_set", self._compare_and_set)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def ask(self, function: Callable[..., T], *arguments: Any) -> T:
        """Calls what the component exports. An error of the contract comes as the exception of `patio_sdk.errors`."""
        try:
            return function(*arguments)
        except Err as error:
            raise errors.of_variant(error.value) from error

    def refusal(self, function: Callable[..., Any], *arguments: Any) -> errors.EposError:
        """The error with which a call is answered. An answer fails the test."""
        try:
            answer = self.ask(function, *arguments)
        except errors.EposError as error:
            return error
        raise AssertionError(f"it was not refused, but answered with {answer!r}")

    def _log(self, level: log.Level, message: str, fields: list[log.Field]) -> None:
        self.logged.append(Line(level, message, {field.name: field.value for field in fields}))

    def _keys(self, prefix: str, after: str | None) -> list[str]:
        found = (key for key in sorted(self.stored) if key.startswith(prefix) and (after is None or key > after))
        return [key for _, key in zip(range(_KEYS), found)]

    def _compare_and_set(self, key: str, expected: bytes | None, value: bytes) -> bool:
        if self.stored.get(key) != expected:
            return False
        self.stored[key] = value
        return True
