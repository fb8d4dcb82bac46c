"""The pages of a site, one page maker a module: each offers `pages(site, settings)`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from sitegen.problem import Problem, error
from sitegen.settings import Settings
from sitegen.site import Entry, Site


@dataclass(frozen=True)
class Page:
    """A page to be rendered: its address, the template and what the template gets besides the site.

    `source` names the file or the maker it comes from, for messages.
    """

    url: str
    template: str
    kind: str
    title: str = ""
    description: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    entry: Entry | None = None

    @property
    def lang(self) -> str:
        """The language of the post shown, if it has one of its own."""
        return self.entry.lang if self.entry else ""

    @property
    def path(self) -> str:
        """The file below the output folder that holds it."""
        return (self.url + "index.html" if self.url.endswith("/") else self.url).lstrip("/")


@dataclass(frozen=True)
class Pagination:
    """Where a page stands in a list of pages; `newer` and `older` are addresses, or None at the ends."""

    number: int
    pages: list[tuple[int, str]]

    @property
    def total(self) -> int:
        """How many pages there are."""
        return len(self.pages)

    @property
    def newer(self) -> str | None:
        """The address of the page before."""
        return self.pages[self.number - 2][1] if self.number > 1 else None

    @property
    def older(self) -> str | None:
        """The address of the page after."""
        return self.pages[self.number][1] if self.number < self.total else None


def paged(first_url: str, entries: Sequence[Entry], size: int) -> Iterator[tuple[str, Sequence[Entry], Pagination]]:
    """Yield address, entries and place of each page of a list; an empty list has one empty page."""
    count = max(1, -(-len(entries) // size))
    addresses = [(n, first_url if n == 1 else f"{first_url}page/{n}/") for n in range(1, count + 1)]
    for n, url in addresses:
        yield url, entries[(n - 1) * size : n * size], Pagination(n, addresses)


def makers() -> list[ModuleType]:
    """Return the modules that make pages, in the order in which their pages are listed."""
    from sitegen.pages import (
        archive,
        feed,
        index,
        missing,
        popular,
        post,
        redirect,
        robots,
        series,
        sitemap,
        tag,
    )

    return [index, post, tag, series, archive, popular, missing, redirect, feed, sitemap, robots]


def lay_out(site: Site, settings: Settings) -> list[Page]:
    """Return every page of the site."""
    return [page for maker in makers() for page in maker.pages(site, settings)]


def collisions(claims: Iterable[tuple[str, str]]) -> list[Problem]:
    """Return a problem for each file that two sources claim, exactly or on systems that fold case."""
    owners: dict[str, tuple[str, str]] = {}
    problems = []
    for path, source in claims:
        key = path.casefold()
        if key not in owners:
            owners[key] = (path, source)
            continue
        other_path, other = owners[key]
        if other_path == path:
            problems.append(error("", 0, "duplicate-url", f"/{_address(path)} comes from {other} and {source}"))
        else:
            message = (
                f"/{_address(other_path)} ({other}) and /{_address(path)} ({source}) are one file on macOS and Windows"
            )
            problems.append(error("", 0, "near-duplicate-url", message))
    return problems


def _address(path: str) -> str:
    return path.removesuffix("index.html")
