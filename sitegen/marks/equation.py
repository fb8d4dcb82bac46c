"""Equation labels, numbers and references: known when the site is built, and the same that MathJax will show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sitegen.lazypattern import pattern
from sitegen.marks.macro import expanded
from sitegen.marks.masked import Formula

FAR_START, SEPARATOR, FAR_STOP = "\x0e", "\x1e", "\x0f"
"""In rendered HTML, a reference to an equation that is not on the page: `FAR_START label SEPARATOR formula FAR_STOP`."""

_counts = pattern(r"\\(?:label|tag|notag|nonumber|begin|end|\\)")
_reference = pattern(r"(?:\$|\\\()?\s*\\(?P<kind>eqref|ref)\s*\{(?P<label>[^{}]*)\}\s*(?:\$|\\\))?")
_far = pattern(f"{FAR_START}([^{SEPARATOR}]*){SEPARATOR}(.*?){FAR_STOP}", re.DOTALL)


class Label(NamedTuple):
    """A labelled equation: the text of its number without brackets, its formula among those of the text, its line."""

    name: str
    number: str
    formula: int
    line: int

    @property
    def id(self) -> str:
        """The id that the equation has in the page."""
        return element_id(self.name)


def element_id(label: str) -> str:
    """Return the id of the equation with this label: the label itself, with `eq:` before it if it has no colon."""
    name = re.sub(r"\s+", "-", label.strip())
    return name if ":" in name else f"eq:{name}"


def numbered(formulas: Iterable[tuple[int, Formula]], macros: Mapping[str, Any] | None = None) -> list[Label]:
    """Return the labels of formulas, each with its place among those of the text, and the numbers of their equations.

    `macros` are the author's own: one may stand for a label, for a row without a number, or for an environment.
    """
    matter = any(_counts.search(str(spec[0] if isinstance(spec, list) else spec)) for spec in (macros or {}).values())
    from sitegen.marks.numbering import Numbering  # a late import: many texts have no labels

    numbering = Numbering()
    found: list[tuple[str, int, int]] = []
    for n, formula in formulas:
        if "\\" in formula.source and (formula.display or "\\begin" in formula.source):
            source = expanded(formula.source, macros) if macros and matter else formula.source
            places = [(name, n, formula.line + line) for name, line in numbering.read(source)]
            found += places if formula.display else []
    return [Label(name, numbering.of.get(name, ""), n, line) for name, n, line in found]


def reference(formula: Formula) -> str | None:
    """Return the label that a formula refers to if it is nothing but `\\ref{…}` or `\\eqref{…}`."""
    found = _reference.fullmatch(formula.source) if not formula.display else None
    return found["label"] if found else None


def far(label: str, html: str) -> str:
    """Return the HTML of a reference, marked as one whose equation is not on the page."""
    return f"{FAR_START}{label}{SEPARATOR}{html}{FAR_STOP}"


def resolve(html: str, link: Callable[[str], tuple[str, str] | None]) -> str:
    """Return the HTML with each far reference a link, where `link` gives address and number of the equation."""
    if FAR_START not in html:
        return html

    def shown(found: re.Match[str]) -> str:
        target = link(found[1])
        if target is None:
            return found[2]
        address, number = target
        text = number if "\\ref" in found[2] else f"({number})"
        return f'<a class="eqref" href="{address}">{text}</a>'

    return _far.sub(shown, html)
