"""The map of the site for search engines: every page that is one of its own, with the day it last changed."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/sitemap.xml`."""
    items = [("/", ""), ("/tags/", ""), ("/series/", ""), ("/archive/", ""), ("/popular/", "")]
    items += [(tag.url, "") for tag in site.tags]
    items += [(series.url, "") for series in site.series]
    for entry in (*site.entries, *site.pages):
        day = entry.updated or entry.date
        items.append((entry.url, day.iso if day and day.year is not None else ""))
    yield Page("/sitemap.xml", "sitemap.xml", "sitemap", data={"items": items}, source="the sitemap")
