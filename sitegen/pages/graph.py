"""Who mentions whom, as a picture and as a list."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.graph import picture
from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/graph/`, if any post mentions another."""
    drawn = picture(site)
    if drawn:
        data = {"picture": drawn}
        yield Page("/graph/", "graph.html", "graph", title="graph", data=data, source="the graph of mentions")
