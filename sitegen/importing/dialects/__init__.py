"""The dialects in which archives are written, one a module: each offers `opening(lines, at, words)`.

A dialect only says where a record begins and what stands in its head. What all have in common, how records follow one
another and where they end, is here, so that several dialects may stand in one file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sitegen.day import Day
from sitegen.importing.original import Original
from sitegen.problem import Problem, warning
from sitegen.settings import ArchiveWords

LONGEST_TITLE = 300
"""What is longer is a paragraph as well: the title is its beginning."""

_BLANK = " \t\u00a0\u3000\u202f\u205f" + "".join(map(chr, range(0x2000, 0x200B)))
ZERO_WIDTH = "[\u200b\u200c\u2060\ufeff\u00ad]"
_zero_width = re.compile(f"{ZERO_WIDTH}|(?<![\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f])\u200d")


@dataclass(frozen=True)
class ArchiveRecord:
    """A post as one place of an archive tells it: the body as lines as they stand there, the read count or None.

    `rank` orders dialects by how good their bodies are, the best first. `untitled`: the archive gives no title, and
    the one that is here is made from the date, so that it does not tell one post from another. `original` is what a
    post brings that comes whole from another site; it has no body as lines.
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
    untitled: bool = False
    original: Original | None = None

    @property
    def source(self) -> str:
        """The file or folder that a person named, in which it was found."""
        return self.original.source if self.original else self.path

    @property
    def file(self) -> str:
        """The name of the file in which it stands."""
        return self.original.file if self.original else Path(self.path).name


@dataclass
class Opening:
    """The head of a record at a line. `title_at` is the title's line, or None if the line before may be the title;
    `body_at` is the first line of the body, `glued` what stands of it in the head;
    `faults` are kinds and messages."""

    title: str | None
    author: str
    date: Day | None
    read_count: int | None
    body_at: int
    title_at: int | None
    rank: int
    glued: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)


class Dialect(Protocol):
    """What a module of this folder offers."""

    def opening(self, lines: Sequence[str], at: int, words: ArchiveWords) -> Opening | None:
        """Return the head of the record that begins at this line, if one does."""


def dialects() -> tuple[Dialect, ...]:
    """Return the dialects we read."""
    from sitegen.importing.dialects import byline, day  # a late import: both take their parts from this module

    return (byline, day)


def trimmed(line: str) -> str:
    """Return the line without indentation, trailing blanks and characters of no width."""
    return without_zero_width(line).strip(_BLANK)


def without_zero_width(text: str) -> str:
    """Return the text without characters that have no width, but for those that join emoji."""
    return _zero_width.sub("", text)


def read(text: str, path: str, words: ArchiveWords) -> tuple[list[ArchiveRecord], list[Problem]]:
    """Return the records of a file in order, and what was odd about them. An empty word stands nowhere."""
    words = ArchiveWords(**{name: word or "\0" for name, word in words._asdict().items()})
    reading = _Reading(text.split("\n"), path, words)
    reading.run()
    return reading.records, reading.problems


class _Reading:
    def __init__(self, lines: list[str], path: str, words: ArchiveWords) -> None:
        self.path, self.words = path, words
        self.records: list[ArchiveRecord] = []
        self.problems: list[Problem] = []
        self.head: Opening | None = None
        self.head_line = 0
        self.untitled = False
        self.body: list[str] = []
        self.read_more = re.compile(re.escape(words.read_more) + r"\s*[.…。>»]*")
        self.page_end = re.compile(rf"{re.escape(words.comments)}|{re.escape(words.read_more)}\s*[.…。>»]+")
        self.known = dialects()
        self.lines, self.numbers = self._unglued(lines)

    def _unglued(self, lines: list[str]) -> tuple[list[str], list[int]]:
        """Return the lines and their numbers. Where dumps without a last line end were joined, the end of a page has
        the first line of the next one glued to it: they become two."""
        out: list[str] = []
        numbers: list[int] = []
        for n, line in enumerate(lines, 1):
            is_candidate = self.words.comments in line or self.words.read_more in line
            end = self.page_end.match(trimmed(line)) if is_candidate else None
            rest = trimmed(line)[end.end() :] if end else ""
            if end and rest and self._opens(rest, lines[n : n + 20]):
                out.append(end[0])
                numbers.append(n)
                message = f"`{end[0]}` is taken for the end of a page to which the next one is glued, {rest} for its first line"
                self.problems.append(warning(self.path, n, "record", message))
                line = rest
            out.append(line)
            numbers.append(n)
        return out, numbers

    def _opens(self, rest: str, following: list[str]) -> bool:
        """Whether this is a title above a byline, or a day above a title."""
        lines = ["", rest, *following]
        is_title = len(lines) > 2 and self._opening(lines, 2) is not None and bool(trimmed(lines[2]))
        return is_title or self._opening(lines, 1) is not None

    def _opening(self, lines: Sequence[str], at: int) -> Opening | None:
        return next(filter(None, (dialect.opening(lines, at, self.words) for dialect in self.known)), None)

    def run(self) -> None:
        at = 0
        while at < len(self.lines):
            opening = self._opening(self.lines, at)
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
        self.problems.sort(key=lambda problem: problem.line)

    def _begin(self, opening: Opening, at: int) -> int:
        """Close the record before and open this one; return the line at which reading goes on."""
        title, line = opening.title, opening.title_at
        if title is None:
            title, line = self._title_before(at)
        self._end()
        number = self.numbers[at]
        self.head_line = self.numbers[line] if line is not None else number
        for kind, fault in opening.faults:
            self.problems.append(warning(self.path, number, kind, fault))
        self.untitled = not title
        if not title:
            title = opening.date.iso if opening.date else f"{Path(self.path).name}:{number}"
            message = f"the record has no title; {title} stands in for it"
            self.problems.append(warning(self.path, number, "record", message))
        elif len(title) > LONGEST_TITLE:
            message = f"a title of {len(title):,} characters; its beginning is the title, and the whole is a paragraph"
            self.problems.append(warning(self.path, self.head_line, "record", message))
            self.body.append(title)
            title = title[:LONGEST_TITLE].rstrip() + "…"
        opening.title = " ".join(title.split())
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
        title = trimmed(self.body.pop())
        end = self.page_end.match(title)
        is_glued = self.head is not None and bool(self.head.glued) and title == self.head.glued
        if end and is_glued and end.end() < len(title):
            number = self.numbers[at - 1]
            title = title[end.end() :].strip()
            message = (
                f"`{end[0]}` is taken for the end of a page to which the next one is glued, {title} for its first line"
            )
            self.problems.append(warning(self.path, number, "record", message))
        return title, at - 1

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
                untitled=self.untitled,
            )
        )
