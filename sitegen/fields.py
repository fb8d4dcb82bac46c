"""What texts of front matter stand for: numbers, words, addresses."""

from __future__ import annotations

import re

from sitegen.slug import path_component

MOST = 100
"""A list may have so many entries: each tag and each old address of a post is a page of the site."""

LONGEST_ADDRESS = 1000
"""In bytes: room is needed for the folder that a site is published in."""


def in_one_line(text: str) -> str:
    """Return the text with a space for each gap in it."""
    return " ".join(text.split())


def count(text: str) -> int:
    """Return the whole number that the text is. Raises ValueError."""
    digits = text.replace(",", "").replace("_", "")
    if not re.fullmatch(r"\d{1,15}", digits, re.ASCII):
        raise ValueError(f"{text!r} is not a whole number")
    return int(digits)


def flag(text: str) -> bool:
    """Return whether the text says yes. Raises ValueError where it says neither."""
    lowered = text.lower()
    if lowered not in ("true", "false", "yes", "no"):
        raise ValueError(f"{text!r}: expected true or false")
    return lowered in ("true", "yes")


def slug(text: str) -> str:
    """Return the text as the last part of an address. Raises ValueError."""
    if re.search(r"[\\/]|^\.{1,2}$", text):
        raise ValueError(f"{text!r} is not one folder's name; it would leave the place of posts")
    return path_component(text)


def address_of(text: str) -> str:
    """Return the address `/a/b/` of a page of this site, out of any way of writing it. Raises ValueError."""
    path = re.sub(r"^https?://[^/]*", "", text.strip())
    path = re.split(r"[?#]", path)[0]
    path = path.removesuffix("index.html")
    parts = [part for part in path.split("/") if part]
    if any(part in (".", "..") or "\\" in part for part in parts):
        raise ValueError(f"{text!r} leaves the output folder")
    clean = "/".join(path_component(part) for part in parts)
    if len(clean.encode()) > LONGEST_ADDRESS:
        raise ValueError(f"an address of {len(clean.encode()):,} bytes; it may have {LONGEST_ADDRESS:,}")
    if not clean:
        return "/"
    is_file = re.search(r"\.[A-Za-z0-9]{1,5}$", clean) and not path.endswith("/")
    return f"/{clean}" if is_file else f"/{clean}/"
