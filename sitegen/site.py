"""The site as templates see it: posts with their prose, tags and series; the shelf notes at which of them somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from markupsafe import Markup

from sitegen.chinese import reading_minutes
from sitegen.galley import Outline, PackedProse
from sitegen.marks.equation import Label
from sitegen.marks.macro import definition
from sitegen.post import Post, Sighting
from sitegen.prose import Heading, Prose, title_html

T = TypeVar("T")

AnyProse = Prose | PackedProse


class Tag:
    """A tag, its posts newest first, the address of its page, and what the author says of it."""

    face = ""

    def __init__(self, name: str, url: str, entries: list[Entry], description: str = "") -> None:
        self.name, self.url, self.description = name, url, description
        self._entries = entries

    @property
    def entries(self) -> list[Entry]:
        """The posts; the shelf notes that the list was looked at."""
        return _looked_at(self._entries, self.face)

    @property
    def count(self) -> int:
        """How many posts carry it."""
        return len(self.entries)


class Series:
    """A series of two or more posts, in order, and the address of its page."""

    face = ""

    def __init__(self, name: str, url: str, entries: list[Entry]) -> None:
        self.name, self.url = name, url
        self._entries = entries

    @property
    def entries(self) -> list[Entry]:
        """The posts; the shelf notes that the list was looked at."""
        return _looked_at(self._entries, self.face)

    @property
    def count(self) -> int:
        """How many of its posts are there."""
        return len(self.entries)

    @property
    def places(self) -> list[tuple[int | None, Entry | None]]:
        """Number and post of each place from the first that is there; the post is None where one is missing."""
        places: list[tuple[int | None, Entry | None]] = []
        expected: int | None = None
        for entry in self.entries:
            number = entry.series_number
            if number is not None and expected is not None and number - expected < _LONGEST_GAP:
                places += [(missing, None) for missing in range(expected, number)]
            places.append((number, entry))
            expected = number + 1 if number is not None else expected
        return places


def _looked_at(entries: list[Entry], face: str) -> list[Entry]:
    entries[0].shelf.faces.add(face)
    return entries


_LONGEST_GAP = 100
"""A series whose numbers jump by more (years, say) has no gap to be shown there."""


_AT_HAND = 64
"""So many proses stay at hand: a page asks for the same few again and again, and so does the next page."""


Notes = tuple[set[str], set[str]]
"""Whose prose was taken, and which faces were looked at."""


class Shelf:
    """The prose of each post by the path of its file.

    It notes what a page depends on: whose prose was taken, and the faces of the posts and lists that were looked at.
    """

    def __init__(self, prose_of: Callable[[str], AnyProse]) -> None:
        self.taken: set[str] = set()
        self.faces: set[str] = set()
        self._seen: list[Entry] = []
        self.renew(prose_of)

    def begin(self) -> Notes:
        """Begin to note anew; return what was noted until now, for `go_on`."""
        before = self.taken, self.faces
        self.taken, self.faces = set(), set()
        self._watch_again()
        return before

    def go_on(self, before: Notes) -> None:
        """Go on with what was noted before."""
        self._watch_again()
        self.taken, self.faces = before

    def _watch_again(self) -> None:
        for entry in self._seen:
            entry.__class__ = _Watched
        self._seen.clear()

    def see(self, entry: Entry) -> None:
        """Note that a post was looked at."""
        self.faces.add(entry.face)
        self._seen.append(entry)

    def renew(self, prose_of: Callable[[str], AnyProse]) -> None:
        """Forget every text: from now on they may be others."""
        self._made: dict[Hashable, Any] = {}
        self._prose_of = lru_cache(_AT_HAND)(prose_of)

    def take(self, path: str) -> AnyProse:
        """Return the prose of a post."""
        self.taken.add(path)
        return self._prose_of(path)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is made of many texts, made once as long as they are the same."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made


class Entry:
    """A post in its site. What relates it to other posts is filled in by `assemble` and never changed after."""

    __slots__ = (
        "_title_html", "author", "date", "equations", "face", "is_draft", "lang", "mentioned_by", "mentions", "newer",
        "older", "original", "outline", "position", "post", "read_count", "series", "shelf", "tags", "title", "truncated",
        "updated", "url",
    )  # fmt: skip

    def __init__(self, outline: Outline, shelf: Shelf, url: str, original: str = "") -> None:
        self.outline, self.post, self.shelf = outline, outline.post, shelf
        self.url, self.original, self.face = url, original, ""
        meta = outline.post.meta
        self.title = outline.post.title
        """The title as plain text, with formulas as written."""
        self.author = meta.author
        """The author's name, or nothing."""
        self.date, self.updated = meta.date, meta.updated
        """The days it was published, perhaps without a year, and last changed, as far as the author says."""
        self.read_count = meta.read_count
        """How often it was read, or None if nobody knows."""
        self.truncated = meta.truncated
        """Whether the archive cut the text."""
        self.is_draft = meta.draft
        """Whether it is shown only because one asked for drafts."""
        self.lang = meta.lang
        """The language of the post, or nothing if it is the site's."""
        self.tags: Sequence[Tag] = ()
        self.series: Series | None = None
        self.position = 0
        """Its place among the posts of its series that are there, from 1."""
        self.newer: Entry | None = None
        self.older: Entry | None = None
        self.mentions: Mapping[int, Entry] = {}
        self.mentioned_by: Sequence[Entry] = ()
        self.equations: Mapping[str, tuple[Entry, Label]] = {}
        self._title_html: Markup | None = None

    @property
    def prose(self) -> AnyProse:
        """The text; the shelf notes that it was looked at."""
        return self.shelf.take(self.post.path)

    @property
    def title_html(self) -> Markup:
        """The title as HTML, with formulas as formulas."""
        if self._title_html is None:
            self._title_html = Markup(title_html(self.title))
        return self._title_html

    @property
    def folder(self) -> str:
        """The address of the folder in which its page and its files lie."""
        return self.url.rpartition("/")[0] + "/"

    @property
    def history(self) -> tuple[Sighting, ...]:
        """Where the archive told of it, and the read count there."""
        return self.post.meta.archive

    @property
    def series_number(self) -> int | None:
        """Its number in the series, as its title gives it."""
        return self.post.meta.series_number

    @property
    def series_previous(self) -> Entry | None:
        """The post before it in its series."""
        return self.series.entries[self.position - 2] if self.series and self.position > 1 else None

    @property
    def series_next(self) -> Entry | None:
        """The post after it in its series."""
        return self.series.entries[self.position] if self.series and self.position < self.series.count else None

    @property
    def macros(self) -> list[str]:
        """The TeX that defines the post's own macros."""
        return [definition(name, spec) for name, spec in self.post.meta.macros.items()]

    @property
    def description(self) -> str:
        """One or two sentences of plain text."""
        return self.post.meta.description or self.prose.description

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings of the text."""
        return self.prose.headings

    @property
    def is_cut(self) -> bool:
        """Whether the text goes on after the summary."""
        return self.prose.is_cut

    @property
    def is_empty(self) -> bool:
        """Whether there is no text: the archive may tell of a post and have lost its body."""
        return self.prose.is_empty

    @property
    def word_count(self) -> int:
        """How many Chinese characters and words of other scripts the text has."""
        prose = self.prose
        return prose.han + prose.words

    @property
    def minutes(self) -> int:
        """The minutes a reader needs; 0 for a post without text."""
        prose = self.prose
        return 0 if prose.is_empty else reading_minutes(prose.han, prose.words, prose.displays)


_post_of: Callable[[Entry], Post] = vars(Entry)["post"].__get__


def path_of(entry: Entry) -> str:
    """Return the path of a post's file; nobody has looked at the post for that, unless it has yet to be unpacked."""
    try:
        return _post_of(entry).path
    except AttributeError:
        return entry.post.path


class _Watched(Entry):
    """A post at which nobody has looked since the shelf began to note; at the first look it is a plain one again."""

    __slots__ = ()

    def __getattribute__(self, name: str) -> Any:
        self.__class__ = Entry  # type: ignore[assignment]
        self.shelf.see(self)
        return getattr(self, name)


@dataclass(eq=False)
class Site:
    """All posts, newest first and those without a year last, with the plain pages, tags and series.

    `redirects` tells where addresses that no page has any more lead now. `hidden` are posts and pages that are in no
    list: only who has the address, or follows a link in a text, finds them.
    """

    entries: list[Entry]
    pages: list[Entry]
    tags: list[Tag]
    series: list[Series]
    shelf: Shelf
    redirects: Mapping[str, str] = field(default_factory=dict)
    hidden: list[Entry] = field(default_factory=list)

    @property
    def everything(self) -> list[Entry]:
        """All that has a page of its own."""
        return [*self.entries, *self.pages, *self.hidden]

    def watch(self) -> None:
        """Have the shelf note from now on which posts are looked at."""
        self.shelf.begin()
        for entry in self.everything:
            entry.__class__ = _Watched

    @property
    def post_count(self) -> int:
        """How many posts there are."""
        return len(self.entries)
