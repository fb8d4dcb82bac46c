"""The search page, and the JSON index in which it searches where there is no Pagefind."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.page import Page
from sitegen.search import FOLDER, INDEX, Index, engine
from sitegen.settings import Settings
from sitegen.site import Entry, Site

MOST_TAGS = 200
"""So many tags can be chosen, those first that come first in the list of tags."""


def pages(site: Site, settings: Settings) -> Iterator[Page]:
    """Yield `/search/` and `/search/index.js`."""
    kind = engine(settings, site)
    if kind == "off":
        return
    index = Index(site, with_texts=kind == "json")
    years = dict.fromkeys(entry.date.year for entry in site.entries if entry.date and entry.date.year is not None)
    data = {
        "index": index,
        "at": f"/{INDEX}",
        "pagefind": f"/{FOLDER}" if kind == "pagefind" else "",
        "tags": site.tags[:MOST_TAGS],
        "years": list(years),
        "has_math": any(_shows_math(entry) for entry in site.entries),
    }
    yield Page("/search/", "search.html", "search", title="search", data=data, source="the search page")
    yield Page(f"/{INDEX}", "search-index.js", "search_index", data={"index": index}, source="the search index")


def _shows_math(entry: Entry) -> bool:
    return ("$" in entry.title or "\\" in entry.title) and 'class="math' in entry.title_html
