"""Requests to the Corner API, and what its refusals mean."""

from collections.abc import Callable
from typing import Any, TypeVar

from patio_sdk import Conflict, EposError, InDoubt, InvalidRequest, NotFound, Unavailable, Unexpected, http, settings

T = TypeVar("T")

#: What reading an answer raises where it is not what the documentation says.
NONSENSE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def get(path: str, read: Callable[[Any], T], query: dict[str, str] | None = None) -> T:
    """Reads something."""
    return _answer(_request("GET", path, query=query), read)


def post(path: str, body: dict[str, str], key: str, read: Callable[[Any], T]) -> T:
    """Writes something once: with the same key and body again, nothing more is written."""
    return _answer(_request("POST", path, json=body, headers={"idempotency-key": key}), read)


def put(path: str, body: dict[str, str], read: Callable[[Any], T]) -> T:
    """Puts something there; again, it is the same."""
    return _answer(_request("PUT", path, json=body), read)


def delete(path: str) -> None:
    """Takes something away."""
    response = _request("DELETE", path)
    if response.status != 204:
        raise _refusal(response)


def _request(method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> http.Response:
    url = settings.required("base_url").rstrip("/") + path
    return http.request(method, url, headers={"x-api-key": settings.required("api_key"), **(headers or {})}, **more)


def _answer(response: http.Response, read: Callable[[Any], T]) -> T:
    if response.status not in (200, 201):
        raise _refusal(response)
    answer = response.json()
    try:
        return read(answer)
    except NONSENSE as error:
        raise response.nonsense(f"what is not expected: {type(error).__name__}: {error}") from error


def _refusal(response: http.Response) -> EposError:
    text = f"{response.request}: the POS answered {response.status}{_message(response)}"
    match response.status:
        case 400:
            return InvalidRequest(text)
        case 401:
            return Unexpected("the POS refuses the api_key: write the one that it knows into the venue's settings")
        case 404:
            return NotFound(text)
        case 409:
            return Conflict(text)
        case 500 | 502 | 503 | 504 if response.reads:
            return Unavailable(text)
        case _:
            # Whether it was done before it went wrong, nobody knows.
            return Unexpected(text) if response.reads else InDoubt(text)


def _message(response: http.Response) -> str:
    try:
        error = response.json()["error"]
        return f" ({error['code']}): {error['message']}"
    except (EposError, *NONSENSE):
        return ""
