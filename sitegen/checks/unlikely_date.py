"""Days that have not come, and changes from before there was a post.

A post whose day has not come is published by the first build after it; `--future` shows it now. If that is meant so, leave
it, or `--skip unlikely-date`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, warning

KIND = "unlikely-date"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each day of a post that has not come, or that comes before the post."""
    zone = manuscript.settings.zone
    for outline in manuscript.outlines:
        post = outline.post
        date, updated = post.meta.date, post.meta.updated
        came = date.moment(zone) if date else None
        changed = updated.moment(zone) if updated else None
        if date and came and came > manuscript.now and not post.meta.draft:
            line, column = manuscript.text(post).field("date")
            help = "the first build after it publishes the post; --future shows it now"
            yield warning(post.path, line, KIND, f"the day {date.iso} has not come", column=column, help=help)
        if date and updated and changed:
            line, column = manuscript.text(post).field("updated")
            if changed > manuscript.now and not (came and came > manuscript.now):
                message = f"the day of the last change, {updated.iso}, has not come"
                yield warning(post.path, line, KIND, message, column=column)
            if came and changed.date() < came.date():
                message = f"last changed on {updated.iso}, before it was published on {date.iso}"
                yield warning(post.path, line, KIND, message, column=column)
