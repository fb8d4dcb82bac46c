"""Where the page of a post lives, by the pattern of the settings; and where the original of one is that an archive cut."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote

from sitegen.post import Post
from sitegen.settings import Settings


def address(post: Post, settings: Settings) -> str:
    """Return the address of a post or a plain page."""
    if post.meta.permalink:
        return post.meta.permalink
    if post.kind == "page":
        return f"/{post.slug}/"
    if not _has_date(settings.permalink):
        return settings.permalink.replace(":slug", post.slug)
    day = post.meta.date
    parts = {":year": "0000", ":month": "00", ":day": "00", ":slug": post.slug}
    if day is not None:
        parts |= {":month": f"{day.month:02}", ":day": f"{day.day:02}"}
        if day.year is not None:
            parts[":year"] = f"{day.year:04}"
    return _filled(settings.permalink, parts)


@cache
def _has_date(permalink: str) -> bool:
    return any(token in permalink for token in (":year", ":month", ":day"))


def original(post: Post, settings: Settings) -> str:
    """The address of the original of a post that the archive cut, if the post or the settings tell it.

    What is no address of the web (`javascript:…`) is none.
    """
    if not post.meta.original and not (post.meta.truncated and settings.archive.original):
        return ""
    if post.meta.original:
        return post.meta.original if re.match(r"https?://", post.meta.original, re.IGNORECASE) else ""
    day = post.meta.date
    parts = {":title": quote(post.title, safe=""), ":slug": quote(post.slug)}
    if day is not None:
        parts |= {":month": f"{day.month:02}", ":day": f"{day.day:02}"}
        if day.year is not None:
            parts[":year"] = f"{day.year:04}"
    address = _filled(settings.archive.original, parts)
    return "" if any(token in address for token in (":year", ":month", ":day")) else address


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    for token, value in parts.items():
        pattern = pattern.replace(token, value)
    return pattern
