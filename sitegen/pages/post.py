"""One page for each post, and one for each plain page."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield the pages of posts and of plain pages."""
    for entry in site.everything:
        kind = entry.post.kind
        yield Page(
            entry.url,
            f"{kind}.html",
            kind,
            title=entry.title,
            data={"entry": entry},
            source=entry.post.path,
            entry=entry,
        )
