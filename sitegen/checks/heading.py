"""Headings out of order: a second title, and a level that is left out.

The title in the front matter is the page's one heading of the first level, so the sections of a text begin with `##`, and
below them stands `###`. Who listens to a page goes by its levels, and a table of contents shows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, warning
from sitegen.prose import Heading

KIND = "heading"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for the first heading of a text that is a second title, and for each that leaves out a level."""
    for entry in manuscript.entries:
        for heading, message, help in _faults(entry.headings):
            place = manuscript.text(entry.post).find("heading", heading.id)[0]
            yield warning(entry.post.path, place.line, KIND, message, column=place.column, help=help)


def _faults(headings: Sequence[Heading]) -> Iterator[tuple[Heading, str, str]]:
    titles = [heading for heading in headings if heading.level == 1]
    if titles:
        help = "the front matter gives it one; begin sections with ##"
        yield titles[0], "a heading of the first level gives the page a second title", help
    above = 1
    for heading in headings:
        if heading.level > above + 1:
            message = f"a heading of level {heading.level} stands right below one of level {above}"
            yield heading, message, f"begin it with {'#' * (above + 1)}"
        above = heading.level
