"""A page to be: its address, its template and its data; and lists of posts cut into pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sitegen.site import Entry


class Page(NamedTuple):
    """A page to be rendered: its address, the template and what the template gets besides the site.

    `source` names the file or the maker it comes from, for messages; `about` describes a page that shows no post;
    `shows` are the files of the posts whose texts were looked at to lay it out; `is_yielding` tells of one that a file of
    the site's own takes the place of.
    """

    url: str
    template: str
    kind: str
    title: str = ""
    about: str = ""
    data: Mapping[str, Any] = {}
    source: str = ""
    entry: Entry | None = None
    shows: tuple[str, ...] = ()
    is_yielding: bool = False

    @property
    def description(self) -> str:
        """One or two sentences of plain text about what is on the page, or nothing."""
        return self.entry.description if self.entry else self.about

    @property
    def lang(self) -> str:
        """The language of the post shown, if it has one of its own."""
        return self.entry.lang if self.entry else ""

    @property
    def section(self) -> str:
        """The kind of the page in the menu that it belongs to."""
        return _SECTIONS.get(self.kind, self.kind)

    @property
    def path(self) -> str:
        """The file below the output folder that holds it."""
        return (self.url + "index.html" if self.url.endswith("/") else self.url).lstrip("/")


def page_of(entry: Entry) -> Page:
    """Return the page of a post, or of a plain page."""
    kind, data = entry.post.kind, {"entry": entry}
    return Page(entry.url, f"{kind}.html", kind, title=entry.title, data=data, source=entry.post.path, entry=entry)


_SECTIONS = {"post": "index", "tag": "tags", "series": "series_list", "graph": "archive"}


class Pagination(NamedTuple):
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

    @property
    def shown(self) -> list[tuple[int, str | None]]:
        """Number and address of the first page, the last and those around this one; no address where some are left out."""
        ends = {1, self.total}
        around = {n for n in range(self.number - 2, self.number + 3) if 1 <= n <= self.total}
        far = {self.number - 2, self.number + 2} - ends
        return [(n, None if n in far else self.pages[n - 1][1]) for n in sorted(ends | around)]


def paged(
    first_url: str, entries: Sequence[Entry], size: int, later_size: int = 0
) -> Iterator[tuple[str, Sequence[Entry], Pagination]]:
    """Yield address, entries and place of each page of a list; an empty list has one empty page.

    The pages after the first may be of another size.
    """
    starts = [0, *range(size, len(entries), later_size or size)]
    addresses = [(n, first_url if n == 1 else f"{first_url}page/{n}/") for n in range(1, len(starts) + 1)]
    for (n, url), start, end in zip(addresses, starts, [*starts[1:], len(entries)], strict=True):
        yield url, entries[start:end], Pagination(n, addresses)
