"""Days with and without a year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from sitegen.day import Day, read_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-06-14", Day(6, 14, 2024)),
        ("2024/6/4", Day(6, 4, 2024)),
        ("--02-29", Day(2, 29)),
        ("2024-06-14 8:30", Day(6, 14, 2024, "08:30:00")),
        ("2024-06-14T08:30:01Z", Day(6, 14, 2024, "08:30:01", "Z")),
        (" 2024-06-14 08:30:01.25 +0800 ", Day(6, 14, 2024, "08:30:01", "+0800")),
    ],
)
def test_days_as_people_write_them(text: str, day: Day) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    "text", ["2024-13-45", "2023-02-29", "--02-30", "2024-06-14 25:00", "0000-01-01", "2024-06-14 08:00 +99:00"]
)
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(ValueError) as fault:  # noqa: PT011 - the whole message is compared
        read_day(text)
    assert str(fault.value) == f"{text} is not a date that exists"


@pytest.mark.parametrize("text", ["", "yesterday", "14 Jun", "2024-06", "--6-14", "2024-06/14", "２０２４-06-14"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError) as fault:  # noqa: PT011
        read_day(text)
    assert str(fault.value) == f"{text} is not a date; expected one like 2024-06-14, or --06-14 without a year"


def test_iso_keeps_the_missing_year_missing() -> None:
    assert [read_day(text).iso for text in ("2024-6-4 10:00", "--06-04", "0099-01-01")] == [
        "2024-06-04",
        "--06-04",
        "0099-01-01",
    ]


def test_a_day_begins_in_its_own_zone_or_in_that_of_the_site() -> None:
    zone = timezone(timedelta(hours=8))
    assert read_day("2024-06-14").moment(zone) == datetime(2024, 6, 14, tzinfo=zone)
    assert read_day("2024-06-14 01:02 Z").moment(zone) == datetime(2024, 6, 14, 1, 2, tzinfo=UTC)
    assert read_day("--06-14").moment(zone) is None
