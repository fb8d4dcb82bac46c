"""Tags of `content/tags.yaml` that no post has: what is said of them under `tags` stands on no page.

Give the tag to a post, have a rule give it, or take the line out.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen import yamltext
from sitegen.manuscript import Manuscript
from sitegen.nearness import Names
from sitegen.problem import Problem, warning
from sitegen.vocabulary import FILE, key_of

KIND = "unused-tag"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each tag that is described and that no post has."""
    carried = {key_of(tag.name) for tag in manuscript.site.tags}
    unused = [name for name in manuscript.vocabulary.descriptions if key_of(name) not in carried]
    if not unused:
        return
    path = manuscript.source / FILE
    node = yamltext.read_mapping(path.read_text("utf-8-sig"), str(path), KIND).items["tags"]
    assert isinstance(node, yamltext.Mapping)
    names = Names(tag.name for tag in manuscript.site.tags)
    for name in unused:
        line, column = node.keys[name]
        near = names.nearest(name, parts=True)
        help = f"did you mean {near}?" if near else ""
        yield warning(str(path), line, KIND, f"no post has the tag {name}", column=column, help=help)
