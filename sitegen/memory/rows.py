"""What each file of the output shows, of thousands of files: whose texts and which faces, each name kept but once."""

from __future__ import annotations

from array import array
from bisect import bisect
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import accumulate

Shown = tuple[bool, tuple[str, ...], tuple[str, ...]]
"""What a file shows: whether formulas, the texts of which posts and what other files, and which faces."""

Row = bytes
"""The same with numbers for names: those of the texts, those of the faces, how many texts, and whether formulas."""

NOTHING: Row = b""

_BETWEEN = "\0"
"""Stands between names; it is in none."""

_FEW = 16
_SPARE = 1_000
"""So few names are no reason to look which are of no use."""


def has_math(row: Row) -> bool:
    """Return whether the file shows formulas."""
    return row != NOTHING and _numbers(row)[-1] != 0


def texts(row: Row) -> Sequence[int]:
    """Return the numbers of the texts and files that are shown."""
    numbers = _numbers(row)
    return numbers[: numbers[-2]] if row else numbers


def faces(row: Row) -> Sequence[int]:
    """Return the numbers of the faces."""
    numbers = _numbers(row)
    return numbers[numbers[-2] : -2] if row else numbers


def _numbers(row: Row) -> array[int]:
    return array("I", row)


class Names:
    """Names by their numbers; those that nobody uses any more go when there are more of them than of others."""

    def __init__(self, joined: str = "", used: int = 0) -> None:
        self._names, self._used = joined.split(_BETWEEN) if joined else [], used
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._names)

    @property
    def plain(self) -> tuple[str, int]:
        """What they are made of."""
        return _BETWEEN.join(self._names), self._used

    def after(self, count: int) -> list[str]:
        """Return those that came after so many others."""
        return self._names[count:]

    def extend(self, names: Iterable[str]) -> None:
        """Add names, none of which is there."""
        self._names.extend(names)

    def row(self, shown: Shown) -> Row:
        """Return what a file shows as a row; names that are new get a number."""
        formulas, texts, faces = shown
        numbers = self._by_name()
        for name in (*texts, *faces):
            if name not in numbers:
                numbers[name] = len(self._names)
                self._names.append(name)
        number = numbers.__getitem__
        return array("I", [*map(number, texts), *map(number, faces), len(texts), formulas]).tobytes()

    def _by_name(self) -> dict[str, int]:
        """Return the numbers of all names."""
        if len(self._numbers) != len(self._names):
            self._numbers = dict(zip(self._names, range(len(self._names)), strict=True))
        return self._numbers

    def shown(self, row: Row) -> Shown:
        """Return what a row says."""
        return has_math(row), self._named(texts(row)), self._named(faces(row))

    def _named(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple([self._names[number] for number in numbers])

    def among(self, names: Container[str]) -> set[int]:
        """Return the numbers of those that are among these names."""
        return {number for number, name in enumerate(self._names) if name in names}

    def showing(self, rows: Mapping[str, Row], names: Iterable[str]) -> set[str]:
        """Return those of the files that show one of these texts."""
        numbers = self._by_name()
        wanted = {numbers[name] for name in names if name in numbers}
        return {path for path in _with_bytes(rows, wanted) if not wanted.isdisjoint(texts(rows[path]))}

    def fresh(self, rows: dict[str, Row]) -> tuple[Names, dict[str, Row]]:
        """Return the names that these rows use, with the rows; the same ones while few are of no use."""
        self._used = self._used or len(self._names)
        if len(self._names) <= 2 * self._used + _SPARE:
            return self, rows
        names = Names()
        rows = {path: names.row(self.shown(row)) for path, row in rows.items()}
        names._used = len(names._names)
        return names, rows


def _with_bytes(rows: Mapping[str, Row], wanted: set[int]) -> Iterable[str]:
    """Return the files in whose rows there are the bytes of one of the numbers, wherever; all where that are many."""
    if len(wanted) > _FEW:
        return rows
    paths, joined, ends = [*rows], b"".join(rows.values()), [*accumulate(map(len, rows.values()))]
    found = set()
    for number in wanted:
        needle, at = array("I", [number]).tobytes(), 0
        while (at := joined.find(needle, at)) >= 0:
            n = bisect(ends, at)
            found.add(paths[n])
            at = ends[n]
    return found
