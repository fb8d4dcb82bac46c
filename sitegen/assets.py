"""Files that go into the site as they are: the theme's and the site's `static/`, and those beside a post.

A file of the theme (one that ours has, or that the settings name) lies in `assets/` and has a digest of its content in
its name, so that browsers may keep it for ever. All others keep their paths.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, unquote

from sitegen import reader
from sitegen.engine import theme_folder
from sitegen.lazypattern import pattern
from sitegen.pictures import Size, size_of
from sitegen.problem import Problem, error
from sitegen.publish import STAGE
from sitegen.settings import Settings
from sitegen.site import Entry

_DIGITS = 8

_reference = re.compile(r"""(url\(\s*["']?|@import\s+["'])([^"'()]+?)(?=\s*["')])""", re.IGNORECASE)
_elsewhere = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")


class Copy(NamedTuple):
    """A file to be published: the one to be copied, or its new content; and the files that it depends on, as problems
    name them."""

    content: Path | bytes
    of: tuple[str, ...] = ()


class Assets:
    """What is copied, by its path below the output folder; and the addresses of files in `static/`, by their names there.

    Without digests an address stays the same whatever is in the file.
    """

    def __init__(self, static: dict[str, Path], theme: set[str], has_digests: bool) -> None:
        self._static, self._has_digests = static, has_digests
        self._sizes: dict[str, Size | None] = {}
        self._digests = {name: _digest(static[name].read_bytes()) for name in sorted(theme)}
        self._sheets = {name: text for name in theme if (text := _sheet_that_refers(static[name]))}
        every = str(sorted(self._digests.items()))
        self._digests |= {name: _digest((self._digests[name] + every).encode()) for name in self._sheets}
        self._paths = {name: self._path(name) for name in theme}
        self.told_by, self.address = cache(self._told_by), cache(self._address)  # every page asks for the same few
        self.copies = {self._paths.get(name, name): self._copy(name) for name in static}

    @property
    def lasting(self) -> list[str]:
        """The names of the files at whose addresses no other content will ever be."""
        return sorted(self._paths) if self._has_digests else []

    def _address(self, name: str) -> tuple[str, str]:
        """Return the path of a file and its version, which is empty where the path tells it; and both if there is none."""
        if name in self._paths or not self._has_digests or name not in self._static:
            return self._paths.get(name, name), ""
        return name, _digest(self._static[name].read_bytes())

    def _told_by(self, name: str) -> tuple[str, ...]:
        """Return the files that the address of this one depends on, as problems name them."""
        if not self._has_digests or name not in self._static:
            return ()
        names = self._paths if name in self._sheets else [name]
        return tuple(reader.shown(self._static[each]) for each in names)

    def size(self, path: str) -> Size | None:
        """Return width and height of the picture that is published at a path, or None if there is none."""
        if path not in self._sizes:
            content = self.copies[path].content if path in self.copies else b""
            self._sizes[path] = None
            with suppress(OSError), io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as file:
                self._sizes[path] = size_of(file)
        return self._sizes[path]

    def _path(self, name: str) -> str:
        if not self._has_digests:
            return f"assets/{name}"
        path = PurePosixPath(name)
        return f"assets/{path.with_name(f'{path.stem}.{self._digests[name]}{path.suffix}')}"

    def _copy(self, name: str) -> Copy:
        """Return what is published of a file; a style sheet of the theme refers to others by their new addresses."""
        own = (reader.shown(self._static[name]),)
        if name not in self._sheets:
            return Copy(self._static[name], own)
        text = _reference.sub(lambda found: found[1] + self._seen_from(name, found[2]), self._sheets[name])
        return Copy(text.encode("utf-8", "surrogateescape"), self.told_by(name) or own)

    def _seen_from(self, name: str, address: str) -> str:
        """Return an address in a style sheet as it is where the sheet is published."""
        if _elsewhere.match(address):
            return address
        path, tail = re.match(r"([^?#]*)(.*)", address, re.DOTALL).groups()  # type: ignore[union-attr]
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), unquote(path)))[1:]
        published = self._paths.get(target, target)
        return quote(posixpath.relpath(published, posixpath.dirname(self._paths[name]))) + tail


def find_assets(
    source: Path, entries: Iterable[Entry], settings: Settings, problems: list[Problem], has_digests: bool = True
) -> Assets:
    """Return the files to be copied, those beside these posts among them; the site's own win over the theme's.

    Links that lead out of the site, and files beside a post where `static/` has one already, are added to the problems.
    """
    ours = theme_folder("static")
    of_theme = _files(ours, ours, problems)
    static = of_theme | _files(source / "static", source, problems)
    for path in [path for path in static if path.partition("/")[0].casefold() == STAGE]:
        message = f"/{STAGE}/ is where sitegen puts pages together; not published"
        problems.append(error(reader.shown(static.pop(path)), 0, "unsafe-path", message))
    named = {*of_theme, str(settings.theme.get("stylesheet"))} & static.keys()
    try:
        assets = Assets(static, named, has_digests)
    except OSError as fault:
        file = reader.shown(Path(fault.filename))
        problems.append(error(file, 0, "unreadable", f"cannot be read: {(fault.strerror or '').lower()}"))
        return Assets(static, set(), has_digests)
    _add_those_beside_posts(entries, assets.copies, problems)
    return assets


def _add_those_beside_posts(entries: Iterable[Entry], copies: dict[str, Copy], problems: list[Problem]) -> None:
    for entry in entries:
        for file in entry.post.assets:
            path = entry.folder.lstrip("/") + file.relative_to(entry.post.folder or file.parent).as_posix()
            if path in copies:
                message = f"/{path} comes from {copies[path].of[0]} and {reader.shown(file)}"
                problems.append(error("", 0, "duplicate-url", message))
            copies[path] = Copy(file, (reader.shown(file),))


def _files(root: Path, inside: Path, problems: list[Problem]) -> dict[str, Path]:
    return {file.relative_to(root).as_posix(): file for file in reader.walk(root, inside, problems, hidden=True)}


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:_DIGITS]


def _sheet_that_refers(file: Path) -> str:
    """Return the text of a style sheet that refers to other files, or nothing."""
    if file.suffix.lower() != ".css":
        return ""
    text = file.read_bytes().decode("utf-8", "surrogateescape")
    return text if _reference.search(text) else ""
