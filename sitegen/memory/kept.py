"""What is remembered of each file: one of thousands is unpacked when it is asked for."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple


class Kept(NamedTuple):
    """What is remembered of a file: the digest of its bytes, outline and problems as bytes, and where its prose lies, if
    it has any."""

    digest: bytes
    outline: bytes
    problems: bytes
    place: int
    length: int


class Files(Mapping[str, Kept]):
    """What is remembered of files by their paths; `with_problems` are those that have any, and the texts of all are
    `length` bytes long."""

    def __init__(self, packed: dict[str, bytes], with_problems: Iterable[str] = (), length: int = 0) -> None:
        self.packed, self.with_problems, self.length = packed, set(with_problems), length
        self._unpacked: dict[str, Kept] = {}

    def __getitem__(self, file: str) -> Kept:
        kept = self._unpacked.get(file)
        if kept is None:
            kept = self._unpacked[file] = Kept._make(marshal.loads(self.packed[file]))
        return kept

    def __contains__(self, file: object) -> bool:
        return file in self.packed

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)

    @property
    def plain(self) -> tuple[Any, ...]:
        """What they are made of."""
        return self.packed, sorted(self.with_problems), self.length

    def keep(self, file: str, kept: Kept) -> None:
        """Remember this of a file, in place of what was."""
        self._drop(file)
        self.packed[file], self._unpacked[file] = marshal.dumps(tuple(kept)), kept
        self.length += kept.length
        if kept.problems:
            self.with_problems.add(file)

    def only(self, files: Iterable[str]) -> Files:
        """Return what is remembered of these files alone, apart from this."""
        kept = Files(dict(self.packed), self.with_problems, self.length)
        for file in self.packed.keys() - files:
            kept._drop(file)
        return kept

    def _drop(self, file: str) -> None:
        if file in self.packed:
            self.length -= self[file].length
            self.with_problems.discard(file)
            del self.packed[file], self._unpacked[file]
