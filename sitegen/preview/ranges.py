"""The part of a file that a browser asks for: videos and PDFs are fetched in pieces (RFC 9110, section 14)."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))", re.ASCII | re.IGNORECASE)


def wanted(header: str | None, size: int) -> range | None:
    """Return which bytes of a file a Range header asks for, none of them if the file ends before.

    None stands for the whole file: there is no such header, or it asks for several parts, or makes no sense.
    """
    found = _RANGE.fullmatch((header or "").replace(" ", ""))
    if not found:
        return None
    first, last, tail = found.groups()
    if tail is not None:
        return range(max(0, size - int(tail)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
