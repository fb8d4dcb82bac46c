"""The pages of a site, one page maker a module: each offers `pages(site, settings)`."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Iterator

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


def lay_out(site: Site, settings: Settings, copied: Container[str]) -> list[Page]:
    """Return every page of the site, but for those whose place a file that is copied takes; these are known by path."""
    pages = [page for maker in MAKERS for page in maker.pages(site, settings)]
    return [page for page in pages if not (page.is_yielding and page.path in copied)]


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
        for end in (place for place, character in enumerate(key) if character == "/"):
            if key[:end] in owners:
                other_path, other = owners[key[:end]]
                message = f"/{other_path} ({other}) is a file, and /{_address(path)} ({source}) needs a folder there"
                yield error("", 0, "duplicate-url", message)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _address(path: str) -> str:
    return path.removesuffix("index.html")
