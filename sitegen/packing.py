"""Text files packed beside themselves (`page.html.gz`), for hosts that send them so instead of packing at each visit."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import PurePosixPath

_TEXT = {".html", ".css", ".js", ".mjs", ".json", ".map", ".md", ".svg", ".txt", ".webmanifest", ".xml"}

_BROTLI_QUALITY = 9
"""The two above it take ten times as long for a few hundredths less."""


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


def _brotli(data: bytes) -> bytes:
    import brotli  # a late import: few have it

    packed: bytes = brotli.compress(data, quality=_BROTLI_QUALITY)  # type: ignore[no-untyped-call]
    return packed


NONE = "none"
KINDS: dict[str, dict[str, Callable[[bytes], bytes]]] = {
    NONE: {},
    "gzip": {".gz": _gzip},
    "brotli": {".br": _brotli},
    "both": {".gz": _gzip, ".br": _brotli},
}
"""What can be asked for: the suffixes of the packed files, and how each is made."""


def check(kind: str) -> str | None:
    """Return what is wrong with asking for this, or None."""
    if kind not in KINDS:
        return f"expected one of {', '.join(KINDS)}"
    if ".br" in KINDS[kind] and find_spec("brotli") is None:
        return "Brotli is not installed; pip install 'sitegen[compress]' brings it, and gzip needs nothing"
    return None


def packed_paths(path: str, kind: str) -> list[str]:
    """Return the paths of the packed files of one; none for what is no text."""
    if not KINDS[kind] or PurePosixPath(path).suffix.lower() not in _TEXT:
        return []
    return [path + suffix for suffix in KINDS[kind]]


def packed(data: bytes, path: str) -> bytes:
    """Return the content of a packed file at this path."""
    return KINDS["both"][path[-3:]](data)
