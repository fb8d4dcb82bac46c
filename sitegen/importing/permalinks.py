"""Old addresses of posts: patterns such as `/:year/:month/:title/` filled in, and addresses made paths of a site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from sitegen import fields
from sitegen.day import Day


def fill(pattern: str, parts: Mapping[str, str]) -> str:
    """Return the address that a pattern gives, or nothing if it asks for what is not known."""
    unknown = [name for name in re.findall(r":([a-z]\w*)", pattern) if name not in parts]
    if unknown:
        return ""
    filled = re.sub(r":([a-z]\w*)", lambda found: parts[found[1]], pattern)
    return path_of(re.sub("/{2,}", "/", filled))


def date_parts(day: Day | None) -> dict[str, str]:
    """Return what a day fills in, under the names that Hugo, Jekyll and Hexo have for it."""
    if day is None or day.year is None:
        return {}
    hour, minute, second = (day.time or "00:00:00").split(":")
    parts = {
        "year": f"{day.year:04}",
        "short_year": f"{day.year % 100:02}",
        "month": f"{day.month:02}",
        "i_month": str(day.month),
        "day": f"{day.day:02}",
        "i_day": str(day.day),
        "hour": hour,
        "minute": minute,
        "second": second,
    }
    begun = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return {**parts, "y_day": f"{begun:%j}", "monthname": f"{begun:%B}", "long_month": f"{begun:%B}"}


def path_of(address: str, base: str = "/") -> str:
    """Return an address as a path from the root of its site, or nothing if it has none: a query, another site.

    `base` is where that site begins: `https://example.org/blog/`, or only `/blog/`.
    """
    try:
        parts, site = urlsplit(address.strip()), urlsplit(base)
    except ValueError:
        return ""
    root = site.path.rstrip("/") + "/"
    path = unquote(parts.path)
    if parts.query or (parts.netloc and site.netloc and _host(parts.netloc) != _host(site.netloc)):
        return ""
    if root != "/" and (path + "/").startswith(unquote(root)):
        path = path[len(unquote(root)) - 1 :]
    try:
        found = fields.address_of(path)
    except ValueError:
        return ""
    return "" if found == "/" else found


def _host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def slug_of(name: str) -> str:
    """Return a name as the last part of an address, as most generators make it: lower case, hyphens, letters kept."""
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-")
