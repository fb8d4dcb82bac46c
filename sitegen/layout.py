"""A site laid out, and how one process leaves it for the next: where posts and pages stand, in plain values.

What a post says of itself is in its outline, which is remembered anyway. So a layout that was unpacked is worth as much as
a new one as long as no outline, no setting and no file beside the posts is another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sitegen.assets import Assets, find_assets
from sitegen.galley import Outline
from sitegen.lazysite import NO_TIES, LazyPages, LazyShelf, Ties
from sitegen.page import Page
from sitegen.problem import Problem
from sitegen.redirects import Ledger
from sitegen.settings import Settings
from sitegen.site import AnyProse, Entry, Series, Site, Tag

T = TypeVar("T", Tag, Series)


class Layout(NamedTuple):
    """A site laid out, with the problems that were found on the way, `said` those of the site as a whole.

    `pages` are known by their paths, and `places` are the paths of each maker; `shows` are the files of the posts whose
    texts were looked at to lay it out. There is no `ledger` where posts live where they did. No other layout has this
    `key`; one that makers of the site's own had a hand in has none, and is not kept.
    """

    key: bytes
    site: Site
    ledger: Ledger | None
    assets: Assets
    pages: Mapping[str, Page]
    places: Sequence[Sequence[str]]
    shows: frozenset[str]
    found: Sequence[Problem]
    said: Sequence[Problem]


class Packed(NamedTuple):
    """A layout in plain values. Posts are numbers, their places among all in the order of the site; `paths` are those of
    their files, and `kinds` tells how many are listed, and how many are plain pages."""

    paths: list[str]
    kinds: tuple[int, int]
    faces: list[str]
    tags: list[tuple[str, str, str, str, list[int]]]
    series: list[tuple[str, str, str, list[int]]]
    tagged: list[tuple[int, ...]]
    ties: dict[int, tuple[Any, ...]]
    redirects: dict[str, str]
    places: list[list[str]]
    shows: list[str]
    found: list[tuple[Any, ...]]
    said: list[tuple[Any, ...]]


def pack(layout: Layout) -> tuple[Any, ...]:
    """Return the layout in plain values."""
    site = layout.site
    every = site.everything
    number = {entry: place for place, entry in enumerate(every)}
    tags = {tag: place for place, tag in enumerate(site.tags)}
    series = {group: place for place, group in enumerate(site.series)}
    ties = ((place, _ties(entry, number, series)) for place, entry in enumerate(every))
    packed = Packed(
        paths=[entry.post.path for entry in every],
        kinds=(len(site.entries), len(site.pages)),
        faces=[entry.face for entry in every],
        tags=[(tag.name, tag.url, tag.description, tag.face, [number[each] for each in tag.entries]) for tag in tags],
        series=[(each.name, each.url, each.face, [number[entry] for entry in each.entries]) for each in series],
        tagged=[tuple([tags[tag] for tag in entry.tags]) for entry in every],
        ties={place: tuple(tied) for place, tied in ties if tied != NO_TIES},
        redirects=dict(site.redirects),
        places=[list(paths) for paths in layout.places],
        shows=list(layout.shows),
        found=[tuple(problem) for problem in layout.found],
        said=[tuple(problem) for problem in layout.said],
    )
    return tuple(packed)


def _ties(entry: Entry, number: Mapping[Entry, int], series: Mapping[Series, int]) -> Ties:
    mentions = {place: number[other] for place, other in entry.mentions.items()}
    mentioned_by = tuple([number[other] for other in entry.mentioned_by])
    equations = tuple(
        [
            (name, number[other], tuple(label))
            for name, (other, label) in entry.equations.items()
            if other is not entry or name != label.name
        ]
    )
    return Ties(series[entry.series] if entry.series else -1, entry.position, mentions, mentioned_by, equations)


class Remains(NamedTuple):
    """What there is besides a packed layout: the outline of each post by its path and the prose, the paths of the posts
    beside which files lie."""

    outline_of: Callable[[str], Outline]
    prose_of: Callable[[str], AnyProse]
    with_files: frozenset[str]


def unpack(
    key: bytes, values: tuple[Any, ...], source: Path, settings: Settings, has_digests: bool, remains: Remains
) -> Layout:
    """Return the layout that was packed."""
    packed = Packed(*values)
    listed, pages = packed.kinds
    shelf = LazyShelf(remains.prose_of, settings, len(packed.paths), listed)
    every = shelf.everything
    shelf.tags += [
        _faced(Tag(name, url, _at(every, posts), told), face) for name, url, told, face, posts in packed.tags
    ]
    shelf.series += [_faced(Series(name, url, _at(every, posts)), face) for name, url, face, posts in packed.series]
    shelf.fill_from(lambda place: remains.outline_of(packed.paths[place]), packed.faces, packed.tagged, packed.ties)
    site = Site(
        every[:listed],
        every[listed : listed + pages],
        shelf.tags,
        shelf.series,
        shelf,
        packed.redirects,
        every[listed + pages :],
    )
    beside = [entry for path, entry in zip(packed.paths, every, strict=True) if path in remains.with_files]
    return Layout(
        key,
        site,
        None,
        find_assets(source, beside, settings, [], has_digests),
        LazyPages(site, settings, packed.places),
        packed.places,
        frozenset(packed.shows),
        [Problem(*values) for values in packed.found],
        [Problem(*values) for values in packed.said],
    )


def _at(every: Sequence[Entry], places: Sequence[int]) -> list[Entry]:
    return [every[place] for place in places]


def _faced(group: T, face: str) -> T:
    group.face = face
    return group
