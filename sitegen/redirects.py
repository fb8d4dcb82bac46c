"""Addresses that posts have left: `content/redirects.txt`, which a build lengthens when it sees that a post has moved.

A line is an old address of the site and the one that it leads to now, of this site or of another:

    # The order does not matter, and addresses may move on.
    /posts/bayes/  /posts/bayes-theorem/
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Container, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from sitegen import regular
from sitegen.fields import address_of
from sitegen.folders import REDIRECTS, is_inside
from sitegen.lazypattern import pattern
from sitegen.problem import Problem, error, warning
from sitegen.site import Site
from sitegen.webaddress import in_ascii

KIND = "redirect"

_HEADING = (
    "# Addresses that have moved, and where they lead now; sitegen adds a line when it sees that a post has moved.\n"
)
_EXTERNAL = pattern(r"https?://[^\s/\x00-\x1f\x7f]+[^\s\x00-\x1f\x7f]*", re.IGNORECASE)


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
        return address_of(unquote(old)), in_ascii(new)
    if not new.startswith("/"):
        raise ValueError(f"{new!r}: expected an address that begins with / or https://")
    return address_of(unquote(old)), address_of(unquote(new))


class Ledger(NamedTuple):
    """Where the addresses lead that posts have left: those that the site's list tells of, and those left since last time.

    `homes` are where posts live now, by file. `moved` are the addresses that were left, and `leads` all old ones, each
    with the one that it leads to in the end.
    """

    file: Path
    homes: dict[str, Home]
    moved: dict[str, str]
    leads: dict[str, str]

    def write(self) -> list[Problem]:
        """Write a line for each address that was left at the end of the list; where that cannot be done, or where it is
        not to last, return why, and the lines.
        """
        if not self.moved:
            return []
        lines = [f"{_written(old)} {_written(new)}\n" for old, new in self.moved.items()]
        help = "".join(lines).rstrip().replace("\n", "; ")
        part = self.file.with_name(f".{self.file.name}.part")
        try:
            before = self.file.read_bytes().decode() if self.file.exists() else _HEADING
            end = "" if before.endswith("\n") else "\n"
            part.unlink(missing_ok=True)  # what it would lead to if it were a link is not ours to write to
            part.write_bytes((before + end + "".join(lines)).encode())
            part.replace(self.file)
        except OSError as fault:
            message = f"cannot be written: {(fault.strerror or '').lower()}; posts have moved, add these lines"
            return [warning(_shown(self.file), 0, KIND, message, help=help)]
        if os.environ.get("CI"):
            message = "posts have moved, which the next run will not know; commit these lines"
            return [warning(_shown(self.file), 0, KIND, message, help=help)]
        return []


def ledger_of(source: Path, site: Site, before: Mapping[str, Home], problems: list[Problem]) -> Ledger:
    """Return the ledger of a site whose posts lived there before; problems of the site's list are added to those given."""
    file, known = source / REDIRECTS, read(source, problems)
    homes = {entry.post.path: Home(entry.url, entry.title) for entry in site.everything if not entry.is_draft}
    moves = {old: new for old, new in moved(before, homes).items() if known.get(old) != new}
    return Ledger(file, homes, moves, _settled({**known, **moves}, site, file, problems))


def _settled(redirects: Mapping[str, str], site: Site, file: Path, problems: list[Problem]) -> dict[str, str]:
    """Return where each old address leads in the end; one at which there is a page now, or an alias, leads nowhere
    else, and one that leads in a circle is a problem.
    """
    every = site.everything
    live = {entry.url for entry in every} | {tag.url for tag in site.tags} | {series.url for series in site.series}
    aliases = {alias for entry in every for alias in entry.post.meta.aliases}
    ends: dict[str, str] = {}
    for old in sorted(redirects.keys() - live - aliases):
        _follow(old, redirects, live, ends)
        if not ends[old]:
            problems.append(warning(_shown(file), 0, KIND, f"{old} leads in a circle, and nowhere else"))
    return {old: end for old, end in sorted(ends.items()) if end and old not in aliases}


def _follow(old: str, redirects: Mapping[str, str], live: Container[str], ends: dict[str, str]) -> None:
    """Add to the ends where an address leads in the end, and every other on the way; nothing where that is a circle."""
    way, to = {old: None}, redirects[old]
    while to in redirects and to not in live and to not in ends and to not in way:
        way[to] = None
        to = redirects[to]
    end = "" if to in way else ends.get(to, to)
    ends.update(dict.fromkeys(way, end))


def moved(before: Mapping[str, Home], now: Mapping[str, Home]) -> dict[str, str]:
    """Return the addresses that posts have left, each with the one that the post has now.

    A post is known by its file; one whose file is gone is the one among the new files that alone has its title.
    """
    gone = {file: home for file, home in before.items() if file not in now}
    came = [home for file, home in now.items() if file not in before] if gone else []
    titles = Counter(home.title for home in gone.values()), Counter(home.title for home in came)
    by_title = {home.title: home.url for home in came if titles[0][home.title] == titles[1][home.title] == 1}
    left = {home.url: now[file].url for file, home in before.items() if file in now}
    left |= {home.url: by_title[home.title] for home in gone.values() if home.title in by_title}
    live = {home.url for home in now.values()}
    return {old: new for old, new in left.items() if old != new and old not in live}


def _written(url: str) -> str:
    return re.sub(r"[\s%#]", lambda found: quote(found[0]), url)


def _shown(path: Path) -> str:
    return os.path.normpath(path)
