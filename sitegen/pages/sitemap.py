"""The map of the site for search engines: every page that is one of its own, with the day it last changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.filters import iso
from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Entry, Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/sitemap.xml`."""
    changed = {entry: _last_day(entry) for entry in (*site.entries, *site.pages)}

    def newest(entries: Iterable[Entry]) -> str:
        return max((changed[entry] for entry in entries), default="")

    items = [(url, newest(site.entries)) for url in ("/", "/archive/", "/popular/", "/tags/", "/series/")]
    items += [(tag.url, newest(tag.entries)) for tag in site.tags]
    items += [(series.url, newest(series.entries)) for series in site.series]
    items += [(entry.url, day) for entry, day in changed.items()]
    yield Page("/sitemap.xml", "sitemap.xml", "sitemap", data={"items": items}, source="the sitemap")


def _last_day(entry: Entry) -> str:
    """The day on which a post last changed, or nothing if no year is known."""
    return max(iso(entry.date), iso(entry.updated))
