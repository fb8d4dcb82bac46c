"""The pages of a site, one page maker a module: each offers `pages(site, settings)`."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Protocol

from sitegen.page import Page
from sitegen.pages import (
    archive,
    feed,
    graph,
    hosting,
    index,
    missing,
    popular,
    post,
    redirect,
    robots,
    search,
    series,
    sitemap,
    tag,
)
from sitegen.problem import Problem, error
from sitegen.settings import Settings
from sitegen.site import Site

MAKERS = (index, post, tag, series, archive, graph, popular, search, missing, redirect, feed, sitemap, robots, hosting)
"""The modules that make pages, in the order in which their pages are listed."""


class Maker(Protocol):
    """What makes pages: a module of ours, or one that the site's settings name."""

    def pages(self, site: Site, settings: Settings, /) -> Iterable[Page]:
        """Return its pages."""


def lay_out(site: Site, settings: Settings, copied: Container[str], own: Sequence[Maker] = ()) -> list[list[Page]]:
    """Return every page of the site, those of each maker in a list of their own; those of its own makers come last.

    Pages whose place a file that is copied takes are left out; such files are known by path.
    """
    made = [pages_of(maker, site, settings) for maker in (*MAKERS, *own)]
    return [[page for page in pages if not (page.is_yielding and page.path in copied)] for pages in made]


def pages_of(maker: Maker, site: Site, settings: Settings) -> list[Page]:
    """Return the pages of a maker, which depend on every text that it looked at."""
    site.shelf.taken.clear()
    pages = list(maker.pages(site, settings))
    shows = tuple(sorted(site.shelf.taken))
    return [page._replace(shows=shows) for page in pages] if shows else pages


def collisions(claims: Iterable[tuple[str, str]]) -> list[Problem]:
    """Return a problem for each file that two sources claim: exactly, on systems that fold case, or as a folder."""
    owners: dict[str, tuple[str, str]] = {}
    problems = []
    for path, source in claims:
        other_path, other = owners.setdefault(_folded(path), (path, source))
        if (other_path, other) == (path, source):
            continue
        if other_path == path:
            problems.append(error("", 0, "duplicate-url", f"/{_address(path)} comes from {other} and {source}"))
        else:
            both = f"/{_address(other_path)} ({other}) and /{_address(path)} ({source})"
            problems.append(error("", 0, "near-duplicate-url", f"{both} are one file on macOS and Windows"))
    return [*problems, *_files_as_folders(owners)]


def _files_as_folders(owners: dict[str, tuple[str, str]]) -> Iterator[Problem]:
    for key, (path, source) in owners.items():
        end = key.find("/")
        while end >= 0:
            if key[:end] in owners:
                other_path, other = owners[key[:end]]
                message = f"/{other_path} ({other}) is a file, and /{_address(path)} ({source}) needs a folder there"
                yield error("", 0, "duplicate-url", message)
            end = key.find("/", end + 1)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _address(path: str) -> str:
    return path.removesuffix("index.html")
