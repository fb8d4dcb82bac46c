"""The front page and those after it: summaries, newest first."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page, paged
from sitegen.settings import Settings
from sitegen.site import Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/`, `/page/2/` and so on."""
    for url, entries, pagination in paged("/", site.entries, settings.page_size):
        yield Page(
            url,
            "index.html",
            "index",
            about=settings.description,
            data={"entries": entries, "pagination": pagination},
            source="the index",
        )
