"""A day as a blog gives it: with a year, or with month and day only, and with a time where one is known."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple


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
        return (f"{self.year:04}-" if self.year is not None else "--") + f"{self.month:02}-{self.day:02}"

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


def _rfc3339(moment: datetime) -> str:
    """An offset of old local time may have seconds, for which there is no room: such a moment is told as UTC."""
    if (moment.utcoffset() or timedelta()) % timedelta(minutes=1):
        moment = moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


_DATE = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})"
    r"(?:[T\s]\s*(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(?P<offset>Z|UTC|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_NO_YEAR = re.compile(r"--(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)


def read_day(text: str) -> Day:
    """Return the day that the text names: `2024-06-14`, `2024-06-14 08:30:00 +0800`, or `--06-14`.

    Raises ValueError with a sentence that says why it is none.
    """
    text = text.strip()
    found = _DATE.fullmatch(text) or _NO_YEAR.fullmatch(text)
    if not found:
        raise ValueError(f"{text} is not a date; expected one like 2024-06-14, or --06-14 without a year")
    parts = found.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    month, day = int(parts["month"]), int(parts["day"])
    time = parts.get("time") or ""
    if time:
        time = ":".join(f"{int(n):02}" for n in (*time.split(":"), "0")[:3])
    try:
        _offset(parts.get("offset") or "")
        Day(month, day, year if year is not None else 2000, time).moment(UTC)  # 2000 is a leap year: --02-29 is a day
    except ValueError:
        raise ValueError(f"{text} is not a date that exists") from None
    return Day(month, day, year, time, parts.get("offset") or "")


@cache
def _offset(text: str) -> tzinfo | None:
    if not text:
        return None
    if text in ("Z", "UTC"):
        return UTC
    digits = text.replace(":", "")
    delta = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-delta if text[0] == "-" else delta)
