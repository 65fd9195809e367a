"""Why a call was refused or failed: one exception for each case of the contract's `epos-error`.

Raise them from anywhere; `exported` hands them to the host. Their text is for the log and the vendor: no secrets in it.
"""

from abc import ABC, abstractmethod

from wit_world.imports import model


class EposError(Exception, ABC):
    """One of the six below."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    @abstractmethod
    def variant(self) -> model.EposError:
        """The same as the contract writes it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EposError) and self.variant() == other.variant()

    def __hash__(self) -> int:
        return hash(self.text)


class NotFound(EposError):
    """No such order, table, lock, party or reservation."""

    def variant(self) -> model.EposError:
        return model.EposError_NotFound(self.text)


class InvalidRequest(EposError):
    """The request can never succeed as it stands."""

    def variant(self) -> model.EposError:
        return model.EposError_InvalidRequest(self.text)


class Conflict(EposError):
    """The state forbids it now: locked by a till, paid already, changed meanwhile. A payment is given back."""

    def variant(self) -> model.EposError:
        return model.EposError_Conflict(self.text)


class Unavailable(EposError):
    """The point of sale could not be reached and nothing was written: it is safe to try again."""

    def variant(self) -> model.EposError:
        return model.EposError_Unavailable(self.text)


class InDoubt(EposError):
    """The point of sale may or may not have written it: the host looks before it tries again."""

    def variant(self) -> model.EposError:
        return model.EposError_InDoubt(self.text)


class Unexpected(EposError):
    """Anything else."""

    def variant(self) -> model.EposError:
        return model.EposError_Unexpected(self.text)


def of_variant(variant: model.EposError) -> EposError:
    """The exception for what the contract writes."""
    match variant:
        case model.EposError_NotFound(text):
            return NotFound(text)
        case model.EposError_InvalidRequest(text):
            return InvalidRequest(text)
        case model.EposError_Conflict(text):
            return Conflict(text)
        case model.EposError_Unavailable(text):
            return Unavailable(text)
        case model.EposError_InDoubt(text):
            return InDoubt(text)
        case model.EposError_Unexpected(text):
            return Unexpected(text)
