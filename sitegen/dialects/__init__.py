"""The dialects in which archives are written, one a module: each offers `opening(lines, at, words)`.

A dialect only says where a record begins and what stands in its head. What all have in common, how records follow one
another and where they end, is here, so that several dialects may stand in one file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sitegen.day import Day
from sitegen.problem import Problem, warning
from sitegen.settings import ArchiveWords

_BLANK = " \t\u00a0\u3000\u202f\u205f" + "".join(map(chr, range(0x2000, 0x200B)))
_zero_width = re.compile("[\u200b\u200c\u2060\ufeff\u00ad]|(?<![\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f])\u200d")


@dataclass(frozen=True)
class ArchiveRecord:
    """A post as one place of an archive tells it: the body as lines as they stand there, the read count or None.

    `rank` orders dialects by how good their bodies are, the best first.
    """

    title: str
    author: str
    date: Day | None
    read_count: int | None
    body: tuple[str, ...]
    truncated: bool
    path: str
    line: int
    rank: int


@dataclass
class Opening:
    """The head of a record at a line. `title_at` is the title's line, or None if the line before may be the title;
    `body_at` is the first line of the body, `glued` what stands of it in the head."""

    title: str | None
    author: str
    date: Day | None
    read_count: int | None
    body_at: int
    title_at: int | None
    rank: int
    glued: str = ""
    faults: list[str] = field(default_factory=list)


class Dialect(Protocol):
    """What a module of this folder offers."""

    def opening(self, lines: Sequence[str], at: int, words: ArchiveWords) -> Opening | None:
        """Return the head of the record that begins at this line, if one does."""


def dialects() -> tuple[Dialect, ...]:
    """Return the dialects we read."""
    from sitegen.dialects import byline, day

    return (byline, day)


def trimmed(line: str) -> str:
    """Return the line without indentation, trailing blanks and characters of no width."""
    return without_zero_width(line).strip(_BLANK)


def without_zero_width(text: str) -> str:
    """Return the text without characters that have no width, but for those that join emoji."""
    return _zero_width.sub("", text)


def read(text: str, path: str, words: ArchiveWords) -> tuple[list[ArchiveRecord], list[Problem]]:
    """Return the records of a file in order, and what was odd about them."""
    reading = _Reading(text.split("\n"), path, words)
    reading.run()
    return reading.records, reading.problems


class _Reading:
    def __init__(self, lines: list[str], path: str, words: ArchiveWords) -> None:
        self.lines, self.path, self.words = lines, path, words
        self.records: list[ArchiveRecord] = []
        self.problems: list[Problem] = []
        self.head: Opening | None = None
        self.head_line = 0
        self.body: list[str] = []
        self.read_more = re.compile(re.escape(words.read_more) + r"\s*[.…。>»]*")

    def run(self) -> None:
        at = 0
        known = dialects()
        while at < len(self.lines):
            opening = next(filter(None, (d.opening(self.lines, at, self.words) for d in known)), None)
            if opening is not None:
                at = self._begin(opening, at)
                continue
            line = trimmed(self.lines[at])
            if line == self.words.comments:
                self._end()
            elif self.read_more.fullmatch(line):
                self._end(truncated=True)
            else:
                self.body.append(self.lines[at])
            at += 1
        self._end()
        if not self.records:
            message = "no record found; expected a title and a line such as `By AUTHOR | 2024-06-14 | 28425位读者 | 引用…`, or a day such as `28 Jun` and a title"
            self.problems.append(warning(self.path, 0, "record", message))

    def _begin(self, opening: Opening, at: int) -> int:
        """Close the record before and open this one; return the line at which reading goes on."""
        title, line = opening.title, opening.title_at
        if title is None:
            title, line = self._title_before(at)
        self._end()
        opening.title = title
        self.head_line = (line if line is not None else at) + 1
        for fault in opening.faults:
            self.problems.append(warning(self.path, at + 1, "date", fault))
        if not opening.title:
            opening.title = opening.date.iso if opening.date else f"{self.path}:{at + 1}"
            message = f"the record has no title; {opening.title} stands in for it"
            self.problems.append(warning(self.path, at + 1, "record", message))
        self.head = opening
        if opening.glued == self.words.comments or self.read_more.fullmatch(opening.glued):
            self._end(truncated=opening.glued != self.words.comments)
        elif opening.glued:
            self.body.append(opening.glued)
        return opening.body_at

    def _title_before(self, at: int) -> tuple[str, int | None]:
        """Take the line right above from the record before: it is the title of the one that begins here.

        Right below another head, the title is what is glued to that head, whose record has no body.
        """
        if not self.body or not trimmed(self.body[-1]):
            return "", None
        return trimmed(self.body.pop()), at - 1

    def _end(self, truncated: bool = False) -> None:
        head, body, self.head, self.body = self.head, self.body, None, []
        if head is None:
            return
        while body and not trimmed(body[-1]):
            body.pop()
        while body and not trimmed(body[0]):
            body.pop(0)
        self.records.append(
            ArchiveRecord(
                title=head.title or "",
                author=head.author,
                date=head.date,
                read_count=head.read_count,
                body=tuple(body),
                truncated=truncated,
                path=self.path,
                line=self.head_line,
                rank=head.rank,
            )
        )
