"""Which posts are related to a post, and why."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from math import log2
from typing import NamedTuple

from sitegen.site import Entry, Site, Tag

MOST = 5
"""So many related posts are shown."""

MENTION, SERIES, COMMON_MENTION = 3.0, 2.0, 1.5

_NEAR = 3
"""Of a tag with many posts so many are looked at on either side of a post, and so many of those that mention a post."""


Reason = tuple[str, tuple[str, ...]]
Reasons = tuple[Reason, ...]


class Related(NamedTuple):
    """A post that is related to another, and the reasons: the kind of each, and the names that belong to it.

    The kinds are `tags` (that both have), `series`, `mentions`, `mentioned_by` and `both` (mention these posts), whose
    names alone are HTML.
    """

    entry: Entry
    reasons: Reasons


class Relations:
    """The relations between the posts of a site.

    A post weighs more the more it has in common with another: 3 for a mention, either way; 2 for the series; 1.5 for
    each post that both mention; and for each tag that both have 2 / log2(1 + n), where n posts have it, so that a tag of
    two posts says as much as six of a thousand. Among equals the nearest in the order of the site is first.

    What the page links to elsewhere (neighbours in the series, mentions either way) is left out unless there is nothing
    else. Of a tag with many posts only the nearest are looked at, so that the cost does not grow with the site.
    """

    def __init__(self, site: Site) -> None:
        self._entries = site.entries
        self._tags = _TagsAt(site.entries)
        self._places_of: dict[Tag, list[int]] = {}
        self._weight_of: dict[Tag, float] = {}

    @cached_property
    def _places(self) -> dict[Entry, int]:
        return {entry: place for place, entry in enumerate(self._entries)}

    def of(self, entry: Entry) -> list[Related]:
        """Return what is related to a post, the nearest relation first; nothing to one that no list shows."""
        here = self._places.get(entry)
        if here is None:
            return []
        mine, found = entry.tags, self._by_tags(entry.tags, here)
        ties = _Ties(entry) if entry.series or entry.mentions or entry.mentioned_by else None
        if ties:
            found.update(self._places[other] for other in _linked(entry) if other in self._places)
        found.discard(here)
        if ties:
            found = found - {self._places.get(other) for other in ties.shown} or found
        weights = [(tag, self._weight_of[tag]) for tag in mine]
        weighed = []
        for place in found:
            weight, tags = ties.weight(self._entries[place]) if ties else 0.0, self._tags[place]
            for tag, of_tag in weights:
                if tag in tags:
                    weight += of_tag
            weighed.append((-weight, abs(place - here), place))
        weighed.sort()
        return [self._related(mine, place, ties) for _, _, place in weighed[:MOST]]

    def _by_tags(self, mine: Sequence[Tag], here: int) -> set[int]:
        """The places of posts that have one of these tags in common with the one that is here, which is one of them."""
        found: set[int] = set()
        for tag in mine:
            places = self._places_of.get(tag)
            if places is None:
                places = self._places_of[tag] = [self._places[other] for other in tag.entries]
                self._weight_of[tag] = 2 / log2(1 + len(places))
            at = bisect_left(places, here)
            found.update(places if len(places) <= 2 * _NEAR else places[max(0, at - _NEAR) : at + _NEAR + 1])
        return found

    def _related(self, mine: Sequence[Tag], place: int, ties: _Ties | None) -> Related:
        """What is at a place, with the reasons why it is related to the post that has these tags and ties."""
        other, others = self._entries[place], self._tags[place]
        names = tuple([tag.name for tag in mine if tag in others])
        reasons: Reasons = (("tags", names),) if names else ()
        return Related(other, (*ties.alone(other), *reasons, *ties.both(other)) if ties else reasons)


class _TagsAt(dict[int, frozenset[Tag]]):
    """The tags of the post at each place; no post is looked at before it is asked for."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def __missing__(self, place: int) -> frozenset[Tag]:
        tags = self[place] = frozenset(self._entries[place].tags)
        return tags


def _linked(entry: Entry) -> Iterator[Entry]:
    """Yield what has the series or a mention in common with a post."""
    if entry.series:
        at = entry.position - 1
        yield from entry.series.entries[max(0, at - _NEAR) : at + _NEAR + 1]
    for mentioned in entry.mentions.values():
        yield mentioned
        yield from mentioned.mentioned_by[: 2 * _NEAR]
    yield from entry.mentioned_by[: 2 * _NEAR]


class _Ties:
    """What others can have in common with a post, besides tags."""

    def __init__(self, entry: Entry) -> None:
        self.series = entry.series
        self.mentions = dict.fromkeys(entry.mentions.values())
        self.mentioned_by = dict.fromkeys(entry.mentioned_by)
        neighbours = [entry.series_previous, entry.series_next] if entry.series else []
        self.shown = [*self.mentions, *self.mentioned_by, *filter(None, neighbours)]

    def weight(self, other: Entry) -> float:
        """Return how much the other has in common with the post."""
        weight = SERIES if self.series is not None and other.series is self.series else 0.0
        if other in self.mentions or other in self.mentioned_by:
            weight += MENTION
        return weight + COMMON_MENTION * len(self._both(other))

    def alone(self, other: Entry) -> Iterator[Reason]:
        """Yield the reasons that are of the two posts alone."""
        if other in self.mentions:
            yield "mentions", ()
        if other in self.mentioned_by:
            yield "mentioned_by", ()
        if self.series is not None and other.series is self.series:
            yield "series", ()

    def both(self, other: Entry) -> Iterator[Reason]:
        """Yield what both posts mention, if there is such."""
        if both := self._both(other):
            yield "both", tuple([f"《{each.title_html}》" for each in both])

    def _both(self, other: Entry) -> list[Entry]:
        """Return the posts that both mention, each once, in the order of the other's text."""
        if not self.mentions or not other.mentions:
            return []
        return [each for each in dict.fromkeys(other.mentions.values()) if each in self.mentions]
