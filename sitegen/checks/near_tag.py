"""Tags that one post has, and that differ little from another: in width, punctuation, or one letter in seven.

Case makes no difference between tags anyway. `aliases` in `content/tags.yaml` make one of two for good.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.manuscript import Manuscript
from sitegen.nearness import Names
from sitegen.problem import Problem, warning

KIND = "near-tag"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each tag of one post that is nearly another tag."""
    tags = manuscript.site.tags
    place = {tag.name: n for n, tag in enumerate(tags)}
    names = Names(place)
    for tag in tags:
        near = names.nearest(tag.name) if tag.count == 1 else None
        if near is None or (tags[place[near]].count == 1 and place[near] > place[tag.name]):
            continue
        post = tag.entries[0].post
        line, column = manuscript.text(post).field("tags", tag.name)
        message = f"no other post has the tag {tag.name}"
        yield warning(post.path, line, KIND, message, column=column, help=f"did you mean {near}?")
