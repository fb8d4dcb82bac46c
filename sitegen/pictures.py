"""How large a picture is shown, in pixels, as the first bytes of its file say: PNG, JPEG, GIF, WebP, SVG."""

from __future__ import annotations

import re
from struct import error, unpack
from typing import BinaryIO

from sitegen.lazypattern import pattern

Size = tuple[int, int]

_SVG_HEAD = 16_384
_SEGMENTS = 1_000
"""So many segments and bytes between them a JPEG may have before its first frame; cameras write a dozen."""

_WIDEST = 1_000_000
"""In pixels, as high too; what is wider is no picture."""

_svg = pattern(rb"<!--(?:(?!-->).)*+(?:-->)?|<svg\b((?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>", re.DOTALL)
_attribute = pattern(rb"""(?<![\w:-])(width|height|viewBox)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_length = pattern(r"\s*([0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|)\s*", re.IGNORECASE)
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}

_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_STANDALONE = {0x01, *range(0xD0, 0xD9)}
_TURNED = range(5, 9)
"""EXIF orientations in which the picture is turned by a right angle."""


def size_of(file: BinaryIO) -> Size | None:
    """Return width and height of the picture in a file, or None if it is none, or does not tell."""
    head = file.read(32)
    try:
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            size = unpack(">II", head[16:24])
        elif head[:6] in (b"GIF87a", b"GIF89a"):
            size = unpack("<HH", head[6:10])
        elif head.startswith(b"\xff\xd8"):
            file.seek(2)
            size = _of_jpeg(file)
        elif head.startswith(b"RIFF") and head[8:12] == b"WEBP":
            size = _of_webp(head)
        else:
            size = _of_svg(head + file.read(_SVG_HEAD))
    except (error, ValueError, IndexError, OverflowError):
        return None
    width, height = size
    return (width, height) if 0 < width <= _WIDEST and 0 < height <= _WIDEST else None


def _of_jpeg(file: BinaryIO) -> Size:
    """Return the size in the first frame's header, turned as the EXIF data before it say."""
    is_turned = False
    for _ in range(_SEGMENTS):
        marker = file.read(2)
        if marker[:1] != b"\xff":
            raise ValueError
        if marker[1] == 0xFF:  # a byte that fills
            file.seek(-1, 1)
            continue
        if marker[1] in _STANDALONE:
            continue
        (length,) = unpack(">H", file.read(2))
        if marker[1] in _FRAMES:
            _, height, width = unpack(">BHH", file.read(5))
            return (height, width) if is_turned else (width, height)
        if length < 2 or marker[1] == 0xDA:
            raise ValueError
        if marker[1] == 0xE1:
            is_turned = _orientation(file.read(length - 2)) in _TURNED or is_turned
        else:
            file.seek(length - 2, 1)
    raise ValueError


def _orientation(data: bytes) -> int:
    """Return the orientation in the EXIF data of a JPEG, 1 if they tell none."""
    tiff = data.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4]) if tiff != data else None
    if order is None:
        return 1
    try:
        (start,) = unpack(f"{order}I", tiff[4:8])
        (count,) = unpack(f"{order}H", tiff[start : start + 2])
        for at in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind, _, value = unpack(f"{order}HHIH", tiff[at : at + 10])
            if tag == 0x0112 and kind == 3:
                return int(value)
    except error:
        pass
    return 1


def _of_webp(head: bytes) -> Size:
    kind = head[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
    elif kind == b"VP8L" and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = (side & 0x3FFF for side in unpack("<HH", head[26:30]))
    else:
        raise ValueError
    return width, height


def _of_svg(data: bytes) -> Size:
    """Return the size that an SVG gives itself, the missing side as its view box has it."""
    root = next((found for found in _svg.finditer(data) if found[1] is not None), None)
    if root is None:
        raise ValueError
    told = {name: (one or other).decode() for name, one, other in _attribute.findall(root[1])}
    width, height = (_pixels(told.get(name, "")) for name in (b"width", b"height"))
    if width and height:
        return round(width), round(height)
    _, _, *sides = map(float, told[b"viewBox"].replace(",", " ").split()) if b"viewBox" in told else (0, 0, 0, 0)
    broad, high = sides
    if broad <= 0 or high <= 0:
        raise ValueError
    if width or height:
        return (round(width), round(width * high / broad)) if width else (round(height * broad / high), round(height))
    return round(broad), round(high)


def _pixels(length: str) -> float:
    """Return a length in pixels, 0 if it depends on where the picture stands."""
    found = _length.fullmatch(length)
    return float(found[1]) * _PIXELS[found[2].lower()] if found else 0.0
