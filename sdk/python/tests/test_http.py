"""Requests as an adapter writes them."""

import unittest

from patio_sdk import InDoubt, NotFound, Unavailable, Unexpected, http
from patio_sdk.testkit import Desk, ScriptedPos

URL = "http://pos.test/checks"


class ARequest(unittest.TestCase):
    def setUp(self) -> None:
        self.pos = ScriptedPos()

    def test_carries_query_headers_and_json(self) -> None:
        self.pos.on("POST", "/checks").answer(201, {"id": 1}, {"X-Request": "r-1"})
        with Desk(self.pos):
            response = http.post(URL, query={"table": "T 8&"}, headers={"X-Api-Key": "k"}, json={"amount": "12.50"})
        self.assertEqual((response.status, response.headers, response.json()), (201, {"x-request": "r-1"}, {"id": 1}))
        [asked] = self.pos.asked
        self.assertEqual(asked.query, {"table": "T 8&"})
        self.assertEqual(asked.headers, {"x-api-key": "k", "content-type": "application/json"})
        self.assertEqual(asked.body, b'{"amount":"12.50"}')

    def test_takes_nine_tenths_of_what_remains_or_less(self) -> None:
        self.pos.on("GET", "/checks").answer(200)
        with Desk(self.pos, remaining_ms=1000):
            http.get(URL)
            http.get(URL, timeout_ms=200)
            http.get(URL, timeout_ms=20_000)
        self.assertEqual([asked.time_ms for asked in self.pos.asked], [900, 200, 900])

    def test_that_was_not_sent_is_unavailable_whatever_it_is(self) -> None:
        for method in ("GET", "POST"):
            self.pos.on(method, "/checks").down()
            with Desk(self.pos), self.assertRaises(http.NotSent) as raised:
                http.request(method, URL)
            self.assertEqual(raised.exception, Unavailable(f"{method} {URL}: ConnectionRefused"))

    def test_without_an_answer_is_in_doubt_unless_it_only_reads(self) -> None:
        for method, expected in (("POST", InDoubt), ("PUT", InDoubt), ("DELETE", InDoubt), ("GET", Unavailable)):
            self.pos.on(method, "/checks").lost()
            with Desk(self.pos), self.assertRaises(expected):
                http.request(method, URL)

    def test_is_shown_without_its_secrets(self) -> None:
        for url, shown in (
            ("https://api.pos.example/v1/orders?token=t-1#x", "https://api.pos.example/v1/orders"),
            ("https://me:pw@api.pos.example:8443/v1", "https://api.pos.example:8443/v1"),
            ("https://me:p@w@api.pos.example", "https://api.pos.example"),
            ("me:pw@api.pos.example/x?y", "api.pos.example/x"),
            ("https://api.pos.example?a=/b", "https://api.pos.example"),
        ):
            with Desk(self.pos), self.assertRaises(http.NotSent) as raised:
                http.get(url)
            self.assertTrue(raised.exception.text.startswith(f"GET {shown}: "), raised.exception.text)


class AnAnswer(unittest.TestCase):
    def of(self, method: str, body: bytes) -> http.Response:
        pos = ScriptedPos()
        pos.on(method, "/checks").answer(200, body)
        with Desk(pos):
            return http.request(method, URL)

    def test_has_numbers_with_decimals_as_they_were_written(self) -> None:
        self.assertEqual(self.of("GET", b'{"total": 12.50, "qty": 2}').json(), {"total": "12.50", "qty": 2})

    def test_that_is_no_json_is_unexpected_and_after_a_write_in_doubt(self) -> None:
        for body in (b"<html>", b"", b"\xff", b'{"a": NaN}', b"[" * 100_000):
            with self.assertRaisesRegex(Unexpected, "the POS answered 200 with what is no JSON"):
                self.of("GET", body).json()
            with self.assertRaisesRegex(InDoubt, "the POS answered 200 with what is no JSON"):
                self.of("POST", body).json()


class AnId(unittest.TestCase):
    def test_stays_one_part_of_a_path(self) -> None:
        self.assertEqual(http.segment("../T 8?x#y"), "..%2FT%208%3Fx%23y")
        for text in ("", ".", ".."):
            with self.assertRaises(NotFound):
                http.segment(text)
