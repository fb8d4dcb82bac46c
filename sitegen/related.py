"""Which posts are related to a post, and why."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from math import log2
from typing import NamedTuple

from markupsafe import Markup

from sitegen.site import Entry, Site, Tag

MOST = 5
"""So many related posts are shown."""

MENTION, SERIES, COMMON_MENTION = 3.0, 2.0, 1.5

_NEAR = 3
"""Of a tag with many posts so many are looked at on either side of a post, and so many of those that mention a post."""


Reasons = tuple[tuple[str, tuple[str, ...]], ...]


class Related(NamedTuple):
    """A post that is related to another, and the reasons: the kind of each, and the names that belong to it.

    The kinds are `tags` (that both have), `series`, `mentions`, `mentioned_by` and `both` (mention these posts; their titles are HTML).
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

    @cached_property
    def _places(self) -> dict[Entry, int]:
        return {entry: place for place, entry in enumerate(self._entries)}

    def of(self, entry: Entry) -> list[Related]:
        """Return what is related to a post, the nearest relation first; nothing to one that no list shows."""
        here = self._places.get(entry)
        if here is None:
            return []
        ties, entries = _Ties(entry), self._entries
        found = self._by_tags(entry, here)
        if ties.any:
            found.update(self._places[other] for other in _linked(entry) if other in self._places)
        found.discard(here)
        found = found - {self._places.get(other) for other in ties.shown} or found
        mine = [(tag, 2 / log2(1 + tag.count)) for tag in entry.tags]
        weighed = []
        for place in found:
            tags = self._tags[place]
            weight = ties.weight(entries[place]) if ties.any else 0.0
            for tag, of_tag in mine:
                if tag in tags:
                    weight += of_tag
            weighed.append((-weight, abs(place - here), place))
        weighed.sort()
        return [Related(entries[place], tuple(ties.reasons(entries[place]))) for _, _, place in weighed[:MOST]]

    def _by_tags(self, entry: Entry, here: int) -> set[int]:
        """The places of posts that have a tag in common with the one that is here, which is one of them."""
        found: set[int] = set()
        for tag in entry.tags:
            places = self._places_of.get(tag)
            if places is None:
                places = self._places_of[tag] = [self._places[other] for other in tag.entries]
            at = bisect_left(places, here)
            found.update(places if len(places) <= 2 * _NEAR else places[max(0, at - _NEAR) : at + _NEAR + 1])
        return found


class _TagsAt(dict[int, Sequence[Tag]]):
    """The tags of the post at each place; no post is looked at before it is asked for."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def __missing__(self, place: int) -> Sequence[Tag]:
        tags = self[place] = self._entries[place].tags
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
        self.entry, self.series = entry, entry.series
        self.mentions = dict.fromkeys(entry.mentions.values())
        self.mentioned_by = dict.fromkeys(entry.mentioned_by)
        neighbours = [entry.series_previous, entry.series_next] if entry.series else []
        self.shown = [*self.mentions, *self.mentioned_by, *filter(None, neighbours)]
        self.any = bool(self.shown or self.series)

    def weight(self, other: Entry) -> float:
        """Return how much the other has in common with the post."""
        weight = SERIES if self.series is not None and other.series is self.series else 0.0
        if other in self.mentions or other in self.mentioned_by:
            weight += MENTION
        return weight + COMMON_MENTION * len(self._both(other))

    def reasons(self, other: Entry) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield why the other is related to the post."""
        if other in self.mentions:
            yield "mentions", ()
        if other in self.mentioned_by:
            yield "mentioned_by", ()
        if self.series is not None and other.series is self.series:
            yield "series", ()
        if tags := tuple([tag.name for tag in self.entry.tags if tag in other.tags]):
            yield "tags", tags
        if both := self._both(other):
            yield "both", tuple(Markup("《{}》").format(each.title_html) for each in both)

    def _both(self, other: Entry) -> list[Entry]:
        """Return the posts that both mention, each once, in the order of the other's text."""
        if not self.mentions or not other.mentions:
            return []
        return [each for each in dict.fromkeys(other.mentions.values()) if each in self.mentions]
