"""The dialect "day": `28 Jun`, a title, paragraphs with blank lines between them, and `点击阅读全文...` where the text is cut.

It tells neither the year nor the author nor how often a post was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sitegen.day import read_day
from sitegen.dialects import Opening, byline, trimmed
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
    if not found or (at > 0 and not _ends_a_record(trimmed(lines[at - 1]), words)):
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
        head.faults.append(f"{trimmed(lines[at])} is not a date that exists; the post is kept without one")
    return head


def _can_be_title(lines: Sequence[str], at: int, words: ArchiveWords) -> bool:
    line = trimmed(lines[at])
    is_mark = line == words.comments or line.startswith(words.read_more) or _day.fullmatch(line)
    return not is_mark and byline.opening(lines, at, words) is None


def _ends_a_record(line: str, words: ArchiveWords) -> bool:
    return not line or line == words.comments or line.startswith(words.read_more)
