"""Addresses that posts have left: `content/redirects.txt`, which a build lengthens when it sees that a post has moved.

A line is an old address of the site and the one that it leads to now, of this site or of another:

    # The order does not matter, and addresses may move on.
    /posts/bayes/  /posts/bayes-theorem/
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from sitegen import regular
from sitegen.folders import REDIRECTS, is_inside
from sitegen.frontmatter import address_of
from sitegen.problem import Problem, error, warning
from sitegen.site import Site

KIND = "redirect"

_HEADING = (
    "# Addresses that have moved, and where they lead now; sitegen adds a line when it sees that a post has moved.\n"
)
_EXTERNAL = re.compile(r"https?://[^\s/\x00-\x1f\x7f]+[^\s\x00-\x1f\x7f]*", re.IGNORECASE)


class Home(NamedTuple):
    """Where a post lives: its address, and its title, by which it is known again when its file has another name."""

    url: str
    title: str


def read(source: Path, problems: list[Problem]) -> dict[str, str]:
    """Return where each old address leads, as the file of a site says; of two lines on one address the later counts.

    Lines that cannot be read are added to the problems.
    """
    path = source / REDIRECTS
    if path.is_symlink() and not is_inside(path, source):
        problems.append(error(_shown(path), 0, "link-outside", "symlink to a file outside the site; not read"))
        return {}
    try:
        text = regular.read(path).decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except OSError as fault:
        problems.append(error(_shown(path), 0, KIND, f"cannot be read: {(fault.strerror or '').lower()}"))
        return {}
    except UnicodeDecodeError as fault:
        place = fault.object[: fault.start].count(b"\n") + 1
        message = f"byte 0x{fault.object[fault.start]:02x} is not UTF-8; save it as UTF-8"
        problems.append(error(_shown(path), place, KIND, message))
        return {}
    redirects: dict[str, str] = {}
    for at, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                old, new = _parsed(line)
            except ValueError as refusal:
                problems.append(error(_shown(path), at, KIND, str(refusal)))
            else:
                redirects[old] = new
    return redirects


def _parsed(line: str) -> tuple[str, str]:
    words = line.split()
    if len(words) != 2 or not words[0].startswith("/"):
        raise ValueError(f"{line.strip()!r}: expected an old address and a new one, such as /posts/old/ /posts/new/")
    old, new = words
    if _EXTERNAL.fullmatch(new):
        return address_of(unquote(old)), new
    if not new.startswith("/"):
        raise ValueError(f"{new!r}: expected an address that begins with / or https://")
    return address_of(unquote(old)), address_of(unquote(new))


def settled(redirects: Mapping[str, str], site: Site, source: Path, problems: list[Problem]) -> dict[str, str]:
    """Return where each old address leads in the end; one at which there is a page now, or an alias, leads nowhere else.

    Those that lead in circles are added to the problems.
    """
    every = site.everything
    live = {entry.url for entry in every} | {tag.url for tag in site.tags} | {series.url for series in site.series}
    aliases = {alias for entry in every for alias in entry.post.meta.aliases}
    ends: dict[str, str] = {}
    final = {}
    for old in sorted(redirects.keys() - live - aliases):
        end = _end_of(old, redirects, live, ends)
        if end:
            final[old] = end
        else:
            problems.append(warning(_shown(source / REDIRECTS), 0, KIND, f"{old} leads in a circle, and nowhere else"))
    return final


def _end_of(old: str, redirects: Mapping[str, str], live: set[str], ends: dict[str, str]) -> str:
    """Return where the way from an address ends, nothing if it is a circle; `ends` keeps it for every address on it."""
    way, to = dict.fromkeys([old]), redirects[old]
    while to in redirects and to not in live and to not in way and to not in ends:
        way[to] = None
        to = redirects[to]
    end = "" if to in way else ends.get(to, to)
    ends.update(dict.fromkeys(way, end))
    return end


def moved(before: Mapping[str, Home], now: Mapping[str, Home]) -> dict[str, str]:
    """Return the addresses that posts have left, each with the one that the post has now.

    A post is known by its file; one whose file is gone is the one among the new files that alone has its title.
    """
    gone = {file: home for file, home in before.items() if file not in now}
    by_title: dict[str, list[str]] = {}
    for file, home in now.items():
        if gone and file not in before:
            by_title.setdefault(home.title, []).append(home.url)
    left = {home.url: now[file].url for file, home in before.items() if file in now}
    for home in gone.values():
        found = by_title.get(home.title, [])
        is_one = len(found) == 1 and sum(other.title == home.title for other in gone.values()) == 1
        left |= {home.url: found[0]} if is_one else {}
    live = {home.url for home in now.values()}
    return {old: new for old, new in left.items() if old != new and old not in live}


def homes(site: Site) -> dict[str, Home]:
    """Return where each post and page of the site lives, by its file; a draft has no address that anybody could know."""
    return {entry.post.path: Home(entry.url, entry.title) for entry in site.everything if not entry.post.meta.draft}


def add(source: Path, moves: Mapping[str, str]) -> list[Problem]:
    """Write a line for each move at the end of the site's file; where that cannot be done, return why, and the lines."""
    if not moves:
        return []
    path = source / REDIRECTS
    lines = [f"{_written(old)} {_written(new)}\n" for old, new in moves.items()]
    part = path.with_name(f".{path.name}.part")
    try:
        before = path.read_bytes().decode() if path.exists() else _HEADING
        end = "" if before.endswith("\n") else "\n"
        part.unlink(missing_ok=True)  # what it would lead to if it were a link is not ours to write to
        part.write_bytes((before + end + "".join(lines)).encode())
        part.replace(path)
    except (OSError, UnicodeDecodeError) as fault:
        reason = (fault.strerror or "").lower() if isinstance(fault, OSError) else "it is not UTF-8"
        message = f"cannot be written: {reason}; posts have moved, add these lines"
        return [warning(_shown(path), 0, KIND, message, help="".join(lines).rstrip().replace("\n", "; "))]
    return []


def _written(url: str) -> str:
    return re.sub(r"[\s%#]", lambda found: quote(found[0]), url)


def _shown(path: Path) -> str:
    return os.path.normpath(path)
