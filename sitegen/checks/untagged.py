"""Posts without tags, on a site where others have some: no page of a tag leads to them.

`sitegen tags` suggests tags from what the posts say.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, warning

KIND = "untagged"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each post without tags, unless no post has any."""
    for entry in manuscript.site.entries if manuscript.site.tags else ():
        if not entry.tags:
            line, column = manuscript.text(entry.post).field("tags")
            yield warning(entry.post.path, line, KIND, "the post has no tags", column=column)
