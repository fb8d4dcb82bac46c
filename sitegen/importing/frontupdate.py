"""The front matter of a post that is there already, with what the archive tells anew; every other line stays."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import yamltext
from sitegen.day import Day
from sitegen.importing.frontlines import archive_lines, date_line, set_block, set_line
from sitegen.importing.library import Existing
from sitegen.importing.merge import ArchivePost
from sitegen.post import FrontMatter, Sighting


def updated(found: Existing, post: ArchivePost) -> str | None:
    """Return the front matter with the archive's news: what a person changed, and every other line, stays."""
    front, meta = found.front, found.meta
    if front is None:
        return None
    old_count = max((s.read_count for s in meta.archive if s.read_count is not None), default=None)
    if (
        meta.read_count == old_count
        and post.read_count is not None
        and (old_count is None or post.read_count > old_count)
    ):
        front = set_line(front, "read_count", f"read_count: {post.read_count}", after=("date", "author", "title"))
    if post.author and not meta.author:
        front = set_line(front, "author", f"author: {yamltext.scalar(post.author)}", after=("title",))
    if (
        post.date
        and post.date.year is not None
        and (meta.date is None or meta.date == Day(post.date.month, post.date.day))
    ):
        front = set_line(front, "date", date_line(post.date), after=("author", "title"))
    fresh = list(_fresh_sightings(post, meta))
    if fresh:
        every = sorted({*meta.archive, *fresh}, key=lambda s: (s.file, s.line, s.read_count or 0))
        front = set_block(front, "archive", archive_lines(every))
    return front


def _fresh_sightings(post: ArchivePost, meta: FrontMatter) -> Iterator[Sighting]:
    """Yield where the post was seen for the first time. In exports of another site, lines move: the file counts."""
    known = {(s.file, s.line, s.read_count) for s in meta.archive}
    files = {s.file for s in meta.archive}
    for seen in post.sightings:
        if (seen.file, seen.line, seen.read_count) not in known and not (post.original and seen.file in files):
            yield seen
