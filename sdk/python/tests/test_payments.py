"""How a payment is posted."""

import unittest
from collections.abc import Callable

from patio_sdk import Conflict, InDoubt, Unavailable
from patio_sdk.payments import key, keyed, lookup_then_post


class AKey(unittest.TestCase):
    def test_is_what_it_is_made_of(self) -> None:
        self.assertEqual(key("pi_1"), "pi_1")
        self.assertEqual(key("pi_1", "refund", "500"), "pi_1/refund/500")

    def test_fits_into_a_header_whatever_it_is_made_of(self) -> None:
        for parts in (("é",), ("a b",), ("a\n",), ("x" * 65,), ("",), ()):
            self.assertRegex(key(*parts), r"\A[0-9a-f]{64}\Z")

    def test_is_that_of_no_other(self) -> None:
        many = [("a", "b"), ("a/b",), ("ab",), ("a", "b", ""), ("a/b", ""), ("a", "/b"), ("a/", "b"), ("1:a", "b")]
        self.assertEqual(len({key(*parts) for parts in many}), len(many))

    def test_goes_along(self) -> None:
        self.assertEqual(keyed(lambda key: f"posted {key}", "pi_1", "refund"), "posted pi_1/refund")


class APayment(unittest.TestCase):
    def setUp(self) -> None:
        self.steps: list[str] = []

    def look(self, *answers: str | None | Exception) -> Callable[[], str | None]:
        turns = iter(answers)

        def look() -> str | None:
            self.steps.append("look")
            answer = next(turns)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return look

    def post(self, answer: str | Exception) -> Callable[[], str]:
        def post() -> str:
            self.steps.append("post")
            if isinstance(answer, Exception):
                raise answer
            return answer

        return post

    def test_that_is_there_is_not_posted(self) -> None:
        self.assertEqual(lookup_then_post(self.look("there"), self.post("posted")), "there")
        self.assertEqual(self.steps, ["look"])

    def test_that_is_not_there_is_posted(self) -> None:
        self.assertEqual(lookup_then_post(self.look(None), self.post("posted")), "posted")

    def test_of_unknown_outcome_is_looked_for(self) -> None:
        self.assertEqual(lookup_then_post(self.look(None, "there"), self.post(InDoubt("lost"))), "there")
        self.assertEqual(self.steps, ["look", "post", "look"])

    def test_that_is_not_found_after_all_stays_in_doubt(self) -> None:
        for last in (None, Unavailable("down")):
            with self.assertRaisesRegex(InDoubt, "lost"):
                lookup_then_post(self.look(None, last), self.post(InDoubt("lost")))

    def test_that_is_refused_or_cannot_be_looked_for_is_left(self) -> None:
        with self.assertRaisesRegex(Conflict, "closed"):
            lookup_then_post(self.look(None), self.post(Conflict("closed")))
        with self.assertRaisesRegex(Unavailable, "down"):
            lookup_then_post(self.look(Unavailable("down")), self.post("posted"))
        self.assertEqual(self.steps, ["look", "post", "look"])
