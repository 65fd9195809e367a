"""What the host lends."""

import unittest
from unittest.mock import patch

from componentize_py_types import Err
from patio_sdk import Unexpected, call, log, settings, store
from patio_sdk.testkit import Desk
from wit_world.imports import log as lent_log
from wit_world.imports import store as lent_store


class ASetting(unittest.TestCase):
    def test_has_its_value_or_none(self) -> None:
        with Desk(settings={"base_url": "http://pos.test"}):
            self.assertEqual(settings.required("base_url"), "http://pos.test")
            self.assertIsNone(settings.get("api_key"))

    def test_that_must_be_there_is_named_where_it_is_not(self) -> None:
        with Desk(settings={"empty": ""}):
            for name in ("empty", "api_key"):
                with self.assertRaises(Unexpected) as raised:
                    settings.required(name)
                text = f"the setting {name} has no value: write it into the venue's settings"
                self.assertEqual(raised.exception.text, text)


class TheStore(unittest.TestCase):
    def test_keeps_what_is_set(self) -> None:
        with Desk() as desk:
            store.set("a", b"1")
            self.assertTrue(store.compare_and_set("a", b"1", b"2"))
            self.assertFalse(store.compare_and_set("a", b"1", b"3"))
            self.assertTrue(store.compare_and_set("b", None, b"4"))
            self.assertEqual((store.get("a"), store.get("c")), (b"2", None))
            store.delete("a")
            store.delete("a")
        self.assertEqual(desk.stored, {"b": b"4"})

    def test_lists_all_keys_with_a_prefix(self) -> None:
        names = [f"k/{number:05}" for number in range(2500)]
        with Desk() as desk:
            desk.stored.update({name: b"" for name in [*names, "j", "l"]})
            self.assertEqual(list(store.keys("k/")), names)

    def test_that_fails_is_told(self) -> None:
        def full(key: str, value: bytes) -> None:
            raise Err(lent_store.StoreError_TooLarge("the value has 2 MiB"))

        with Desk(), patch.object(lent_store, "set", full), self.assertRaisesRegex(Unexpected, "the store: the value"):
            store.set("a", b"1")


class TheLog(unittest.TestCase):
    def test_has_levels_and_fields(self) -> None:
        with Desk() as desk:
            log.debug("a")
            log.info("b", order=1001)
            log.warn("c")
            log.error("d", why="because")
        levels = [line.level for line in desk.logged]
        level = lent_log.Level
        self.assertEqual(levels, [level.DEBUG, level.INFO, level.WARN, level.ERROR])
        self.assertEqual(desk.logged[1].fields, {"order": "1001"})


class TheCall(unittest.TestCase):
    def test_says_how_long_it_may_last_and_what_it_is_called(self) -> None:
        with Desk(remaining_ms=1234):
            self.assertEqual((call.remaining_ms(), call.trace_id()), (1234, "0" * 32))
