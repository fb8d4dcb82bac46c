"""Formulas, and a text in which they are masked: opaque marks stand in their places, until each is put back byte for byte."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import NamedTuple

OPENING, CLOSING = "\ue001", "\ue002"
"""What stands around the number of a formula that is masked, unless the text itself holds such a character. (Python looks
for one whose code ends with a byte of zero, such as the first of those for private use, much more slowly.)"""

_needs_escape = re.compile("[&<>]").search
_bare_ampersand = re.compile(r"&(?!#?\w{1,31};)")


class Formula(NamedTuple):
    """A formula: its `source` as MathJax is to see it, and `raw` as it stands in the text, container marks and all."""

    source: str
    raw: str
    display: bool
    line: int

    def html(self, id: str = "") -> str:
        """Return the source, escaped, in the one kind of element in which MathJax looks, with an id if one is given."""
        content = escape(self.source, quote=False) if _needs_escape(self.source) else self.source
        return element(content, self.display, id)

    def html_in_raw_html(self) -> str:
        """Likewise for a formula in a raw HTML block, whose author has written entities as entities."""
        content = _bare_ampersand.sub("&amp;", self.source).replace("<", "&lt;").replace(">", "&gt;")
        return element(content, self.display)


def element(content: str, display: bool, id: str = "") -> str:
    """Return the element that holds a formula, whose content is HTML."""
    kind = "math display" if display else "math"
    place = f' id="{escape(id)}"' if id else ""
    return f'<span class="{kind} notranslate" translate="no"{place}>{content}</span>'


@dataclass(repr=False, eq=False)
class Masked:
    """A text whose formulas are marks: an opening character, the formula's number, a closing character."""

    text: str
    formulas: list[Formula]
    opening: str
    closing: str
    unclosed: list[tuple[int, str]] = field(default_factory=list)
    """Lines (from 0) where a displayed formula begins and does not end, with its opening delimiter."""
    first: int = 0
    """The number of the first formula, where the text is a part of another."""
    first_line: int = 0
    """Likewise the number of its first line."""

    def __post_init__(self) -> None:
        self._mark = mark_pattern(self.opening, self.closing)
        lost = 0
        self._starts: list[int] = []
        self._lost: list[int] = []
        for formula in self.formulas:
            more = formula.raw.count("\n")
            if more:
                self._starts.append(formula.line - self.first_line - lost)
                lost += more
                self._lost.append(lost)

    def to_html(self, html: str, show: Callable[[int], str]) -> str:
        """Return rendered HTML with each mark replaced by what `show` gives for its formula's number."""
        return self._mark.sub(lambda mark: show(int(mark[1])), html) if self.formulas else html

    def to_raw_html(self, html: str) -> str:
        """Return the content of a raw HTML block with the formulas in the place of their marks."""
        if not self.formulas:
            return html
        return self._mark.sub(lambda mark: self.formula(int(mark[1])).html_in_raw_html(), html)

    def to_source(self, text: str) -> str:
        """Return the text as it was written: for code, attributes, titles, and whatever else shows no formulas."""
        if not self.formulas or self.opening not in text:
            return text
        return self._mark.sub(lambda mark: self.formula(int(mark[1])).raw, text)

    def turns(self, text: str) -> list[str]:
        """Return what stands between the marks in the text, and the formulas as they were written, by turns."""
        pieces = self._mark.split(text) if self.formulas else [text]
        pieces[1::2] = [self.formula(int(number)).raw for number in pieces[1::2]]
        return pieces

    def numbers_in(self, text: str) -> list[int]:
        """Return the numbers of the formulas whose marks stand in the text, in order."""
        return [int(number) for number in self._mark.findall(text)] if self.formulas else []

    def formulas_in(self, text: str) -> list[Formula]:
        """Return the formulas whose marks stand in the text, in order."""
        return [self.formula(number) for number in self.numbers_in(text)]

    def only_formula(self, text: str) -> Formula | None:
        """Return the formula if the text is nothing but the mark of one."""
        mark = self._mark.fullmatch(text)
        return self.formula(int(mark[1])) if mark else None

    def without_marks(self, text: str, instead: str = "") -> str:
        """Return the text with each mark replaced."""
        return self._mark.sub(instead, text) if self.formulas else text

    def line(self, masked_line: int) -> int:
        """Return the line of the text in which a line of the masked text stands; both count from 0."""
        before = bisect.bisect_left(self._starts, masked_line)
        return self.first_line + masked_line + (self._lost[before - 1] if before else 0)

    def formula(self, number: int) -> Formula:
        """Return the formula that has this number."""
        return self.formulas[number - self.first]


@cache
def mark_pattern(opening: str, closing: str) -> re.Pattern[str]:
    """Return the expression for the mark of a formula, with its number as the one group."""
    return re.compile(f"{opening}(\\d+){closing}")
