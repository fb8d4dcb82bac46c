"""Posts by how often they were read."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Site

LONGEST = 100


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/popular/`, with the hundred most read."""
    read = sorted(site.entries, key=lambda entry: -(entry.read_count or 0))
    entries = [entry for entry in read if entry.read_count][:LONGEST]
    yield Page(
        "/popular/",
        "popular.html",
        "popular",
        title="popular",
        data={"entries": entries},
        source="the list of popular posts",
    )
