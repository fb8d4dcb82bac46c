"""The Atom feed of the newest posts, with their full text."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.pages import Page
from sitegen.settings import Settings
from sitegen.site import Entry, Site

LONGEST = 20


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/atom.xml`. Posts without a year are not in it: a feed gives every entry a moment."""
    entries = [entry for entry in site.entries if _moment(entry, settings)][:LONGEST]
    moments = [(entry, _moment(entry, settings)) for entry in entries]
    updated = max((moment for _, moment in moments), default="1970-01-01T00:00:00Z")
    yield Page(
        "/atom.xml",
        "atom.xml",
        "feed",
        data={"items": moments, "updated": updated},
        source="the feed",
    )


def _moment(entry: Entry, settings: Settings) -> str:
    """The moment of the last change of a post, as Atom writes it, or nothing."""
    days = [day for day in (entry.updated, entry.date) if day is not None]
    moments = [moment for day in days if (moment := day.moment(settings.zone)) is not None]
    return max(moments).isoformat().replace("+00:00", "Z") if moments else ""
