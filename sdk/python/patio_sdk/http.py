"""Requests to the point of sale. They go only where the operator granted it (`[venues.x.allow] http`).

    response = http.post(f"{base}/payments", json={"amount": "12.50"}, headers={"idempotency-key": key})

A request takes nine tenths of what remains of the call at most: an adapter that hears of a failure can still say
whether anything was sent, and a call that is cut short cannot. Redirects are not followed.

Where there is no response, the exception answers the one question that decides what becomes of a payment, and is the
contract's own error for it: let it pass. `NotSent` is `Unavailable`, `MaybeSent` is `InDoubt`, and `NoAnswer`, for what
only reads, is `Unavailable`. Their text has the URL without its query, where secrets stand.
"""

import json as json_
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from patio_sdk import call, outgoing
from patio_sdk.errors import EposError, InDoubt, NotFound, Unavailable, Unexpected
from patio_sdk.outgoing import Failed

#: Methods that change nothing, whatever becomes of them.
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSent(Unavailable):
    """Nothing left: it is safe to try again."""


class MaybeSent(InDoubt):
    """It left, in part at least, and may have changed something: the point of sale may have done it."""


class NoAnswer(Unavailable):
    """It left, and would have changed nothing."""


@dataclass(frozen=True)
class Response:
    """What came back, whatever its status."""

    #: The request as texts show it: "POST http://127.0.0.1:9400/checks/1001/payments".
    request: str
    #: Whether the request only reads.
    reads: bool
    status: int
    #: Names in lower case.
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, with numbers that have decimals as texts: as floats they would not be what was written.

        Raises what `nonsense` makes where it is none.
        """
        try:
            return json_.loads(self.body, parse_float=str, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise self.nonsense(f"what is no JSON ({error})") from error

    def nonsense(self, what: str) -> EposError:
        """The error for an answer that cannot be understood: in doubt where the request may have changed something."""
        text = f"{self.request}: the POS answered {self.status} with {what}"
        return Unexpected(text) if self.reads else InDoubt(text)


def get(url: str, **more: Any) -> Response:
    """GET: see `request`."""
    return request("GET", url, **more)


def post(url: str, **more: Any) -> Response:
    """POST: see `request`."""
    return request("POST", url, **more)


def put(url: str, **more: Any) -> Response:
    """PUT: see `request`."""
    return request("PUT", url, **more)


def delete(url: str, **more: Any) -> Response:
    """DELETE: see `request`."""
    return request("DELETE", url, **more)


def request(
    method: str,
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    json: Any = None,
    body: bytes = b"",
    timeout_ms: int | None = None,
) -> Response:
    """Sends a request, and waits for all of the response.

    `query` is appended to the URL, `json` is the body as JSON, and `timeout_ms` shortens the time that there is.
    Raises `NotSent`, `MaybeSent` or `NoAnswer` where there is no response.
    """
    reads = method in _READS
    shown = f"{method} {_shown(url)}"
    fields = [(name.lower(), value) for name, value in (headers or {}).items()]
    if json is not None:
        body = json_.dumps(json, separators=(",", ":")).encode()
        fields.append(("content-type", "application/json"))
    target = f"{url}{'&' if '?' in url else '?'}{urlencode(query)}" if query else url
    most = call.remaining_ms() * 9 // 10
    time_ms = most if timeout_ms is None else min(timeout_ms, most)
    try:
        answer = outgoing.send(outgoing.Request(method, target, fields, body, time_ms))
    except Failed as failed:
        text = f"{shown}: {failed}"
        if not failed.maybe_sent:
            raise NotSent(text) from failed
        if reads:
            raise NoAnswer(text) from failed
        call.writes()
        raise MaybeSent(text) from failed
    if not reads:
        call.writes()
    names = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
    return Response(shown, reads, answer.status, names, answer.body)


def segment(text: str) -> str:
    """An id as one part of a path, escaped so that it leads nowhere else. What cannot be one is `NotFound`."""
    if text in ("", ".", ".."):
        raise NotFound(f"{text!r} is no id")
    return quote(text, safe="")


def _shown(url: str) -> str:
    """A URL without a query, a fragment and whoever stands before an `@`."""
    url = url.partition("#")[0].partition("?")[0]
    scheme, parted, rest = url.rpartition("://") if "://" in url else ("", "", url)
    authority, slash, path = rest.partition("/")
    return f"{scheme}{parted}{authority.rpartition('@')[2]}{slash}{path}"


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number of JSON")
