"""The dialect "byline": a title, then `By AUTHOR | 2024-06-14 | 28425位读者 | 引用FIRST PARAGRAPH`, then a paragraph a line.

The author may hold bars; the read count may have separators, full-width digits, 万, or be missing; the last field may
be `引用`, have a word before it (`Kimi 引用`), or be missing. A record without a body has the next title glued to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from sitegen.day import Day, read_day
from sitegen.importing.dialects import Opening, trimmed
from sitegen.settings import ArchiveWords

RANK = 0

LONGEST_AUTHOR = 200
"""What is longer between the first word and the date is a sentence."""

_date = re.compile(
    r"\|\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*(?=\||$)"
)
_odd_date = re.compile(r"\|\s*([^|]{0,40}?)\s*(?=\|)")


def opening(lines: Sequence[str], at: int, words: ArchiveWords) -> Opening | None:
    """Return the head of a record if this line is a byline; its title is the line before."""
    if words.by not in lines[at]:
        return None
    line = trimmed(lines[at])
    if not line.startswith(words.by) or not line[len(words.by) : len(words.by) + 1].isspace():
        return None
    date = _date.search(line) or _date_that_is_none(line, words)
    if not date or date.start() > LONGEST_AUTHOR:
        return None
    author = trimmed(line[len(words.by) : date.start()])
    head = Opening(None, author, None, None, at + 1, None, RANK)
    head.date = _day(date, head)
    head.read_count, head.glued = _count_and_text(line[date.end() :], words, head)
    return head


def _date_that_is_none(line: str, words: ArchiveWords) -> re.Match[str] | None:
    """The field before the read count: a line with all other fields is a byline, whatever stands for the date."""
    for field in _odd_date.finditer(line):
        count = re.match(r"\|([^|]*)", line[field.end() : field.end() + 60])
        if count and _is_count(count[1], words):
            return field
    return None


def _is_count(field: str, words: ArchiveWords) -> bool:
    text = trimmed(field)
    return text.endswith(words.readers) and _number(text.removesuffix(words.readers), words) is not None


def _day(found: re.Match[str], head: Opening) -> Day | None:
    shown = "-".join(found.groups())
    try:
        return read_day("-".join(str(int(number)).rjust(2, "0") for number in found.groups()))
    except ValueError:
        head.faults.append(("date", f"{shown or 'nothing'} is not a date that exists; the post is kept without one"))
        return None


def _count_and_text(rest: str, words: ArchiveWords, head: Opening) -> tuple[int | None, str]:
    """Return the read count and what follows the last field's word."""
    fields = rest.removeprefix("|")
    quote = re.compile(rf"[\s|]*(?:(?!{re.escape(words.quote)})[^\W\d_]\w{{0,15}}\s+)?{re.escape(words.quote)}")
    count = None
    if not quote.match(fields):
        first, bar, others = fields.partition("|")
        number, readers, text = first.partition(words.readers)
        if readers and not trimmed(text):
            count, fields = _number(number, words), others if bar else ""
            if count is None and trimmed(number):
                head.faults.append(("record", f"{trimmed(number)} is no number of readers; the count is left open"))
        elif readers and _number(number, words) is not None:
            count, fields = _number(number, words), text + bar + others
    found = quote.match(fields)
    return count, trimmed(fields[found.end() :] if found else fields)


def _number(text: str, words: ArchiveWords) -> int | None:
    """`28,425`, `２８４２５` and `1.2万` are numbers; nothing is None, and so is what is no number."""
    digits = re.sub(r"[,\s']", "", unicodedata.normalize("NFKC", text))
    times = 1
    if words.ten_thousand and digits.endswith(words.ten_thousand):
        digits, times = digits.removesuffix(words.ten_thousand), 10_000
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits, re.ASCII):
        digits = digits.replace(".", "")  # a German thousand: there is no fraction of a reader
    if not re.fullmatch(r"\d{1,15}(?:\.\d{1,6})?", digits, re.ASCII):
        return None
    number = int(Decimal(digits) * times)
    return number if number < 10**15 else None
