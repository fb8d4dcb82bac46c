"""The list of series, and a page for each: its posts in order, gaps and all."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/series/` and the page of every series."""
    yield Page("/series/", "series_list.html", "series_list", title="series", source="the list of series")
    for series in site.series:
        yield Page(
            series.url,
            "series.html",
            "series",
            title=series.name,
            data={"series": series},
            source=f"the series {series.name}",
        )
