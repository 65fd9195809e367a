"""A small durable store, private to one venue and adapter. What is kept in memory is gone with the call.

Where the store fails, `Unexpected` is raised: too large, or not to be read or written.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from componentize_py_types import Err
from patio_sdk.errors import Unexpected
from wit_world.imports import store as lent

T = TypeVar("T")

#: What the host lists at once, at most.
_KEYS = 1000


def get(key: str) -> bytes | None:
    """The value under a key."""
    return _told(lambda: lent.get(key))


def set(key: str, value: bytes) -> None:
    """Sets the value of a key."""
    _told(lambda: lent.set(key, value))


def delete(key: str) -> None:
    """Takes a key away; one that is not there, too."""
    _told(lambda: lent.delete(key))


def keys(prefix: str = "") -> Iterator[str]:
    """All keys with a prefix, in their order."""
    after: str | None = None
    while True:
        page = _told(lambda: lent.keys(prefix, after))
        yield from page
        if len(page) < _KEYS:
            return
        after = page[-1]


def compare_and_set(key: str, expected: bytes | None, value: bytes) -> bool:
    """Sets the value only where the present one equals `expected`; true where it did."""
    return _told(lambda: lent.compare_and_set(key, expected, value))


def _told(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except Err as error:
        raise Unexpected(f"the store: {error.value.value}") from error
