"""Links that nobody can follow: `[words]()` has no address, `[](address)` nothing to click on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from sitegen.destinations import shown
from sitegen.manuscript import Manuscript
from sitegen.marks.address import HERE
from sitegen.problem import Problem, warning

KIND = "empty-link"

_without_words = re.compile(r'<a href="([^"]*)"[^>]*>\s*</a>')


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each link without an address or without words."""
    for entry, references in manuscript.references:
        text, path = manuscript.text, entry.post.path
        for reference in references:
            if reference.kind == "link" and reference.address in ("", HERE):
                for place in text(entry.post).find("link", reference.address):
                    yield warning(path, place.line, KIND, "the link has no address", column=place.column)
        for address in dict.fromkeys(map(unescape, _without_words.findall(entry.prose.html))):
            for place in text(entry.post).find("link", address):
                message = f"the link to {shown(address)} has no words"
                yield warning(path, place.line, KIND, message, column=place.column)
