"""Classes that the component exports: what they raise becomes what the contract says, and mistakes are told at build.

    from patio_sdk import exported
    from wit_world import exports

    @exported
    class Tables(exports.Tables):
        def search_tables(self, filter, page, requester): ...

Without it, an exception that is not the contract's ends the call as a trap, and the host knows nothing of why.
"""

import functools
import inspect
import traceback
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, TypeVar

from componentize_py_types import Err
from patio_sdk import call, log
from patio_sdk.errors import EposError, InDoubt, Unexpected
from patio_sdk.fitting import misfit

C = TypeVar("C", bound=type[Any])


def exported(cls: C) -> C:
    """Looks whether a class is what its interface wants, and lets its methods answer with the contract's errors.

    Raises `TypeError`, which the build shows, where a method is missing or the class is not called as its interface is.
    """
    interface = _interface(cls)
    _judge(cls, interface)
    for name in _methods(interface):
        answer = inspect.signature(getattr(interface, name)).return_annotation
        setattr(cls, name, _answering(getattr(cls, name), answer))
    return cls


def _interface(cls: type[Any]) -> type[Any]:
    for base in cls.__mro__[1:]:
        if base.__module__ == "wit_world.exports":
            return base
    name = cls.__name__
    raise TypeError(f"the class {name} implements no interface: write `class {name}(exports.{name}):`")


def _methods(interface: type[Any]) -> list[str]:
    return [name for name, value in vars(interface).items() if inspect.isfunction(value) and not name.startswith("_")]


def _judge(cls: type[Any], interface: type[Any]) -> None:
    if cls.__name__ != interface.__name__:
        raise TypeError(
            f"the class {cls.__name__} implements exports.{interface.__name__} under another name: "
            f"call it {interface.__name__}, for that is where the component looks"
        )
    wanted = _methods(interface)
    own = [name for name, value in vars(cls).items() if inspect.isfunction(value) and name not in wanted]
    for name in wanted:
        signature = inspect.signature(getattr(interface, name))
        # As the line stands in a file: with the modules that it imports.
        line = f"def {name}{str(signature).replace('wit_world.imports.', '').replace('wit_world.exports.', '')}:"
        if getattr(cls, name) is getattr(interface, name):
            meant = get_close_matches(name, own, n=1)
            instead = f" (it has {meant[0]}: is that the one?)" if meant else ""
            raise TypeError(f"the class {cls.__name__} has no method {name}{instead}: write `{line}`")
        given = [object() for _ in signature.parameters]
        try:
            inspect.signature(getattr(cls, name)).bind(*given)
        except TypeError as error:
            raise TypeError(
                f"{cls.__name__}.{name} does not take what it is given ({error}): write `{line}`"
            ) from None


def _answering(method: Callable[..., Any], kind: Any) -> Callable[..., Any]:
    @functools.wraps(method)
    def answer(*arguments: Any) -> Any:
        call.begin()
        try:
            answered = method(*arguments)
            wrong = misfit(kind, answered)
            if wrong is not None:
                raise TypeError(f"an answer that the contract does not know: {wrong}")
            return answered
        except Err:
            raise
        except EposError as error:
            raise Err(error.variant()) from error
        except Exception as error:
            raise Err(_unforeseen(error).variant()) from error

    return answer


def _unforeseen(error: Exception) -> EposError:
    """Nobody meant to raise this. After something was sent that writes, nobody knows what came of it either."""
    log.error("the adapter raised what it did not foresee", exception="".join(traceback.format_exception(error)))
    text = f"the adapter raised {type(error).__name__}: {error}"
    return InDoubt(text) if call.has_written() else Unexpected(text)
