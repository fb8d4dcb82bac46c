"""The list of tags, and the pages of each: summaries of the newest posts that carry it, and lines for all others."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page, paged
from sitegen.settings import Settings
from sitegen.site import Site

LINES = 100
"""So many posts are on a page of lines. Who looks through a tag beyond its newest posts looks for a title."""


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/tags/` and the pages of every tag."""
    yield Page("/tags/", "tags.html", "tags", title="tags", source="the list of tags")
    for tag in site.tags:
        for url, entries, pagination in paged(tag.url, tag.entries, settings.page_size, LINES):
            yield Page(
                url,
                "tag.html",
                "tag",
                title=tag.name,
                about=tag.description,
                data={"tag": tag, "entries": entries, "pagination": pagination},
                source=f"the tag {tag.name}",
            )
