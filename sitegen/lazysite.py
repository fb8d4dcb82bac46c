"""A site whose posts are unpacked when somebody looks at them, and whose pages are laid out when they have to be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from sitegen.galley import Outline
from sitegen.marks.equation import Label
from sitegen.page import Page, page_of
from sitegen.pages import MAKERS, pages_of, post
from sitegen.permalink import address, original
from sitegen.settings import Settings
from sitegen.site import AnyProse, Entry, Series, Shelf, Site, Tag


class Ties(NamedTuple):
    """What relates a post to others, which are numbers: their places among all. `equations` are those of others."""

    series: int = -1
    position: int = 0
    mentions: Mapping[int, int] = {}
    mentioned_by: Sequence[int] = ()
    equations: Sequence[tuple[str, int, tuple[Any, ...]]] = ()


NO_TIES = Ties()


class LazyEntry(Entry):
    """A post at which nobody has looked since it was packed; at the first look it is a plain one again."""

    __slots__ = ()

    shelf: LazyShelf

    def __getattr__(self, name: str) -> Any:
        """Return what is not there yet."""
        self.shelf.fill(self)
        return getattr(self, name)


class LazyShelf(Shelf):
    """The shelf of a site that was packed, which knows what its posts are to be filled with.

    `everything` are the posts in the order of the site, the first `listed` of them in that of time.
    """

    def __init__(self, prose_of: Callable[[str], AnyProse], settings: Settings, number: int, listed: int) -> None:
        super().__init__(prose_of)
        self.everything: list[Entry] = [LazyEntry.__new__(LazyEntry) for _ in range(number)]
        self.tags: list[Tag] = []
        self.series: list[Series] = []
        self._settings, self._listed = settings, listed
        self._packed = dict(zip(self.everything, range(number), strict=True))
        for entry in self.everything:
            entry.shelf = self

    def fill_from(
        self,
        outline_of: Callable[[int], Outline],
        faces: Sequence[str],
        tagged: Sequence[Sequence[int]],
        ties: Mapping[int, tuple[Any, ...]],
    ) -> None:
        """Fill posts from these from now on."""
        self._outline_of, self._faces, self._tagged, self._ties = outline_of, faces, tagged, ties

    def see(self, entry: Entry) -> None:
        """Note that a post was looked at, which may be for the first time."""
        if entry in self._packed:
            self.fill(entry)
        super().see(entry)

    def fill(self, entry: Entry) -> None:
        """Unpack a post, and what relates it to others."""
        number, every = self._packed.pop(entry), self.everything
        entry.__class__ = Entry
        outline, ties = self._outline_of(number), Ties(*self._ties.get(number, ()))
        Entry.__init__(
            entry, outline, self, address(outline.post, self._settings), original(outline.post, self._settings)
        )
        entry.face = self._faces[number]
        entry.tags = [self.tags[tag] for tag in self._tagged[number]] or ()
        entry.series, entry.position = (self.series[ties.series] if ties.series >= 0 else None), ties.position
        entry.newer = every[number - 1] if 0 < number < self._listed else None
        entry.older = every[number + 1] if number + 1 < self._listed else None
        entry.mentions = {place: every[other] for place, other in ties.mentions.items()}
        entry.mentioned_by = [every[other] for other in ties.mentioned_by] or ()
        entry.equations = {label.name: (entry, label) for label in outline.labels}
        entry.equations |= {name: (every[other], Label(*label)) for name, other, label in ties.equations}


class LazyPages(Mapping[str, Page]):
    """The pages of a site by their paths; `places` are the paths of each maker."""

    def __init__(self, site: Site, settings: Settings, places: Sequence[Sequence[str]]) -> None:
        self._site, self._settings, self._places = site, settings, places
        self._maker = {path: number for number, paths in enumerate(places) for path in paths}
        self._made: dict[str, Page] = {}

    @cached_property
    def _posts(self) -> dict[str, Entry]:
        """The post of each page that shows one alone."""
        return dict(zip(self._places[MAKERS.index(post)], self._site.everything, strict=True))

    def __len__(self) -> int:
        return len(self._maker)

    def __iter__(self) -> Iterator[str]:
        return iter(self._maker)

    def __contains__(self, path: object) -> bool:
        return path in self._maker

    def __getitem__(self, path: str) -> Page:
        if path not in self._made:
            maker = MAKERS[self._maker[path]]
            if maker is post:
                self._made[path] = page_of(self._posts[path])
            else:
                self._made |= {page.path: page for page in pages_of(maker, self._site, self._settings)}
        return self._made[path]
