"""Old addresses of posts (`aliases`), each a small page that leads to where the post is now."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield a page for each alias."""
    for entry in (*site.entries, *site.pages):
        for alias in entry.post.meta.aliases:
            yield Page(
                alias,
                "redirect.html",
                "redirect",
                title=entry.title,
                data={"entry": entry},
                source=f"an alias in {entry.post.path}",
            )
