"""Old addresses, of posts (`aliases`) and in the site's list of redirects: each a small page that leads to the new one."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.folders import REDIRECTS
from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield a page for each alias, and for each address that has moved."""
    titles = {entry.url: entry.title for entry in site.everything}
    for entry in site.everything:
        for alias in entry.post.meta.aliases:
            yield _page(alias, entry.url, entry.title, f"an alias in {entry.post.path}")
    for old, new in site.redirects.items():
        yield _page(old, new, titles.get(new, new), REDIRECTS.as_posix())


def _page(old: str, new: str, title: str, source: str) -> Page:
    return Page(old, "redirect.html", "redirect", title=title, data={"to": new}, source=source)
