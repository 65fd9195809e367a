"""Whether an answer is what the contract says. One that is not would end the call as a trap, after everything was done.

What a point of sale answers with comes from outside: a null where a name should be goes through Python unseen, and types
that mypy has checked say nothing of it.
"""

from collections.abc import Callable
from dataclasses import Field, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from wit_world.imports import model

Check = Callable[[Any], bool]

#: Fields that are `u32`. Beside the amounts, which are `s64`, all others are `s32`; the bindings call all of them int.
UNSIGNED = frozenset({"covers", "max_covers"})


def misfit(kind: Any, value: Any) -> str | None:
    """What is wrong with a value of a type, and where; none where nothing is."""
    return None if _fits(kind)(value) else _explain(kind, value, "")


@cache
def _fits(kind: Any, field: str = "") -> Check:
    # Each type is looked at once, when it is first met: an answer may have ten thousand values.
    if kind is None or kind is NoneType:
        return lambda value: value is None
    if kind is str:
        return _is_text
    if kind is int:
        least, most = _range(field)
        return lambda value: type(value) is int and least <= value <= most
    if get_origin(kind) is list:
        of_one = _fits(get_args(kind)[0])
        return lambda value: type(value) is list and all(map(of_one, value))
    if get_origin(kind) in (Union, UnionType):
        alternatives = [_fits(alternative, field) for alternative in get_args(kind)]
        return lambda value: any(fits(value) for fits in alternatives)
    if is_dataclass(kind):
        return _fits_fields(kind)
    return lambda value: isinstance(value, kind)


def _fits_fields(kind: Any) -> Check:
    parts = [(field.name, _fits(_kind(field), _whole(kind, field.name))) for field in fields(kind)]

    def fits(value: Any) -> bool:
        return isinstance(value, kind) and all(fits(getattr(value, name)) for name, fits in parts)

    return fits


def _kind(field: Field[Any]) -> Any:
    """A field's type. The bindings write types as they are, and none as a text."""
    return field.type


def _whole(kind: Any, field: str) -> str:
    return "money" if kind is model.Money else field


def _range(field: str) -> tuple[int, int]:
    if field == "money":
        return -(2**63), 2**63 - 1
    return (0, 2**32 - 1) if field in UNSIGNED else (-(2**31), 2**31 - 1)


def _is_text(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        # Half of a pair, which JSON can write and UTF-8 cannot.
        return False
    return True


def _explain(kind: Any, value: Any, path: str, field: str = "") -> str:
    """Where it does not fit: as deep as one can tell."""
    if get_origin(kind) is list and type(value) is list:
        [of_one] = get_args(kind)
        for place, one in enumerate(value):
            if not _fits(of_one)(one):
                return _explain(of_one, one, f"{path}[{place}]")
    if get_origin(kind) in (Union, UnionType):
        alternatives = [it for it in get_args(kind) if it is not NoneType]
        if len(alternatives) == 1 and value is not None:
            return _explain(alternatives[0], value, path, field)
    if is_dataclass(kind) and isinstance(kind, type) and isinstance(value, kind):
        for part in fields(kind):
            whole = _whole(kind, part.name)
            if not _fits(_kind(part), whole)(getattr(value, part.name)):
                inner = f"{path}.{part.name}" if path else part.name
                return _explain(_kind(part), getattr(value, part.name), inner, whole)
    # What is shown comes from outside.
    shown = repr(value)
    shown = shown if len(shown) <= 60 else f"{shown[:60]}…"
    return f"{path or 'it'} is {shown.encode(errors='backslashreplace').decode()}, not {_name(kind, field)}"


def _name(kind: Any, field: str) -> str:
    if kind is int:
        least, most = _range(field)
        return f"a whole number from {least} to {most}"
    names = {str: "a text", bool: "true or false", NoneType: "nothing", None: "nothing"}
    if kind in names:
        return names[kind]
    if get_origin(kind) is list:
        return "a list"
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(_name(alternative, field) for alternative in get_args(kind))
    article = "one of" if isinstance(kind, type) and issubclass(kind, Enum) else "a"
    return f"{article} {getattr(kind, '__name__', kind)}"
