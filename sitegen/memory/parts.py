"""Texts in parts, each of which can be read and checked without the others."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

COUNT = 3
"""So many parts a text has."""

_HEAD = struct.Struct(f"={COUNT * 2}I")
"""The lengths of the parts, and then their checksums."""

_AT_FIRST = 8192
"""So many bytes are read at first: few texts are longer, and hardly a first part."""


class DamagedError(BaseException):
    """A text is not what was kept: everything is to be forgotten, and the build to begin anew.

    No exception that those may catch who look for faults of templates.
    """


def bound(*parts: bytes) -> bytes:
    """Return parts as one text, out of which `Parts` takes them again."""
    return b"".join((_HEAD.pack(*map(len, parts), *map(zlib.crc32, parts)), *parts))


class Parts:
    """The parts of a text at a place, so many bytes long; `take` reads so many bytes from a place on.

    Raises DamagedError where the text is not as it was bound.
    """

    def __init__(self, take: Callable[[int, int], bytes], place: int, length: int) -> None:
        self._take, self._place = take, place
        self._begin = take(place, min(length, _AT_FIRST))
        if len(self._begin) < _HEAD.size:
            raise DamagedError
        sizes = _HEAD.unpack_from(self._begin)
        self._lengths, self._checks = sizes[:COUNT], sizes[COUNT:]
        if _HEAD.size + sum(self._lengths) != length:
            raise DamagedError

    def __getitem__(self, n: int) -> bytes:
        """Return a part by its number."""
        begin = _HEAD.size + sum(self._lengths[:n])
        end = begin + self._lengths[n]
        part = self._begin[begin:end] if end <= len(self._begin) else self._take(self._place + begin, end - begin)
        if zlib.crc32(part) != self._checks[n]:
            raise DamagedError
        return part

    @property
    def bound(self) -> bytes:
        """The whole text."""
        return bound(*map(self.__getitem__, range(COUNT)))
