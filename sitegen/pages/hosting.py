"""What hosts read: headers, redirects, a domain; and for GitHub that these are no pages for Jekyll.

A site that has such a file of its own in `static/` keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page
from sitegen.settings import Settings
from sitegen.site import Site


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/_headers` and `/_redirects` (Netlify, Cloudflare Pages), `/.nojekyll` (GitHub Pages) and perhaps `/CNAME`."""
    moves = [(alias, entry.url) for entry in site.everything for alias in entry.post.meta.aliases]
    yield _page("/_headers", "headers.txt")
    yield _page("/_redirects", "redirects.txt", moves=[*moves, *site.redirects.items()])
    yield _page("/.nojekyll", "nojekyll.txt")
    if settings.hosting.cname:
        yield _page("/CNAME", "cname.txt")


def _page(url: str, template: str, **data: object) -> Page:
    return Page(url, f"hosting/{template}", "hosting", data=data, source=f"what hosts read in {url}", is_yielding=True)
