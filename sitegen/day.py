"""A day as a blog gives it: with a year, or with month and day only, and with a time where one is known."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from typing import NamedTuple

from sitegen.lazypattern import pattern


class Day(NamedTuple):
    """A day, and the time of day where it is known; `year` is None where only month and day are."""

    month: int
    day: int
    year: int | None = None
    time: str = ""
    offset: str = ""

    @property
    def iso(self) -> str:
        """`2024-06-14`, or `--06-14` without a year."""
        return _iso(self.year, self.month, self.day)

    def is_before(self, day: date) -> bool:
        """Return whether it was before this day, if its year is known."""
        return self.year is not None and (self.year, self.month, self.day) < (day.year, day.month, day.day)

    def moment(self, zone: tzinfo) -> datetime | None:
        """Return the moment at which it begins, or None without a year."""
        if self.year is None:
            return None
        hour, minute, second = map(int, self.time.split(":")) if self.time else (0, 0, 0)
        return datetime(self.year, self.month, self.day, hour, minute, second, tzinfo=_offset(self.offset) or zone)

    def stamp(self, zone: tzinfo) -> str:
        """Return the moment as feeds write it (RFC 3339), or nothing without a year."""
        moment = self.moment(zone)
        return _rfc3339(moment) if moment is not None else ""


@lru_cache(2_000)
def _iso(year: int | None, month: int, day: int) -> str:
    """The day as machines write it, made once for all the places of a page that tell it."""
    return (f"{year:04}-" if year is not None else "--") + f"{month:02}-{day:02}"


def _rfc3339(moment: datetime) -> str:
    """An offset of old local time may have seconds, for which there is no room: such a moment is told as UTC."""
    if (moment.utcoffset() or timedelta()) % timedelta(minutes=1):
        moment = moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


_DATE = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})"
    r"(?:[T\s]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\.\d+)?"
    r"\s*(?P<offset>Z|UTC|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_PARTS = ("year", "month", "day", "hour", "minute", "second", "offset")
_NO_YEAR = pattern(r"--(\d{2})-(\d{2})", re.ASCII)


def read_day(text: str) -> Day:
    """Return the day that the text names: `2024-06-14`, `2024-06-14 08:30:00 +0800`, or `--06-14`.

    Raises ValueError with a sentence that says why it is none.
    """
    text = text.strip()
    if found := _DATE.fullmatch(text):
        year, month, day, hour, minute, second, offset = found.group(*_PARTS)
    elif found := _NO_YEAR.fullmatch(text):
        year, month, day, hour, minute, second, offset = (None, *found.groups(), None, None, None, None)
    else:
        raise ValueError(f"{text} is not a date; expected one like 2024-06-14, or --06-14 without a year")
    try:
        _offset(offset or "")
        datetime(int(year or 2000), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:  # 2000 is a leap year: --02-29 is a day
        raise ValueError(f"{text} is not a date that exists") from None
    time = f"{hour:0>2}:{minute}:{second or '00'}" if hour else ""
    return Day(int(month), int(day), int(year) if year else None, time, offset or "")


@cache
def _offset(text: str) -> tzinfo | None:
    if not text:
        return None
    if text in ("Z", "UTC"):
        return UTC
    digits = text.replace(":", "")
    delta = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-delta if text[0] == "-" else delta)
