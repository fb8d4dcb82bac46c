"""HTML into Markdown of ours, in which every formula is what it was, and all other text is literal.

parse → formulas and notes into marks → text into literal text → Markdown → marks into what they stand for
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sitegen.importing.hypertext.markings import Markings
from sitegen.marks import math
from sitegen.problem import ENVIRONMENT, SiteError, error


@dataclass(frozen=True)
class Converted:
    """The Markdown of a text, how many of its pictures lie elsewhere, and what could not be said in Markdown."""

    markdown: str
    pictures: int = 0
    faults: list[str] = field(default_factory=list)


def to_markdown(
    html: str, base: str = "", by_lines: bool = False, moved: Callable[[str], str] | None = None
) -> Converted:
    """Return a piece of HTML as Markdown.

    `base` is the address from which its links lead, and `moved` says where one leads now. `by_lines`: blank lines part
    paragraphs and line ends break lines, as in an editor's text. Raises SiteError (status 3) if the libraries that this takes are not installed.
    """
    try:
        from sitegen.importing.hypertext import converter, notes, texts, tree  # late imports: they need an extra
    except ImportError as fault:
        message = f"reading HTML takes {fault.name}, which is not installed"
        help = "pip install 'sitegen[import]'"
        raise SiteError(error("", 0, "import", message, help=help), ENVIRONMENT) from None

    markings = Markings()
    if tree.depth(html) > tree.DEEPEST:
        return Converted("", 0, [f"elements nested deeper than {tree.DEEPEST} levels; the text is left out"])
    body = tree.parse(markings.clear(html))
    faults = tree.tidy(body, base, markings, moved or str)
    notes.mark(body, markings)
    texts.mark(body, markings, by_lines)
    markdown = markings.restore(converter.convert(body, markings))
    faults += _lost(markdown, markings)
    return Converted(markdown, tree.foreign_pictures(body), faults)


def _lost(markdown: str, markings: Markings) -> list[str]:
    """Return a fault for each formula that the Markdown does not give back as it was."""
    found = Counter(formula.source for formula in math.mask(markdown).formulas)
    faults = []
    for formula in markings.formulas:
        line = " ".join(formula.split("\n"))  # so it stands in headings and tables, where TeX's comments end nowhere
        kept = formula if formula in found or re.search(r"(?<!\\)%", formula) else line
        if found[kept]:
            found[kept] -= 1
        else:
            faults.append(f"the formula {_shortened(formula)} could not be kept whole")
    return faults


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:60]}…"
