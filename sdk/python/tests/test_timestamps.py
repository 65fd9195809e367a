"""Instants."""

import unittest
from datetime import datetime, timedelta, timezone

from patio_sdk import timestamps


class AnInstant(unittest.TestCase):
    def test_is_utc_with_milliseconds(self) -> None:
        for text, expected in (
            ("2026-11-22T20:04:05+01:00", "2026-11-22T19:04:05.000Z"),
            ("2026-11-22T20:04:05Z", "2026-11-22T20:04:05.000Z"),
            ("2026-11-22t20:04:05.1239z", "2026-11-22T20:04:05.123Z"),
            ("2026-11-22 20:04:05.5-03:30", "2026-11-22T23:34:05.500Z"),
            ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000Z"),
            ("2028-02-29T00:00:00+00:00", "2028-02-29T00:00:00.000Z"),
            ("0999-01-01T00:00:00Z", "0999-01-01T00:00:00.000Z"),
        ):
            with self.subTest(text):
                self.assertEqual(timestamps.utc(text), expected)

    def test_without_an_offset_is_none(self) -> None:
        with self.assertRaisesRegex(ValueError, "has no offset from UTC"):
            timestamps.utc("2026-11-22T20:04:05")
        with self.assertRaisesRegex(ValueError, "has no offset from UTC"):
            timestamps.of_datetime(datetime(2026, 11, 22))

    def test_that_cannot_be_is_refused(self) -> None:
        for text in (
            "",
            "2026-11-22",
            "2026-13-22T20:04:05Z",
            "2026-02-29T20:04:05Z",
            "2026-11-22T24:04:05Z",
            "2026-11-22T20:04:05+24:00",
            "2026-11-22T20:04:05+01:60",
            "0001-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
            "٢026-11-22T20:04:05Z",
            "22.11.2026 20:04",
        ):
            with self.subTest(text), self.assertRaisesRegex(ValueError, "is no instant"):
                timestamps.utc(text)
        with self.assertRaisesRegex(ValueError, "is no instant"):
            timestamps.utc(1795374245)  # type: ignore[arg-type]

    def test_of_python_is_written_as_well(self) -> None:
        summer = datetime(2026, 7, 1, 12, 0, 0, 999_999, timezone(timedelta(hours=2)))
        self.assertEqual(timestamps.of_datetime(summer), "2026-07-01T10:00:00.999Z")

    def test_of_now_is_later_than_the_day_this_was_written(self) -> None:
        self.assertGreater(timestamps.now(), "2026-01-01T00:00:00.000Z")
