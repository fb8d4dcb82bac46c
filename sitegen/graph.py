"""The graph of mentions as a picture: posts in rows, the newest first, and an arc from each to those that it mentions.

In rows no label hides another, and the same site gives the same picture, which grows a little when the site does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from sitegen.site import Entry, Site

MOST = 60
"""So many posts are shown, those that have the most mentions, either way."""

ROW = 32
"""How high a row is; all lengths are in the same unit."""

WIDE, NARROW, EDGE = 120, 22, 8
"""How far an arc over all rows swings out, and how far one from a row to the next; and the room on both sides."""


class Arc(NamedTuple):
    """A line from a post to one that it mentions, or to the one before it in their series (`kind`), as a path of SVG."""

    kind: str
    start: Entry
    end: Entry
    path: str


class Picture(NamedTuple):
    """The posts in their rows, the arcs, the size, and how many posts have part in mentions, shown or not."""

    entries: list[Entry]
    arcs: list[Arc]
    width: int
    height: int
    total: int

    def mentions_of(self, entry: Entry) -> list[Entry]:
        """Return the posts in the picture that this one mentions."""
        return [arc.end for arc in self.arcs if arc.start is entry and arc.kind == "mention"]


def picture(site: Site) -> Picture | None:
    """Return the picture of a site's mentions, or nothing where no post mentions another."""
    places = {entry: place for place, entry in enumerate(site.entries)}
    pairs = [pair for pair in _mentions(site.entries) if pair[1] in places]  # a hidden post is in no list
    if not pairs:
        return None
    counts = Counter(entry for pair in pairs for entry in pair)
    shown = sorted(sorted(counts, key=lambda entry: (-counts[entry], places[entry]))[:MOST], key=places.__getitem__)
    rows = {entry: row for row, entry in enumerate(shown)}
    lines = [("series", *pair) for pair in _series(site, rows)]
    lines += [("mention", *pair) for pair in pairs]
    arcs = [
        Arc(kind, start, end, _path(rows[start], rows[end], len(rows)))
        for kind, start, end in lines
        if start in rows and end in rows
    ]
    return Picture(shown, arcs, WIDE + 2 * EDGE, ROW * len(rows), len(counts))


def _mentions(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    for entry in entries:
        for mentioned in dict.fromkeys(entry.mentions.values()):
            yield entry, mentioned


def _series(site: Site, rows: dict[Entry, int]) -> Iterator[tuple[Entry, Entry]]:
    """Yield each post of the picture with the one before it in their series that is there too."""
    for series in site.series:
        for before, entry in pairwise(entry for entry in series.entries if entry in rows):
            yield entry, before


def _path(start: int, end: int, rows: int) -> str:
    """Return half an ellipse to the left of the rows, which ends on its way to the right."""
    high = abs(end - start) * ROW / 2
    wide = NARROW + (WIDE - NARROW) * sqrt((abs(end - start) - 1) / max(rows - 2, 1))
    x, sweep = WIDE + EDGE, 0 if end > start else 1
    return f"M{x} {start * ROW + ROW // 2}A{wide:.0f} {high:.0f} 0 0 {sweep} {x} {end * ROW + ROW // 2}"
