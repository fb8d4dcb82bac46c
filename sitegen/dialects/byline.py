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
from sitegen.dialects import Opening, trimmed
from sitegen.settings import ArchiveWords

RANK = 0

_date = re.compile(r"\|\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*(?=\||$)")


def opening(lines: Sequence[str], at: int, words: ArchiveWords) -> Opening | None:
    """Return the head of a record if this line is a byline; its title is the line before."""
    if words.by not in lines[at]:
        return None
    line = trimmed(lines[at])
    if not line.startswith(words.by) or not line[len(words.by) : len(words.by) + 1].isspace():
        return None
    date = _date.search(line)
    if not date:
        return None
    author = trimmed(line[len(words.by) : date.start()])
    count, text = _count_and_text(line[date.end() :], words)
    head = Opening(None, author, None, count, at + 1, None, RANK, glued=text)
    head.date = _day(date, head)
    return head


def _day(found: re.Match[str], head: Opening) -> Day | None:
    try:
        return read_day("-".join(str(int(number)).rjust(2, "0") for number in found.groups()))
    except ValueError:
        shown = "-".join(found.groups())
        head.faults.append(f"{shown} is not a date that exists; the post is kept without one")
        return None


def _count_and_text(rest: str, words: ArchiveWords) -> tuple[int | None, str]:
    """Return the read count and what follows the last field's word."""
    count = None
    fields = rest.removeprefix("|")
    head, bar, tail = fields.partition("|")
    if trimmed(head).endswith(words.readers):
        count = _number(trimmed(head).removesuffix(words.readers), words)
        fields = tail if bar else ""
    quote = re.match(rf"\s*(?:[A-Za-z]\w{{0,15}}\s+)?{re.escape(words.quote)}", fields)
    return count, trimmed(fields[quote.end() :] if quote else fields)


def _number(text: str, words: ArchiveWords) -> int | None:
    """`28,425`, `２８４２５` and `1.2万` are numbers; nothing is None, and so is what is no number."""
    digits = re.sub(r"[,\s']", "", unicodedata.normalize("NFKC", text))
    times = 1
    if words.ten_thousand and digits.endswith(words.ten_thousand):
        digits, times = digits.removesuffix(words.ten_thousand), 10_000
    if not re.fullmatch(r"\d{1,15}(?:\.\d{1,6})?", digits, re.ASCII):
        return None
    return int(Decimal(digits) * times)
