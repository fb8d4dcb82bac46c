"""The dialect "day": `28 Jun`, a title, paragraphs with blank lines between them, and `点击阅读全文...` where the text is cut.

It tells neither the year nor the author nor how often a post was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitegen.day import read_day
from sitegen.importing.dialects import Opening, byline, trimmed
from sitegen.settings import ArchiveWords

RANK = 1

_MONTHS = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_day = re.compile(
    rf"(?P<day>\d{{1,2}})\s+(?P<month>{_NAMES})\.?|(?P<month_first>{_NAMES})\.?\s+(?P<day_last>\d{{1,2}})",
    re.IGNORECASE,
)


def opening(lines: Sequence[str], at: int, words: ArchiveWords) -> Opening | None:
    """Return the head of a record if this line is a day that begins one: a blank line before it, a title after it."""
    if len(lines[at]) > 40:
        return None
    found = _day.fullmatch(trimmed(lines[at]))
    if not found or not _can_follow(lines, at, words):
        return None
    title_at = at + 1
    while title_at < len(lines) and not trimmed(lines[title_at]):
        title_at += 1
    if title_at == len(lines) or not _can_be_title(lines, title_at, words):
        return None
    month = _MONTHS[(found["month"] or found["month_first"])[:3].lower()]
    head = Opening(trimmed(lines[title_at]), "", None, None, title_at + 1, title_at, RANK)
    try:
        head.date = read_day(f"--{month:02}-{int(found['day'] or found['day_last']):02}")
    except ValueError:
        message = f"{trimmed(lines[at])} is not a date that exists; the post is kept without one"
        head.faults.append(("date", message))
    return head


def _can_be_title(lines: Sequence[str], at: int, words: ArchiveWords) -> bool:
    line = trimmed(lines[at])
    is_mark = line == words.comments or line.startswith(words.read_more) or _day.fullmatch(line)
    is_byline = any(byline.opening(lines, n, words) for n in (at, at + 1) if n < len(lines))
    return not is_mark and not is_byline


def _can_follow(lines: Sequence[str], at: int, words: ArchiveWords) -> bool:
    """Whether a record can begin here: at the top, after a blank line, a record's end, or a byline without a body."""
    before = trimmed(lines[at - 1]) if at else ""
    is_end = not before or before == words.comments or before.startswith(words.read_more)
    return is_end or byline.opening(lines, at - 1, words) is not None
