"""What each file of the output shows, of thousands of files: whose texts and which faces, each name kept but once."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable, Iterator
from functools import partial

Shown = tuple[bool, tuple[str, ...], tuple[str, ...]]
"""What a file shows: whether formulas, the texts of which posts and what other files, and which faces."""

Row = tuple[bool, bytes, bytes]
"""The same, with the numbers of the names."""

NOTHING: Row = (False, b"", b"")

numbers = partial(array, "I")
"""The numbers in a row, of their bytes."""

_SPARE = 1_000
"""So few names are no reason to look which are of no use."""


class Names:
    """Names by their numbers; those that nobody uses any more go when there are more of them than of others."""

    def __init__(self, names: list[str], used: int) -> None:
        self._names, self._used = names, used
        self._numbers: dict[str, int] = {}

    @property
    def plain(self) -> tuple[list[str], int]:
        """What they are made of."""
        return self._names, self._used

    def row(self, shown: Shown) -> Row:
        """Return what a file shows as a row; names that are new get a number."""
        has_math, texts, faces = shown
        return has_math, self._packed(texts), self._packed(faces)

    def shown(self, row: Row) -> Shown:
        """Return what a row says."""
        return row[0], tuple(self._unpacked(row[1])), tuple(self._unpacked(row[2]))

    def among(self, names: Container[str]) -> set[int]:
        """Return the numbers of those that are among these names."""
        return {number for number, name in enumerate(self._names) if name in names}

    def fresh(self, rows: dict[str, Row]) -> tuple[Names, dict[str, Row]]:
        """Return the names that these rows use, with the rows; the same ones while few are of no use."""
        self._used = self._used or len(self._names)
        if len(self._names) <= 2 * self._used + _SPARE:
            return self, rows
        names = Names([], 0)
        rows = {path: names.row(self.shown(row)) for path, row in rows.items()}
        names._used = len(names._names)
        return names, rows

    def _packed(self, names: Iterable[str]) -> bytes:
        if len(self._numbers) != len(self._names):
            self._numbers = {name: number for number, name in enumerate(self._names)}
        return array("I", [self._number(name) for name in names]).tobytes()

    def _number(self, name: str) -> int:
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self._names)
            self._names.append(name)
        return number

    def _unpacked(self, packed: bytes) -> Iterator[str]:
        return (self._names[number] for number in numbers(packed))
