"""What templates do with values: days, numbers and posts as people read them, and as machines do."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from sitegen.day import Day
from sitegen.lazypattern import pattern
from sitegen.links import unescaped
from sitegen.post import Sighting
from sitegen.site import Entry

_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True)
_CONTROL = pattern(r"(?<!\\)((?:\\\\)*)\\u[0-9a-f]{4}")
"""A control character in JSON; a backslash before it may be one of a pair."""


def number(value: int) -> str:
    """Return a number with its thousands apart."""
    return f"{value:,}"


def iso(day: Day | None) -> str:
    """Return the day as machines write it, or nothing without a year."""
    return day.iso if day and day.year is not None else ""


def bibtex(text: str) -> str:
    """Return the text as it stands in a field of BibTeX, which no brace without its other ends."""
    if not _BIBTEX.search(text):
        return text
    for special in "&%#":
        text = text.replace(f"\\{special}", special).replace(special, f"\\{special}")
    if alone := _alone(text):
        text = "".join(_BRACES[character] if at in alone else character for at, character in enumerate(text))
    return f"{text} " if text.endswith("\\") else text


_BIBTEX = re.compile(r"[&%#{}\\]")
"""What BibTeX does not take as it is."""

_BRACES = {"{": "\\textbraceleft{}", "}": "\\textbraceright{}"}


def _alone(text: str) -> set[int]:
    """Return where the braces are that have no other."""
    opened: list[int] = []
    closed: set[int] = set()
    for found in re.finditer("[{}]", text):
        if found[0] == "{":
            opened.append(found.start())
        elif opened:
            opened.pop()
        else:
            closed.add(found.start())
    return closed.union(opened)


def cite_key(url: str) -> str:
    """Return the name under which BibTeX knows the page at this address."""
    return re.sub(r"[^\w.:+-]+", "-", url.strip("/").rpartition("/")[2])


def told(history: Iterable[Sighting]) -> list[Sighting]:
    """Return the first sighting of each read count, from the lowest."""
    first: dict[int, Sighting] = {}
    for sighting in history:
        if sighting.read_count is not None:
            first.setdefault(sighting.read_count, sighting)
    return [first[count] for count in sorted(first)]


def line(told: Sequence[Sighting], width: int, height: int, edge: int) -> list[tuple[float, float]]:
    """Return the points of a line through these read counts, in a picture with edges: step by step, from low to high."""
    counts = [sighting.read_count or 0 for sighting in told]
    across, up = (width - 2 * edge) / max(1, len(counts) - 1), (height - 2 * edge) / max(1, counts[-1] - counts[0])
    return [(round(edge + n * across, 1), round(height - edge - (c - counts[0]) * up, 1)) for n, c in enumerate(counts)]


def csp_hash(script: str) -> str:
    """Return what a content security policy says of a script in a page that may run."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def as_json(value: object, **options: Any) -> str:
    """Return the value as JSON, in which the marks of links stand as they are."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, **options) if options else _JSON.encode(value)
    return unescaped(text)


def indented(value: object) -> Markup:
    """Return the value as a file of JSON that a person can read, without control characters."""
    text = unescaped(json.dumps(value, ensure_ascii=False, indent=1))
    return Markup(_CONTROL.sub(r"\1", text))


def macros_of(entry: Entry) -> Markup:
    """Return the attribute with a post's own TeX macros, which are defined before its formulas are typeset."""
    if not entry.post.meta.macros:
        return Markup()
    return Markup(' data-macros="{}"').format(str(htmlsafe_json_dumps(entry.macros, as_json)))
