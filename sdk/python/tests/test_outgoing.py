"""The way out: what is sent over `wasi:http`, how long it may take, and whether anything left."""

import unittest

from componentize_py_types import Err
from patio_sdk import outgoing
from patio_sdk.outgoing import Answer, Failed, Request
from tests.wasi import MILLISECOND, Wasi
from wit_world.imports import streams, types


def request(url: str = "http://pos.test/checks", body: bytes = b"", headers: tuple[tuple[str, str], ...] = ()) -> Request:
    return Request("POST" if body else "GET", url, list(headers), body, 1000)


class ARequest(unittest.TestCase):
    def setUp(self) -> None:
        self.wasi = Wasi()

    def send(self, asked: Request) -> Answer:
        with self.wasi:
            answer = outgoing.send(asked)
        self.assertEqual(self.wasi.held, [])
        return answer

    def failed(self, asked: Request | None = None) -> tuple[str, bool]:
        with self.assertRaises(Failed) as raised:
            self.send(asked or request())
        # Also where it fails, nothing stays lent.
        self.assertEqual(self.wasi.held, [])
        return str(raised.exception), raised.exception.maybe_sent

    def test_is_answered_with_all_of_the_body(self) -> None:
        self.wasi.parts = [(0, b"one "), (5 * MILLISECOND, b"two"), (9 * MILLISECOND, streams.StreamError_Closed())]
        answer = self.send(request())
        self.assertEqual(answer, Answer(200, [("content-type", b"text/plain")], b"one two"))

    def test_goes_where_its_url_says(self) -> None:
        for url, authority, path in (
            ("http://pos.test/checks?limit=3#x", "pos.test", "/checks?limit=3"),
            ("http://pos.test:9400", "pos.test:9400", "/"),
            ("http://pos.test?limit=3", "pos.test", "/?limit=3"),
        ):
            self.wasi = Wasi()
            self.send(request(url, headers=(("x-api-key", "k"),)))
            sent = self.wasi.request
            assert sent is not None
            self.assertEqual(
                sent.parts,
                {
                    "method": types.Method_Get(),
                    "scheme": types.Scheme_Http(),
                    "authority": authority,
                    "path_with_query": path,
                },
            )
            self.assertEqual(sent.headers.fields, [("x-api-key", b"k")])

    def test_is_written_as_there_is_room(self) -> None:
        self.wasi.room, self.wasi.writing = 10, 2 * MILLISECOND
        self.send(request(body=bytes(range(256))))
        self.assertEqual(self.wasi.body, bytes(range(256)))
        self.assertTrue(self.wasi.finished)
        sent = self.wasi.request
        assert sent is not None
        self.assertEqual(sent.headers.fields, [("content-length", b"256")])

    def test_is_answered_though_the_server_reads_no_further(self) -> None:
        self.wasi.closed_early = True
        self.assertEqual(self.send(request(body=b"much")).status, 200)

    def test_has_half_of_its_time_to_connect(self) -> None:
        self.send(request())
        second = 1000 * MILLISECOND
        self.assertEqual(
            self.wasi.options,
            {"connect_timeout": second // 2, "first_byte_timeout": second, "between_bytes_timeout": second},
        )

    def test_that_never_began_was_not_sent(self) -> None:
        self.assertEqual(self.failed(request("pos.test")), ("the URL has no scheme: it begins with https://", False))
        self.assertEqual(self.failed(request("http:///x")), ("the URL or the method is none", False))
        broken = request(headers=(("x-api-key", "secret\n"),))
        self.assertEqual(self.failed(broken), ("a header cannot be sent: InvalidSyntax", False))
        self.assertEqual(
            self.failed(Request("GET", "http://pos.test", [], b"", 0)), ("there is no time left in this call", False)
        )
        self.wasi.refusal = types.ErrorCode_HttpRequestDenied()
        denied = "HttpRequestDenied: the host refuses it, and its log says why"
        self.assertEqual(self.failed(), (denied, False))

    def test_with_a_code_of_before_it_left_was_not_sent(self) -> None:
        for code, text in (
            (types.ErrorCode_ConnectionRefused(), "ConnectionRefused"),
            (types.ErrorCode_ConnectionTimeout(), "ConnectionTimeout"),
            (types.ErrorCode_ConnectionLimitReached(), "ConnectionLimitReached"),
            (types.ErrorCode_TlsProtocolError(), "TlsProtocolError: the host's log says why"),
            (types.ErrorCode_HttpRequestHeaderSectionSize(70_000), "HttpRequestHeaderSectionSize: 70000"),
        ):
            self.wasi.fails(code)
            self.assertEqual(self.failed(), (text, False))

    def test_with_any_other_code_may_have_been_sent(self) -> None:
        for code in (
            types.ErrorCode_ConnectionTerminated(),
            types.ErrorCode_ConnectionReadTimeout(),
            types.ErrorCode_HttpResponseTimeout(),
            types.ErrorCode_HttpProtocolError(),
            types.ErrorCode_InternalError(None),
        ):
            self.wasi.fails(code)
            self.assertTrue(self.failed()[1])
        self.wasi.answer = lambda: Err(None)
        self.assertEqual(self.failed(), ("no answer", True))

    def test_that_is_not_answered_in_time_may_have_been_sent(self) -> None:
        self.wasi.answer_at = 1001 * MILLISECOND
        self.assertEqual(self.failed(), ("no answer in time", True))
        self.assertEqual(self.wasi.now, 1000 * MILLISECOND)

    def test_that_cannot_be_written_in_time_may_have_been_sent(self) -> None:
        self.wasi.room, self.wasi.writing = 1, 400 * MILLISECOND
        self.assertEqual(self.failed(request(body=b"four")), ("it could not be sent in time", True))

    def test_whose_answer_ends_too_late_or_breaks_off_may_have_been_sent(self) -> None:
        self.wasi.parts = [(0, b"one"), (1001 * MILLISECOND, b"two")]
        self.assertEqual(self.failed(), ("the answer did not end in time", True))
        self.wasi = Wasi()
        self.wasi.parts = [(0, b"one"), (0, streams.StreamError_LastOperationFailed(None))]  # type: ignore[arg-type]
        self.assertEqual(self.failed(), ("the answer broke off after 3 bytes", True))
