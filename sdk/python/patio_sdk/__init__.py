"""What an adapter in Python needs beside the contract: money, errors, HTTP, payments, timestamps, and a test kit.

The contract itself is `wit_world`, which componentize-py makes from the WIT: `wit_world.exports` has the classes that
an adapter implements, `wit_world.imports.model` what they take and give. This package has no other dependency.
"""

from patio_sdk.errors import Conflict, EposError, InDoubt, InvalidRequest, NotFound, Unavailable, Unexpected
from patio_sdk.exported import exported
from patio_sdk.money import Money, MoneyError

__all__ = [
    "Conflict",
    "EposError",
    "InDoubt",
    "InvalidRequest",
    "Money",
    "MoneyError",
    "NotFound",
    "Unavailable",
    "Unexpected",
    "exported",
]
