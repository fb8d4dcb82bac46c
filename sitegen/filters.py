"""What templates do with values: days, numbers and posts as people read them, and as machines do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from sitegen.day import Day
from sitegen.links import unescaped
from sitegen.post import Sighting
from sitegen.site import Entry

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def number(value: int) -> str:
    """Return a number with its thousands apart."""
    return f"{value:,}"


def iso(day: Day | None) -> str:
    """Return the day as machines write it, or nothing without a year."""
    return day.iso if day and day.year is not None else ""


def bibtex(text: str) -> str:
    """Return the text as it stands in a field of BibTeX."""
    for special in "&%#":
        text = text.replace(f"\\{special}", special).replace(special, f"\\{special}")
    return text


def told(history: Iterable[Sighting]) -> list[Sighting]:
    """Return the first sighting of each read count, from the lowest."""
    first: dict[int, Sighting] = {}
    for sighting in history:
        if sighting.read_count is not None:
            first.setdefault(sighting.read_count, sighting)
    return [first[count] for count in sorted(first)]


def as_json(value: object, **options: Any) -> str:
    """Return the value as JSON, in which the marks of links stand as they are."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, **options) if options else _JSON.encode(value)
    return unescaped(text)


def macros_of(entry: Entry) -> Markup:
    """Return the attribute with a post's own TeX macros, which are defined before its formulas are typeset."""
    if not entry.post.meta.macros:
        return Markup()
    return Markup(' data-macros="{}"').format(str(htmlsafe_json_dumps(entry.macros, as_json)))


def schema(entry: Entry, author: str, language: str, address: str) -> dict[str, object]:
    """Return the post as schema.org knows it; what is not known is left out."""
    known = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": entry.title,
        "inLanguage": language,
        "author": {"@type": "Person", "name": author} if author else None,
        "description": entry.description,
        "datePublished": iso(entry.date),
        "dateModified": iso(entry.updated),
        "keywords": [tag.name for tag in entry.tags],
        "url": address,
        "mainEntityOfPage": address,
    }
    return {name: value for name, value in known.items() if value}
