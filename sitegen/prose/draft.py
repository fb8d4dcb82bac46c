"""What is gathered while a text is read: its blocks, and what is counted through all of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sitegen.marks.masked import CLOSING, OPENING, Formula
from sitegen.prose.values import Fault, Heading

FORMULA = "\b"
"""What stands for a formula in what one reads, until it is shown or left out."""

Line = tuple[str, list[str]]
"""What one reads in a line, with FORMULA in the place of each formula, and the formulas as they were written."""


class Block:
    """A block at the top level of a text. Its `html` is that of the page, but for formulas that are marks still:
    those that have an id or refer to one, and in blocks of the library all.

    `kind` is "paragraph", "equation", "heading", "list", "quote", "definitions", "more" or "other"; `text` is what
    one reads in it, with FORMULA in the place of each formula. These are attributes of every kind of block.
    """

    __slots__ = ("html", "kind", "text")

    html: str
    kind: str
    text: str

    def heading(self) -> Heading | None:
        """Return what a table of contents has of the block: a heading, its HTML not finished, or nothing."""
        raise NotImplementedError

    def excerpt(self) -> str:
        """Return the HTML without what belongs to one place of one page: ids, anchors, footnotes."""
        raise NotImplementedError

    def lines(self) -> list[Line]:
        """Return the lines of the block; mentions in them are marked."""
        raise NotImplementedError

    def sentences(self, room: int) -> Block | None:
        """Return the paragraph cut after the last sentence that has room, or after the first; None if it has only
        one."""
        raise NotImplementedError


@dataclass(repr=False, eq=False)
class Draft:
    """A text that is being read.

    `macros` says whether the author has some; `end` is where the last line ends that is not blank. `formulas` are those
    that are marks, by their number among the text's `count` formulas, and all displayed ones; `ids` are those that
    headings have, as `heading_id` knows them.
    """

    body: str
    raw_html: bool
    macros: bool = False
    opening: str = OPENING
    closing: str = CLOSING
    blocks: list[Block] = field(default_factory=list)
    notes: Block | None = None
    formulas: dict[int, Formula] = field(default_factory=dict)
    count: int = 0
    mentions: list[tuple[str, int]] = field(default_factory=list)
    has_marks: bool = False
    faults: list[Fault] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    _counted: int = 0
    _lines: int = 0

    def __post_init__(self) -> None:
        last = self.body.find("\n", len(self.body.rstrip(" \t\n")))
        self.refers = "ref" in self.body
        self.end = len(self.body) if last < 0 else last

    def line(self, at: int) -> int:
        """Return the line, from 0, of a position in the body."""
        if at >= self._counted:
            self._lines += self.body.count("\n", self._counted, at)
        else:
            self._lines -= self.body.count("\n", at, self._counted)
        self._counted = at
        return self._lines

    def show(self, formula: Formula) -> str:
        """Take up a formula; return its HTML."""
        self.formulas[self.count] = formula
        self.count += 1
        return formula.html()

    def mark(self, formula: Formula) -> str:
        """Take up a formula; return the mark that stands for it in HTML that is not finished."""
        self.formulas[self.count] = formula
        self.count += 1
        self.has_marks = True
        return f"{self.opening}{self.count - 1}{self.closing}"

    def go_back(self, count: int, mentions: int) -> None:
        """Forget formulas and mentions beyond these numbers."""
        for number in range(count, self.count):
            self.formulas.pop(number, None)
        self.count = count
        del self.mentions[mentions:]
