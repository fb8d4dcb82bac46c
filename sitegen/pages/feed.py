"""The Atom feed of the newest posts, with their full text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from sitegen.day import Day
from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Entry, Site

LONGEST = 20


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/atom.xml`. Posts without a year are not in it: a feed gives every entry a moment."""
    known = ((entry, change) for entry in site.entries if (change := _last_change(entry, settings)))
    changes = list(islice(known, LONGEST))
    latest = max((change for _, change in changes), key=lambda change: change[0], default=None)
    yield Page(
        "/atom.xml",
        "atom.xml",
        "feed",
        data={
            "items": [(entry, day.stamp(settings.zone)) for entry, (_, day) in changes],
            "updated": latest[1].stamp(settings.zone) if latest else "1970-01-01T00:00:00Z",
        },
        source="the feed",
    )


def _last_change(entry: Entry, settings: Settings) -> tuple[datetime, Day] | None:
    """The moment of the last change of a post and its day, or None if no year is known."""
    days = [day for day in (entry.updated, entry.date) if day is not None]
    moments = [(moment, day) for day in days if (moment := day.moment(settings.zone)) is not None]
    return max(moments, key=lambda change: change[0], default=None)
