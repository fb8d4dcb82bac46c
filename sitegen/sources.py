"""The Markdown files of a site, as the last build found them or found anew: in plain values, unpacked when asked for."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Any

from sitegen import reader
from sitegen.problem import Problem
from sitegen.reader import Source

Packed = Any
"""A source in plain values: its file first, then the path by which problems name it, and the files beside it last."""


class Sources:
    """The sources of a site; before they are found anew, those of the last build."""

    def __init__(self, before: list[Packed]) -> None:
        self.packed = self._before = before
        self._found: dict[str, Source] = {}

    def find(self, site: Path, problems: list[Problem]) -> None:
        """Find them anew; what is wrong with their places is added to the problems."""
        self._found = {source.file: source for source in reader.find_sources(site, problems)}
        self.packed = list(map(_packed, self._found.values()))

    @property
    def are_as_before(self) -> bool:
        """Whether they are those of the last build, with the same files beside them."""
        return self.packed is self._before or self.packed == self._before

    @cached_property
    def files(self) -> dict[str, str]:
        """The files by the paths that problems name."""
        return {path: file for file, path, *_ in self.packed}

    @cached_property
    def came_or_gone(self) -> set[str]:
        """The files that are new since the last build, or gone; none if it left none."""
        if self.packed is self._before or not self._before:
            return set()
        return {packed[0] for packed in self._before} ^ {packed[0] for packed in self.packed}

    def beside(self) -> set[str]:
        """Return the files that lie beside posts."""
        return {file for *_, files in self.packed for file in files}

    def with_files(self) -> frozenset[str]:
        """Return the paths of the posts beside which files lie."""
        return frozenset([path for _, path, *_, files in self.packed if files])

    def unpacked(self, packed: Packed) -> Source:
        """Return a source."""
        return self._found.get(packed[0]) or _unpacked(packed)


def _packed(source: Source) -> Packed:
    folder = None if source.folder is None else os.fspath(source.folder)
    return (source.file, source.path, source.kind, folder, tuple(map(os.fspath, source.assets)))


def _unpacked(packed: Packed) -> Source:
    file, path, kind, folder, assets = packed
    return Source(file, path, kind, folder and Path(folder), tuple(map(Path, assets)))
