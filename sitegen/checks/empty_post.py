"""Posts without text. An archive may tell of a post and have lost its body; else it was forgotten, or is a draft
(`draft: true`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, warning

KIND = "empty-post"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each post and page that has no text."""
    for entry in manuscript.entries:
        if entry.is_empty:
            line = manuscript.text(entry.post).post.body_line
            yield warning(entry.post.path, line, KIND, f"the {entry.post.kind} has no text")
