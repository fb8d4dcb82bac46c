"""One page for each post, and one for each plain page."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page, page_of
from sitegen.settings import Settings
from sitegen.site import Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield the pages of posts and of plain pages, in the order of the site."""
    return map(page_of, site.everything)
