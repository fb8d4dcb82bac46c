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

from sitegen.destinations import lacking, shown
from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, error, warning

KIND = "dead-link"


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each link of a text that leads nowhere."""
    destinations = manuscript.destinations
    known = _Known(manuscript)
    for entry, references in manuscript.references:
        for reference in references:
            target = destinations.of(entry, reference.address)
            if reference.kind != "link" or target.outside or destinations.has(target.path):
                continue
            if destinations.has(target.path + "/"):
                make, fault = warning, "lacks its last slash"
                help = f"write {target.path}/; only some servers add it"
            else:
                make, fault = error, f"leads nowhere{lacking(reference.address, target.path)}"
                help = known.about(target.path)
            message = f"the link to {shown(reference.address)} {fault}"
            for place in manuscript.text(entry.post).find("link", reference.address):
                yield make(entry.post.path, place.line, KIND, message, column=place.column, help=help)


class _Known:
    """What is known of pages that links may mean: by the names of their files, and by the slugs of those not shown."""

    def __init__(self, manuscript: Manuscript) -> None:
        self.destinations = manuscript.destinations
        self.by_file = {posixpath.basename(entry.post.path): entry for entry in reversed(manuscript.entries)}
        self.unpublished = {outline.post.slug: outline.post for outline in manuscript.unpublished}

    def about(self, path: str) -> str:
        """Return what is known of a path that the site does not have."""
        name = posixpath.basename(path.rstrip("/"))
        if name.endswith((".md", ".markdown")) and name in self.by_file:
            return f"the page of {self.by_file[name].post.path} is {self.by_file[name].url}"
        if name in self.unpublished:
            return f"{self.unpublished[name].path} is not published: it is a draft, or its day has not come or is over"
        near = self.destinations.nearest(path)
        return f"did you mean {near}?" if near else ""
