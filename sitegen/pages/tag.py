"""The list of tags, and the pages of each: summaries of the posts that carry it."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page, paged
from sitegen.settings import Settings
from sitegen.site import Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/tags/` and the pages of every tag."""
    yield Page("/tags/", "tags.html", "tags", title="tags", source="the list of tags")
    for tag in site.tags:
        for url, entries, pagination in paged(tag.url, tag.entries, settings.page_size):
            yield Page(
                url,
                "tag.html",
                "tag",
                title=tag.name,
                about=tag.description,
                data={"tag": tag, "entries": entries, "pagination": pagination},
                source=f"the tag {tag.name}",
            )
