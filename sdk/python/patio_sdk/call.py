"""The call that is running: how long it may last, under which id it stands in the host's log, and what it has sent."""

from wit_world.imports import call as lent

_written = False


def remaining_ms() -> int:
    """Milliseconds until the host gives up on this call."""
    return lent.remaining_ms()


def trace_id() -> str:
    """For the point of sale's own log: the same id stands in the host's."""
    return lent.trace_id()


def begin() -> None:
    """A call begins: an instance that is used again has nothing left of the one before."""
    global _written
    _written = False


def writes() -> None:
    """Something is sent that may change something there."""
    global _written
    _written = True


def has_written() -> bool:
    """Whether this call has sent something that may have changed something there."""
    return _written
