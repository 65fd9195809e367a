"""Instants as the contract writes them: RFC 3339, UTC, whole milliseconds: "2026-11-22T19:04:05.000Z".

All of them have the same length, so two of them compare as texts: the earlier one is the smaller one.
"""

import re
from datetime import datetime, timedelta, timezone

_RFC_3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))?", re.ASCII
)


def utc(text: str) -> str:
    """Local time with its offset as an instant in UTC: "2026-11-22T20:04:05+01:00" is "2026-11-22T19:04:05.000Z".

    Raises `ValueError` where it is no instant, above all where it has no offset: nobody can say which instant that is.
    """
    return of_datetime(read(text))


def read(text: str) -> datetime:
    """An instant of RFC 3339 as Python's own, in UTC. What is finer than a millisecond is cut off."""
    parts = _RFC_3339.fullmatch(text) if isinstance(text, str) else None
    if parts is None:
        raise ValueError(f"{text!r} is no instant: it is written like 2026-11-22T20:04:05+01:00")
    if parts[8] is None and parts[9] is None:
        raise ValueError(f"{text!r} has no offset from UTC: nobody can say which instant it is")
    year, month, day, hour, minute, second = (int(part) for part in parts.groups()[:6])
    milliseconds = int((parts[7] or "")[:3].ljust(3, "0"))
    offset = timedelta(hours=int(parts[10] or 0), minutes=int(parts[11] or 0))
    try:
        if offset >= timedelta(hours=24) or int(parts[11] or 0) > 59:
            raise ValueError("its offset is none")
        local = datetime(year, month, day, hour, minute, second, milliseconds * 1000, timezone.utc)
        return local + offset if parts[9] == "-" else local - offset
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no instant: {error}") from None


def of_datetime(instant: datetime) -> str:
    """One of Python's instants, which knows its offset, as the contract writes it."""
    if instant.utcoffset() is None:
        raise ValueError(f"{instant} has no offset from UTC: nobody can say which instant it is")
    return instant.astimezone(timezone.utc).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def now() -> str:
    """The present."""
    return of_datetime(datetime.now(timezone.utc))
