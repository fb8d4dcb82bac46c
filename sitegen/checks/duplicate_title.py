"""Posts with one title: a mention 《…》 of it leads to the newest of them, and readers cannot tell them apart."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.manuscript import Manuscript
from sitegen.post import title_key
from sitegen.problem import Problem, warning
from sitegen.site import Entry

KIND = "duplicate-title"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each post whose title a newer post has too."""
    first: dict[str, Entry] = {}
    for entry in manuscript.site.entries:
        other = first.setdefault(title_key(entry.title), entry)
        if other is not entry:
            line, column = manuscript.text(entry.post).field("title")
            message = f"{other.post.path} has the title {entry.title} too"
            help = "a mention of it leads there, and never here"
            yield warning(entry.post.path, line, KIND, message, column=column, help=help)
