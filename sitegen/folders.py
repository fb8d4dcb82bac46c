"""The folders of a site: what they are called, and which may be read and written."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from sitegen.problem import USAGE, SiteError, error

SETTINGS = "sitegen.yaml"
"""The file with a site's settings."""

SOURCES = ("content", "templates", "static")
"""The folders that a site is made from."""

REDIRECTS = Path("content") / "redirects.txt"
"""The list of addresses that posts have left."""

OURS = ".sitegen"
"""The folder in which sitegen keeps what is its own."""

PREVIEW = Path(OURS) / "preview"
"""Where `sitegen serve` builds, below the site's folder: the one place there that may be written to."""


_BESIDE = r"\.git|\.DS_Store|Thumbs\.db|\.#.*|\..*\.sw[a-z]|\.goutputstream-.*|#.*#|.*~"
_beside, _beside_or_hidden = re.compile(_BESIDE, re.DOTALL), re.compile(rf"\..*|{_BESIDE}", re.DOTALL)


def passed_over(hidden: bool = True) -> Callable[[str], object]:
    """Return what tells of a name whether nothing so called is part of a site: what an editor keeps beside the file that it
    edits, what file managers and git leave, and what is hidden where that is not asked for.
    """
    return (_beside if hidden else _beside_or_hidden).fullmatch


def is_preview(source: Path, output: Path) -> bool:
    """Return whether this is where the preview builds, which nobody but the author sees."""
    return output.resolve() == source.resolve() / PREVIEW


def check_source(source: Path) -> None:
    """Raise SiteError (status 2) if this is not a folder."""
    if not source.is_dir():
        raise SiteError(error(str(source), 0, "settings", "no such folder; -s takes the folder of a site"), USAGE)


def check_folders(source: Path, output: Path) -> None:
    """Raise SiteError (status 2) if there is no site, or if writing it there could touch what it is made from."""
    check_source(source)
    if is_preview(source, output):
        return
    if place := place_in_site(source, output):
        message = f"{output} is {place}; choose a folder of its own, such as public"
        raise SiteError(error("--output", 0, "usage", message), USAGE)
    if output.exists() and not output.is_dir():
        raise SiteError(error("--output", 0, "usage", f"{output} is a file; expected a folder"), USAGE)


def place_in_site(source: Path, folder: Path) -> str:
    """Return where a folder is, if what is written there could touch what the site is made from; else nothing."""
    where, here = folder.resolve(), source.resolve()
    taken = next((name for name in (*SOURCES, OURS) if where.is_relative_to(here / name)), None)
    if taken:
        return f"inside {taken}/"
    return "the site's own folder, or above it" if here.is_relative_to(where) else ""


def check_inside(folder: Path, source: Path) -> None:
    """Raise SiteError (status 2) for a folder of the site that is not there in truth: it, or one above it, is a link."""
    if not folder.resolve().is_relative_to(source.resolve()):
        message = "symlink to a folder outside the site; nothing is written there"
        raise SiteError(error(os.path.normpath(folder), 0, "link-outside", message), USAGE)


def is_inside(path: Path, folder: Path) -> bool:
    """Return whether the path, with all links followed, lies in the folder; a link that leads nowhere does not."""
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False
