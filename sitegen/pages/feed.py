"""The feeds: the newest posts with their full text, as Atom and as JSON for the site, as Atom for each tag."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo
from functools import cache
from itertools import islice

from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Entry, Site

LONGEST = 20

_NEVER = "1970-01-01T00:00:00Z"

Change = tuple[datetime, str]
"""The moment of the last change of a post, and how feeds write it."""


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/atom.xml`, `/feed.json` and `/tags/…/atom.xml`.

    Posts without a year are in none: a feed gives every entry a moment.
    """
    changed = cache(lambda entry: _last_change(entry, settings.zone))
    for url, template in (("/atom.xml", "atom.xml"), ("/feed.json", "feed.json")):
        yield _feed(
            Page(url, template, "feed", about=settings.description, source="the feed"), "/", site.entries, changed
        )
    for tag in site.tags:
        page = Page(
            f"{tag.url}atom.xml",
            "atom.xml",
            "feed",
            title=tag.name,
            about=tag.description,
            source=f"the feed of the tag {tag.name}",
        )
        yield _feed(page, tag.url, tag.entries, changed)


def _feed(page: Page, home: str, entries: Iterable[Entry], changed: Callable[[Entry], Change | None]) -> Page:
    """Return the page with the newest of the posts, each with the stamp of its last change; `home` is its HTML page."""
    known = ((entry, change) for entry in entries if (change := changed(entry)))
    changes = list(islice(known, LONGEST))
    latest = max((change for _, change in changes), key=lambda change: change[0], default=None)
    items = [(entry, stamp) for entry, (_, stamp) in changes]
    return page._replace(data={"home": home, "items": items, "updated": latest[1] if latest else _NEVER})


def _last_change(entry: Entry, zone: tzinfo) -> Change | None:
    """The last change of a post, or None if no year is known."""
    days = [day for day in (entry.updated, entry.date) if day is not None]
    changes = [(moment, day.stamp(zone)) for day in days if (moment := day.moment(zone)) is not None]
    return max(changes, key=lambda change: change[0], default=None)
