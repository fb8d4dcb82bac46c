r"""Posts with one slug whose addresses differ, by their years say: `\eqref{slug:label}` can only mean one of them.

Posts with one address are an error of every build (`duplicate-url`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, warning
from sitegen.site import Entry

KIND = "duplicate-slug"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each post whose slug another has too."""
    first: dict[str, Entry] = {}
    for entry in manuscript.entries:
        other = first.setdefault(entry.post.slug, entry)
        if other is not entry and other.url != entry.url:
            line, column = manuscript.text(entry.post).field("slug")
            message = f"{other.post.path} has the slug {entry.post.slug} too"
            help = "references to its equations lead there, and never here"
            yield warning(entry.post.path, line, KIND, message, column=column, help=help)
