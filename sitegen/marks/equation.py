"""Equation numbers, labels and references: known when the site is built, and the same that MathJax will show.

Numbers follow AMS counting: one for each `equation` and `multline`, one for each row of `align`, `gather`, `alignat`,
`flalign` and `eqnarray`; none for starred ones, for rows with `\\notag` or `\\nonumber`, and `\\tag` gives its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sitegen.marks.macro import expanded
from sitegen.marks.math import Formula

FAR_START, SEPARATOR, FAR_STOP = "\x0e", "\x1e", "\x0f"
"""In rendered HTML, a reference to an equation that is not on the page: `FAR_START label SEPARATOR formula FAR_STOP`."""

_A_NUMBER_A_ROW = {"align", "gather", "alignat", "flalign", "xalignat", "eqnarray", "numcases"}
_NUMBERED = _A_NUMBER_A_ROW | {"equation", "multline"}

_part = re.compile(
    r"%[^\n]*|\\begin\s*\{(?P<begin>[^{}]*)\}|\\end\s*\{(?P<end>[^{}]*)\}|\\label\s*\{(?P<label>[^{}]*)\}"
    r"|\\tag(?P<star>\*?)\s*\{(?P<tag>(?:[^{}]|\{[^{}]*\})*)\}|\\(?P<none>notag|nonumber)(?![A-Za-z])"
    r"|\\verb\*?(?P<bar>[^A-Za-z\s*])[^\n]*?(?P=bar)|(?P<row>\\\\|\\(?:cr|newline)(?![A-Za-z]))|\\.|(?P<brace>[{}])",
    re.DOTALL,
)
_shows_nothing = re.compile(
    r"\s+|%[^\n]*|\\label\s*\{[^{}]*\}|\\tag\*?\s*\{(?:[^{}]|\{[^{}]*\})*\}|\\(?:notag|nonumber)(?![A-Za-z])"
)
_counts = re.compile(r"\\(?:label|tag|notag|nonumber|begin|end|\\)")
_reference = re.compile(r"(?:\$|\\\()?\s*\\(?P<kind>eqref|ref)\s*\{(?P<label>[^{}]*)\}\s*(?:\$|\\\))?")
_far = re.compile(f"{FAR_START}([^{SEPARATOR}]*){SEPARATOR}(.*?){FAR_STOP}", re.DOTALL)


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


def labels_of(formulas: Sequence[Formula], macros: Mapping[str, Any] | None = None) -> list[Label]:
    """Return the labels of a text's formulas, with the numbers that their equations get.

    `macros` are the author's own: one may stand for a label, for a row without a number, or for an environment.
    """
    matter = any(_counts.search(str(spec[0] if isinstance(spec, list) else spec)) for spec in (macros or {}).values())
    labels: list[Label] = []
    count = 0
    for n, formula in enumerate(formulas):
        if formula.display and "\\" in formula.source:
            source = expanded(formula.source, macros) if macros and matter else formula.source
            count = _number(source, formula.line, n, count, labels)
    return labels


class _Row:
    """What is known of a row of an environment, or of a formula without one, up to here."""

    def __init__(self) -> None:
        self.labels: list[tuple[str, int]] = []
        self.tag: str | None = None
        self.is_silent = False


def _number(source: str, first_line: int, place: int, count: int, labels: list[Label]) -> int:
    """Add the labels of a displayed formula; return how many equations are numbered after it."""
    environments: list[str] = []
    row, depth, content_at = _Row(), 0, 0

    def close(numbered: bool) -> None:
        nonlocal row, count
        number = row.tag
        if number is None and numbered and not row.is_silent:
            count += 1
            number = str(count)
        labels.extend(Label(name, number or "", place, line) for name, line in row.labels)
        row = _Row()

    for found in _part.finditer(source):
        if found["begin"] is not None:
            environments.append(found["begin"].strip())
            if len(environments) == 1:
                row, depth, content_at = _Row(), 0, found.end()
        elif found["end"] is not None and environments:
            name = environments.pop()
            if not environments:
                is_empty = not _shows_nothing.sub("", source[content_at : found.start()])
                close(name == "equation" or (name in _NUMBERED and not is_empty))
        elif found["label"] is not None:
            row.labels.append((found["label"], first_line + source.count("\n", 0, found.start())))
        elif found["tag"] is not None:
            row.tag = found["tag"].replace("$", "")
        elif found["none"]:
            row.is_silent = True
        elif found["brace"]:
            depth += 1 if found["brace"] == "{" else -1
        elif found["row"] and len(environments) == 1 and depth <= 0 and environments[0] in _A_NUMBER_A_ROW:
            close(True)
            content_at = found.end()
    if row.labels or row.tag:
        close(False)
    return count


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
