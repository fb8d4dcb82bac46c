"""Files beside a post that nothing shows: they are published, and no text leads to them.

A file counts as used if a text of the site links to it or shows it, or if its name stands in the post's HTML or front
matter. Remove the file, or put it into `static/` if it is meant for others.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from sitegen import reader
from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, warning

KIND = "unused-file"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each file beside a post that nothing uses."""
    destinations = manuscript.destinations
    used = {
        destinations.of(entry, reference.address).path
        for entry, references in manuscript.references
        for reference in references
    }
    for entry in manuscript.entries:
        for file in entry.post.assets:
            path = entry.folder + file.relative_to(entry.post.folder or file.parent).as_posix()
            words = f"{entry.prose.html} {entry.post.meta.extra}"
            if path not in used and file.name not in words and quote(file.name) not in words:
                yield warning(
                    reader.shown(file), 0, KIND, f"neither {entry.post.path} nor any other text uses this file"
                )
