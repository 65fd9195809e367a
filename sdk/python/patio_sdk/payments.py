"""Payments are what to get right: one that is posted twice takes the money of a guest twice.

An adapter says in `about` what happens when it does (`payment-safety`), and posts by the function of that name.
"""

import hashlib
import re
from collections.abc import Callable
from typing import TypeVar

from patio_sdk.errors import InDoubt

T = TypeVar("T")

#: What every server takes in a header, and keeps whole.
_PLAIN = re.compile(r"[A-Za-z0-9_.:/-]{1,64}")


def key(*parts: str) -> str:
    """An idempotency key: the same for the same parts, and another one for any others."""
    # A part that has the separator in it makes the key of others: then a digest of all of them is the key.
    if all("/" not in part for part in parts) and _PLAIN.fullmatch(plain := "/".join(parts)):
        return plain
    return hashlib.sha256("\0".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


def keyed(post: Callable[[str], T], *parts: str) -> T:
    """For `keyed`: posts under the key of what makes the payment what it is, such as its payment intent.

    What fails is raised as it is: the host posts again, which comes here with the same parts and so with the same key.
    """
    return post(key(*parts))


def lookup_then_post(look: Callable[[], T | None], post: Callable[[], T]) -> T:
    """For `lookup`: looks whether the payment is there already, and posts it only where it is not.

    `look` answers with what `post` would have, or with none. Where the outcome of posting is unknown, it looks once
    more: what is there then is done; what is not may still come, and stays in doubt.
    """
    found = look()
    if found is not None:
        return found
    try:
        return post()
    except InDoubt as doubt:
        try:
            found = look()
        except Exception:
            raise doubt from None
        if found is None:
            raise
        return found
