"""What robots may read: everything."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/robots.txt`."""
    yield Page("/robots.txt", "robots.txt", "robots", source="the file for robots", is_yielding=True)
