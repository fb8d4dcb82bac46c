"""One page for each post, and one for each plain page."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Entry, Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield the pages of posts and of plain pages, in the order of the site."""
    return map(page_of, site.everything)


def page_of(entry: Entry) -> Page:
    """Return the page of a post, or of a plain page."""
    kind, data = entry.post.kind, {"entry": entry}
    return Page(entry.url, f"{kind}.html", kind, title=entry.title, data=data, source=entry.post.path, entry=entry)
