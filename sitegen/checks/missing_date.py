"""Posts without a date or without a year: they come after all others in lists, and feeds pass them over.

An archive may tell month and day alone. `date: 2024-06-14` in the front matter puts it right, for many posts at once
`sitegen import --dates`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, warning

KIND = "missing-date"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each post whose day or year is unknown."""
    for entry in manuscript.site.entries:
        if entry.date is None:
            message, help = "the post has no date", "give it one, such as date: 2024-06-14"
            yield warning(entry.post.path, 1, KIND, message, help=help)
        elif entry.date.year is None:
            line, column = manuscript.text(entry.post).field("date")
            message = f"the year of {entry.date.iso} is unknown"
            yield warning(entry.post.path, line, KIND, message, column=column)
