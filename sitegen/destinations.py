"""Where links lead: whether a site has the page or the file of an address, and the place on it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from sitegen import mathjax
from sitegen.assets import Assets
from sitegen.jinja import Compiled
from sitegen.marks.address import HERE, ROOT
from sitegen.nearness import Names
from sitegen.page import Page
from sitegen.problem import SiteError
from sitegen.settings import Settings
from sitegen.site import Entry, Site
from sitegen.theme import Theme
from sitegen.webaddress import in_ascii

_HOME = "http://site.invalid"
_id = re.compile(r'\bid="([^"]*)"')


class Destination(NamedTuple):
    """Where an address leads: a path of the site and a place there, or an address elsewhere."""

    path: str
    fragment: str = ""
    outside: str = ""


class Destinations:
    """All that links can lead to in a site."""

    def __init__(self, source: Path, site: Site, settings: Settings, pages: Iterable[Page], assets: Assets) -> None:
        self._source, self._site, self._settings, self._assets = source, site, settings, assets
        self._pages = {page.path: page for page in pages}
        self._files = {*self._pages, *assets.copies, *mathjax.installed(source)}
        self._ids: dict[tuple[str, bool], set[str]] = {}
        self._places: dict[str, Names] = {}

    def of(self, entry: Entry, address: str) -> Destination:
        """Return where an address leads that stands in the text of a post."""
        base_url = self._settings.base_url
        if address.startswith(ROOT):
            address = f"{_HOME}/{address[1:]}"
        elif base_url and re.match(rf"{re.escape(base_url)}(?=[/?#]|\Z)", in_ascii(address)):
            address = f"{_HOME}/{in_ascii(address)[len(base_url) :].lstrip('/')}"
        else:
            address = address.removeprefix(HERE)
            address = urljoin(_HOME + (entry.url if address.startswith("#") else entry.folder), address)
        if not re.match(rf"{_HOME}(?=[/?#]|\Z)", address):
            return Destination("", outside=address)
        parts = urlsplit(address)
        return Destination(unquote(parts.path) or "/", unquote(parts.fragment))

    def has(self, path: str) -> bool:
        """Return whether there is such a page or file."""
        return _file(path) in self._files

    def nearest(self, path: str) -> str | None:
        """Return the address of a page or a file that is nearly this one."""
        return self._addresses.nearest(path)

    @cached_property
    def _addresses(self) -> Names:
        return Names("/" + file.removesuffix("index.html") for file in sorted(self._files))

    def nearest_place(self, path: str, place: str) -> str | None:
        """Return the id on a page that is nearly this one."""
        if path not in self._places:
            self._places[path] = Names(sorted(self._ids_on(path) or ()))
        return self._places[path].nearest(place, parts=True)

    def _ids_on(self, path: str) -> set[str] | None:
        """The ids on a page; None if this is no page of ours or one that cannot be rendered."""
        page = self._pages.get(_file(path))
        if page is None or not page.path.endswith(".html"):
            return None
        try:
            return self._on(page, whole=True)
        except SiteError:  # what is wrong with a template is told by a build
            return None

    def has_place(self, path: str, place: str) -> bool:
        """Return whether a page has an id. Its text is asked first: few links lead to what stands around one."""
        page = self._pages.get(_file(path))
        if page is not None and page.entry and place in self._on(page, whole=False):
            return True
        ids = self._ids_on(path)
        return ids is None or place in ids

    def _on(self, page: Page, whole: bool) -> set[str]:
        if (page.path, whole) not in self._ids:
            html = self._theme.render(page).decode() if whole or not page.entry else page.entry.prose.html
            self._ids[page.path, whole] = set(map(unescape, _id.findall(html)))
        return self._ids[page.path, whole]

    @cached_property
    def _theme(self) -> Theme:
        return Theme(self._source, self._site, self._settings, self._assets, Compiled({}))


def _file(path: str) -> str:
    return (path + "index.html" if path.endswith("/") else path).lstrip("/")


def shown(address: str) -> str:
    """Return an address as people read it: with its letters, and without the mark of where it begins."""
    written = address.replace(ROOT, "/").replace(HERE, "")
    return unquote(written) if unquote(written).isprintable() else written


def lacking(address: str, path: str) -> str:
    """Return in words what the site lacks, where an address does not say so itself."""
    return "" if shown(address) == path else f": the site has no {path}"
