"""The way out, over `wasi:http`: one request, its time, and whether anything left where there is no answer.

Adapters use `patio_sdk.http`. The test kit puts a scripted point of sale in the place of `send`.
"""

from dataclasses import dataclass

from componentize_py_types import Err, Ok
from wit_world.imports import monotonic_clock, outgoing_handler, poll, streams, types

_READ_BYTES = 1 << 16

_METHODS: dict[str, types.Method] = {
    "GET": types.Method_Get(),
    "HEAD": types.Method_Head(),
    "POST": types.Method_Post(),
    "PUT": types.Method_Put(),
    "DELETE": types.Method_Delete(),
    "PATCH": types.Method_Patch(),
}
_SCHEMES: dict[str, types.Scheme] = {"http": types.Scheme_Http(), "https": types.Scheme_Https()}

#: With these, nothing left.
_NOTHING_LEFT = (
    types.ErrorCode_HttpRequestDenied,
    types.ErrorCode_DnsTimeout,
    types.ErrorCode_DnsError,
    types.ErrorCode_DestinationNotFound,
    types.ErrorCode_DestinationUnavailable,
    types.ErrorCode_DestinationIpProhibited,
    types.ErrorCode_DestinationIpUnroutable,
    types.ErrorCode_ConnectionRefused,
    types.ErrorCode_ConnectionTimeout,
    types.ErrorCode_ConnectionLimitReached,
    types.ErrorCode_TlsProtocolError,
    types.ErrorCode_TlsCertificateError,
    types.ErrorCode_HttpRequestUriInvalid,
    types.ErrorCode_HttpRequestUriTooLong,
    types.ErrorCode_HttpRequestHeaderSectionSize,
    types.ErrorCode_HttpRequestMethodInvalid,
)

#: What a code means where its name does not say it.
_MEANINGS = {
    types.ErrorCode_HttpRequestDenied: "the host refuses it, and its log says why",
    types.ErrorCode_DestinationIpProhibited: "it leads where the host does not go; its log says where",
    types.ErrorCode_TlsProtocolError: "the host's log says why",
}


@dataclass(frozen=True)
class Request:
    """What is sent."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes
    #: From now to the end of the answer.
    time_ms: int


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, bytes]]
    body: bytes


class Failed(Exception):
    """There is no answer."""

    def __init__(self, text: str, *, maybe_sent: bool) -> None:
        super().__init__(text)
        #: Whether it left, in part at least.
        self.maybe_sent = maybe_sent


def send(request: Request) -> Answer:
    """Sends a request and waits for all of the answer."""
    if request.time_ms <= 0:
        raise Failed("there is no time left in this call", maybe_sent=False)
    time = _Time(request.time_ms)
    outgoing = _outgoing(request)
    body = outgoing.body()
    try:
        future = outgoing_handler.handle(outgoing, time.options())
    except Err as refused:
        # What is refused here never begins.
        raise Failed(_explain(refused.value), maybe_sent=False) from refused
    with future:
        _write(body, request.body, time)
        with future.subscribe() as ready:
            if not time.wait(ready):
                raise Failed("no answer in time", maybe_sent=True)
        match future.get():
            case Ok(Ok(response)):
                with response:
                    return _read(response, time)
            case Ok(Err(code)):
                raise Failed(_explain(code), maybe_sent=not isinstance(code, _NOTHING_LEFT))
            case _:
                raise Failed("no answer", maybe_sent=True)


class _Time:
    """How long a request may take."""

    def __init__(self, milliseconds: int) -> None:
        self.nanoseconds = milliseconds * 1_000_000
        self.end = monotonic_clock.now() + self.nanoseconds

    def options(self) -> types.RequestOptions:
        options = types.RequestOptions()
        try:
            options.set_connect_timeout(self.nanoseconds // 2)
            options.set_first_byte_timeout(self.nanoseconds)
            options.set_between_bytes_timeout(self.nanoseconds)
        except Err:
            # A host that knows no time-outs has the call's deadline.
            pass
        return options

    def is_over(self) -> bool:
        return monotonic_clock.now() >= self.end

    def wait(self, what: poll.Pollable) -> bool:
        """Waits for something; false where the time is over before."""
        with monotonic_clock.subscribe_instant(self.end) as end:
            # What is ready at the end is in time.
            return 0 in poll.poll([what, end])


def _outgoing(request: Request) -> types.OutgoingRequest:
    def unsent(what: str) -> Failed:
        return Failed(what, maybe_sent=False)

    scheme, parted, rest = request.url.partition("://")
    if not parted:
        raise unsent("the URL has no scheme: it begins with https://")
    end = min((place for place in map(rest.find, "/?#") if place >= 0), default=len(rest))
    authority, path = rest[:end], rest[end:].partition("#")[0]
    fields = types.Fields()
    try:
        for name, value in request.headers:
            fields.append(name, value.encode())
        if request.body:
            fields.append("content-length", str(len(request.body)).encode())
    except Err as refused:
        # Without its value, which may be a secret.
        raise unsent(f"a header cannot be sent: {_explain(refused.value)}") from refused
    outgoing = types.OutgoingRequest(fields)
    try:
        outgoing.set_method(_METHODS.get(request.method) or types.Method_Other(request.method))
        outgoing.set_scheme(_SCHEMES.get(scheme) or types.Scheme_Other(scheme))
        outgoing.set_authority(authority)
        outgoing.set_path_with_query(path if path.startswith("/") else f"/{path}")
    except Err as refused:
        raise unsent("the URL or the method is none") from refused
    return outgoing


def _write(body: types.OutgoingBody, content: bytes, time: _Time) -> None:
    """Sends the body. Where that fails, the answer says why: a server may give one before it has read everything."""
    try:
        if content:
            with body.write() as stream:
                _write_all(stream, content, time)
        types.OutgoingBody.finish(body, None)
    except Err:
        pass


def _write_all(stream: streams.OutputStream, content: bytes, time: _Time) -> None:
    with stream.subscribe() as ready:
        while content:
            room = stream.check_write()
            if room == 0:
                if not time.wait(ready):
                    raise Failed("it could not be sent in time", maybe_sent=True)
                continue
            stream.write(content[:room])
            content = content[room:]
        stream.flush()
        while stream.check_write() == 0:
            if not time.wait(ready):
                raise Failed("it could not be sent in time", maybe_sent=True)


def _read(response: types.IncomingResponse, time: _Time) -> Answer:
    status = response.status()
    with response.headers() as fields:
        headers = fields.entries()
    parts: list[bytes] = []
    with response.consume() as body, body.stream() as stream, stream.subscribe() as ready:
        while True:
            try:
                part = stream.read(_READ_BYTES)
            except Err as ended:
                if isinstance(ended.value, streams.StreamError_Closed):
                    return Answer(status, headers, b"".join(parts))
                raise Failed(f"the answer broke off after {sum(map(len, parts))} bytes", maybe_sent=True) from ended
            if time.is_over():
                raise Failed("the answer did not end in time", maybe_sent=True)
            if part:
                parts.append(part)
            else:
                time.wait(ready)


def _explain(code: object) -> str:
    """An error as the contract calls it, and what it means where that does not say it."""
    name = type(code).__name__.rpartition("_")[2]
    meaning = _MEANINGS.get(type(code))
    if meaning is None:
        value = getattr(code, "value", None)
        return name if value is None else f"{name}: {value}"
    return f"{name}: {meaning}"
