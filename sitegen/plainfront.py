"""Front matter as most posts have it: each line a field that is well known, with a value as it should be. All other is left
to `frontmatter`, which gives the same for these, more slowly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sitegen.day import read_day
from sitegen.fields import MOST, count, in_one_line
from sitegen.post import FrontMatter
from sitegen.yamltext import IS_LIST, plain_item, plain_items, plain_line

_LONGEST = 10_000
"""In characters, so that nobody has to count bytes."""

_FIELDS: dict[str, Callable[[str], Any]] = {
    "title": in_one_line,
    "author": in_one_line,
    "series": in_one_line,
    "date": read_day,
    "updated": read_day,
    "read_count": count,
}


class Parts(NamedTuple):
    """A post in its parts: the front matter's fields, the body, and the line where the body begins."""

    meta: FrontMatter
    body: str
    body_line: int


def read(text: str) -> Parts | None:
    """Return the parts of a text whose front matter is plain."""
    end = text.find("\n---\n", 3, _LONGEST) if text.startswith("---\n") else -1
    if end < 0:
        return None
    lines = text[4:end].split("\n")
    fields: dict[str, Any] = {}
    for line in lines:
        found = plain_line(line)
        if not found or found[1] in fields:
            return None
        value = _value(found[1], found[found.lastindex or 0], found.lastindex == IS_LIST)
        if not value and value != 0:
            return None
        fields[found[1]] = value
    return Parts(FrontMatter(**fields), text[end + 5 :], len(lines) + 3)


def _value(name: str, text: str, is_list: bool) -> Any:
    if is_list:
        return _tags(text) if name == "tags" else None
    make = _FIELDS.get(name)
    try:
        return make(text.strip()) if make else None
    except ValueError:
        return None


def _tags(text: str) -> tuple[str, ...]:
    if not plain_items(text) or text.endswith(" "):
        return ()
    tags = [found[0] if found[1] is None else found[1] for found in plain_item(text)]
    return tuple(dict.fromkeys(filter(None, map(in_one_line, tags)))) if len(tags) <= MOST else ()
