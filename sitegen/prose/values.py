"""The values that a text becomes: its prose, with headings and faults."""

from __future__ import annotations

from typing import NamedTuple

from sitegen.marks.equation import Label


class Heading(NamedTuple):
    """A heading of the text: its level, its id, and its HTML without links."""

    level: int
    id: str
    html: str


class Fault(NamedTuple):
    """A problem of the text; its line counts from 0 in the body, and so does the `other` that `{first}` stands for."""

    line: int
    kind: str
    message: str
    is_error: bool
    other: int = 0


class Prose(NamedTuple):
    """A rendered text. `mentions` are titles and `references` labels of other equations, with their lines (from 0);
    `displays` counts displayed formulas. `text` is what one reads, on one line, without blocks of code, an ellipsis for each formula."""

    html: str
    summary: str
    description: str
    headings: tuple[Heading, ...]
    mentions: tuple[tuple[str, int], ...]
    labels: tuple[Label, ...]
    references: tuple[tuple[str, int], ...]
    has_math: bool
    is_cut: bool
    han: int
    words: int
    displays: int
    text: str
    faults: tuple[Fault, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be seen."""
        return not self.html or self.html.isspace()
