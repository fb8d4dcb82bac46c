"""Mentions that almost match a title: `《…》` becomes a link only where a post has exactly this title.

Width of punctuation aside, the title has to be the same. A mention is near to a title that differs in case, white space,
punctuation or one letter in seven, or of which it is a good part, and to no series, whose name may stand for itself. What
is near to no title is taken for the title of a book.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sitegen.manuscript import Manuscript
from sitegen.nearness import Names
from sitegen.post import title_key
from sitegen.problem import Problem, warning

KIND = "near-mention"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each mention that almost matches a title."""
    known = {title_key(outline.post.title) for outline in manuscript.outlines}
    known |= {title_key(entry.post.meta.series) for entry in manuscript.site.entries if entry.post.meta.series}
    titles = Names(entry.title for entry in manuscript.entries if entry.post.kind == "post")

    @cache
    def nearest(mention: str) -> str | None:
        return None if title_key(mention) in known else titles.nearest(mention, parts=True)

    for entry in manuscript.entries:
        for mention, line in dict.fromkeys(entry.outline.mentions):
            near = nearest(mention)
            if near is not None and near != entry.title:
                at, column = manuscript.text(entry.post).search(f"《{mention}》", entry.post.body_line + line)
                message = f"no post is called 《{mention}》"
                yield warning(entry.post.path, at, KIND, message, column=column, help=f"did you mean 《{near}》?")
