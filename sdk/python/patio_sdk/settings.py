"""The venue's values for the settings that the adapter described. A text about one never has its value."""

from patio_sdk.errors import Unexpected
from wit_world.imports import settings as lent


def get(name: str) -> str | None:
    """A setting's value; none where it is not set and was described without a default."""
    return lent.get(name)


def required(name: str) -> str:
    """The value of a setting that must have one."""
    value = lent.get(name)
    if not value:
        raise Unexpected(f"the setting {name} has no value: write it into the venue's settings")
    return value
