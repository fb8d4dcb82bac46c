"""Series, read from titles: `X(三):…`, `X(二十)` and `X:15、…` are parts of the series X."""

from __future__ import annotations

import re

from sitegen.chinese import NUMERALS, number

_bracketed = re.compile(rf"(?P<name>.+?)\s?[(（](?P<number>[{NUMERALS}]{{1,7}})[)）]\s*(?:[:：].*)?")
_counted = re.compile(r"(?P<name>.+?)\s?[:：]\s?(?P<number>\d{1,4})、.*")


def series_of(title: str) -> tuple[str, int] | None:
    """Return the name of the series that a title belongs to and its number there, or None."""
    title = " ".join(title.split())
    found = _bracketed.fullmatch(title) or _counted.fullmatch(title)
    if not found:
        return None
    value = number(found["number"]) if found.re is _bracketed else int(found["number"])
    return (found["name"], value) if value is not None else None
