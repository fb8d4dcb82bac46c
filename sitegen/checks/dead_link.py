"""Links that lead nowhere: to a page or a file that the site does not have.

An address in a post is seen from the post's own page: `/posts/a/` begins at the root of the site, `../a/` beside the
post, `picture.png` among the post's files. A whole address that begins with the site's `base_url` counts too. Where a
link names the Markdown file of a post, or a draft, or nearly the address of a page, the message says so. A link to a
folder without its last slash is a warning: some servers add it, a disk does not.

To mend it, write the address that the page has; to link to a post, its title in 《》 is enough.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, error, warning
from sitegen.site import Entry
from sitegen.targets import lacking, shown

KIND = "dead-link"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each link of a text that leads nowhere."""
    targets = manuscript.targets
    for entry, references in manuscript.references:
        for reference in references:
            target = targets.of(entry, reference.address)
            if reference.kind != "link" or target.outside or targets.has(target.path):
                continue
            for place in manuscript.text(entry.post).find("link", reference.address):
                where = (entry.post.path, place.line, KIND)
                if targets.has(target.path + "/"):
                    message = f"the link to {shown(reference.address)} lacks its last slash"
                    help = f"write {target.path}/; only some servers add it"
                    yield warning(*where, message, column=place.column, help=help)
                else:
                    message = (
                        f"the link to {shown(reference.address)} leads nowhere{lacking(reference.address, target.path)}"
                    )
                    yield error(*where, message, column=place.column, help=_help(manuscript, entry, target.path))


def _help(manuscript: Manuscript, entry: Entry, path: str) -> str:
    name = posixpath.basename(path.rstrip("/"))
    for other in manuscript.entries:
        if name.endswith((".md", ".markdown")) and posixpath.basename(other.post.path) == name:
            return f"the page of {other.post.path} is {other.url}"
    for outline in manuscript.unpublished:
        if outline.post.slug == name:
            return f"{outline.post.path} is not published: it is a draft, or its day has not come"
    near = manuscript.targets.nearest(path)
    return f"did you mean {near}?" if near else ""
