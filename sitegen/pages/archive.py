"""All posts by year and month, and those whose year is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sitegen import graph
from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Entry, Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/archive/`."""
    dated = [entry for entry in site.entries if _year(entry)]
    undated = [entry for entry in site.entries if not _year(entry)]
    years = [
        (year, [(month, list(of_month)) for month, of_month in groupby(of_year, _month)])
        for year, of_year in groupby(dated, _year)
    ]
    yield Page(
        "/archive/",
        "archive.html",
        "archive",
        title="archive",
        data={"years": years, "undated": undated, "has_graph": any(graph.mentions(site))},
        source="the archive",
    )


def _year(entry: Entry) -> int | None:
    return entry.date.year if entry.date else None


def _month(entry: Entry) -> int:
    return entry.date.month if entry.date else 0
