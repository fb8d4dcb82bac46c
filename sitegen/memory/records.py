"""The records of a memory: plain values in files of their own, each with its checksum."""

from __future__ import annotations

import marshal
import os
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from sitegen import regular
from sitegen.problem import Problem, warning

Plain = Any
"""Tuples, lists, dicts, texts, bytes, numbers and None."""

_ANY_KIND = b"sitegen memory "
_CHECK = 4


class Records:
    """The records in a folder; `kind` is what each begins with, and `problems` takes a notice of each that is damaged."""

    def __init__(self, folder: Path, kind: bytes, problems: list[Problem]) -> None:
        self._folder, self._kind, self._problems = folder, _ANY_KIND + kind, problems

    def read(self, name: str) -> Plain:
        """Return a record, or None; one that is damaged is told once, and taken away."""
        path = self._folder / name
        try:
            data = regular.read(path)
        except OSError:
            return None
        body = memoryview(data)[len(self._kind) + _CHECK :]
        kind, check = data[: len(self._kind)], data[len(self._kind) :][:_CHECK]
        if kind == self._kind and check == _check(body):
            return marshal.loads(body)
        if not kind.startswith(_ANY_KIND) or kind == self._kind:
            self._problems.append(damaged(path))
            if not self._folder.is_symlink():  # what lies where a link leads is not ours
                with suppress(OSError):
                    path.unlink()
        return None

    def write(self, name: str, record: Plain) -> None:
        """Write a record in one step. Raises OSError."""
        body = marshal.dumps(record)
        part = self._folder / f"{name}.part"
        part.unlink(missing_ok=True)
        part.write_bytes(self._kind + _check(body) + body)
        part.replace(self._folder / name)


def damaged(path: Path) -> Problem:
    """Return the notice of a file that is not what was kept."""
    message = "damaged, or not written by sitegen; what it told is worked out anew"
    return warning(os.fspath(path), 0, "memory", message)


def _check(data: bytes | memoryview) -> bytes:
    return zlib.crc32(data).to_bytes(_CHECK, "big")
