"""Text into prose: Markdown rendered once, with everything that pages want to know of it. Pure, and the one dear step.

A prose never depends on another post: mentions stay neutral marks, and so do addresses that depend on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from sitegen.chinese import reading_units
from sitegen.marks.equation import Label, far, numbered, reference
from sitegen.marks.masked import Formula, mark_pattern
from sitegen.prose import quick
from sitegen.prose.draft import FORMULA, Draft
from sitegen.prose.summary import DESCRIPTION_LONGEST, description_of, summary_of
from sitegen.prose.values import Fault, Heading, Prose

__all__ = ["DESCRIPTION_LONGEST", "Fault", "Heading", "Prose", "title_html", "typeset"]

ELLIPSIS = "…"
"""What one reads in the place of a formula."""

IS_QUICK = True
"""Whether well-behaved blocks take the quick lane; without it all pages are the same, and made more slowly."""


def typeset(body: str, html: bool = False, macros: Mapping[str, Any] | None = None) -> Prose:
    """Return the prose of a Markdown text. `html`: whether raw HTML is HTML, or text to be shown; `macros`: the TeX
    macros that hold for it, which may stand for what is numbered.
    """
    draft = _read(body, html, bool(macros))
    blocks = draft.blocks
    labels = numbered(draft.formulas.items(), macros) if macros or "\\label" in body else []
    first = {label.name: label for label in reversed(labels)}
    references = [(reference(formula), formula.line) for formula in draft.formulas.values()]
    summary, is_cut = summary_of(blocks)
    shown = blocks if draft.notes is None else [*blocks, draft.notes]
    text = "\n".join([block.text for block in shown])
    han, words = reading_units(text)
    faults = draft.faults + _doubled(labels)
    return Prose(
        html=_finished("".join([block.html for block in shown]), draft, labels, with_ids=True),
        summary=_finished("".join([block.excerpt() for block in summary]), draft, labels),
        description=description_of(summary),
        headings=tuple(_headings(draft, labels)),
        mentions=tuple(draft.mentions),
        labels=tuple(label for label in labels if label is first[label.name]),
        references=tuple((name, line) for name, line in references if name is not None and name not in first),
        has_math=draft.count > 0,
        is_cut=is_cut,
        han=han,
        words=words,
        displays=sum(formula.display for formula in draft.formulas.values()),
        text=" ".join(text.split()).replace(FORMULA, ELLIPSIS),
        faults=tuple(sorted(faults, key=lambda fault: fault.line)),
    )


def title_html(title: str) -> str:
    """Return a title as HTML: its formulas are formulas, and everything else is text."""
    if "$" not in title and "\\" not in title:
        return escape(title, quote=False)
    from sitegen.marks import math  # a late import: most texts and titles need no scan

    masked = math.mask(title, verbatim=True)
    return masked.to_html(escape(masked.text, quote=False), lambda n: masked.formulas[n].html())


def _read(body: str, html: bool, macros: bool) -> Draft:
    """Return the text, read by the quick lane as far as it goes."""
    draft = Draft(body, html, macros)
    if IS_QUICK and quick.read(draft):
        return draft
    from sitegen.prose import markdown  # a late import: most texts need no library, and it is slow to load

    draft = Draft(body, html, macros)
    markdown.read(draft, 0, len(body))
    return draft


def _headings(draft: Draft, labels: list[Label]) -> Iterable[Heading]:
    for block in draft.blocks:
        if block.kind == "heading" and (heading := block.heading()):
            yield Heading(heading.level, heading.id, _finished(heading.html, draft, labels))


def _finished(html: str, draft: Draft, labels: list[Label], with_ids: bool = False) -> str:
    """Return a piece of HTML with formulas in the place of their marks.

    A labelled equation gets its id, if ids are wanted; a reference to one that is not in the piece is marked.
    """
    if draft.opening not in html or not draft.has_marks:
        return html
    pieces = mark_pattern(draft.opening, draft.closing).split(html)
    numbers = [int(number) for number in pieces[1::2]]
    here = set(numbers)
    known = {label.name for label in labels if label.formula in here}
    ids = _ids(labels, known) if with_ids else {}
    pieces[1::2] = [_shown(draft.formulas[number], known, ids.get(number, [""])) for number in numbers]
    return "".join(pieces)


def _ids(labels: list[Label], known: set[str]) -> dict[int, list[str]]:
    """The ids of formulas by their numbers: a label gives its id to the first formula that has it."""
    ids: dict[int, list[str]] = {}
    for name, label in {label.name: label for label in reversed(labels)}.items():
        if name in known:
            ids.setdefault(label.formula, []).insert(0, label.id)
    return ids


def _shown(formula: Formula, known: set[str], ids: list[str]) -> str:
    name = reference(formula)
    if name is not None and name not in known:
        return far(name, formula.html())
    first, *more = ids
    return "".join([f'<span id="{escape(id)}"></span>' for id in more]) + formula.html(first)


def _doubled(labels: list[Label]) -> list[Fault]:
    first: dict[str, Label] = {}
    faults = []
    for label in labels:
        if label.name in first:
            message = f"the label {label.name} stands twice (first in line {{first}}); MathJax refuses the second"
            faults.append(Fault(label.line, "label", message, False, first[label.name].line))
        else:
            first[label.name] = label
    return faults
