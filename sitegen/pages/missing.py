"""The page that a host shows for an address that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/404.html`."""
    yield Page("/404.html", "404.html", "missing", title="missing", source="the page for what is missing")
