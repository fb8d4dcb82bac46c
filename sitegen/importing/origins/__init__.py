"""The sites that posts can come from, one kind a module: each offers `is_one(place)` and `read(place, harvest)`.

A module reads what a person named, a folder or a file, into records; whatever does not come over is told as a problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from sitegen.importing.harvest import Harvest
from sitegen.problem import USAGE, Problem, SiteError, error

NAMES = ("feed", "wordpress", "hugo", "jekyll", "hexo", "pelican")


class Origin(Protocol):
    """What a module of this folder offers."""

    def is_one(self, place: Path) -> bool:
        """Return whether this folder or file is of the kind."""

    def read(self, place: Path, harvest: Harvest) -> None:
        """Add what is there to the harvest."""


def read(name: str, places: Sequence[Path]) -> Harvest:
    """Return what these folders and files bring. Raises SiteError (status 2) with each that is not of this kind."""
    problems = [error(str(place), 0, "usage", fault) for place in places if (fault := _fault(place))]
    if problems:
        raise SiteError(problems, USAGE)
    kinds = {place: _kind(place, problems) if name == "auto" else name for place in places}
    for place, kind in kinds.items():
        if name != "auto" and not _origin(kind).is_one(place):
            others = [other for other in NAMES if other != kind and _origin(other).is_one(place)]
            help = f"it looks like --from {others[0]}" if others else ""
            problems.append(error(str(place), 0, "usage", f"this is no {_EXPECTED[kind]}", help=help))
    if problems:
        raise SiteError(problems, USAGE)
    harvest = Harvest()
    for place, kind in kinds.items():
        _origin(kind).read(place, harvest)
    return harvest


_EXPECTED = {
    "feed": "RSS or Atom feed, nor a folder of such files",
    "wordpress": "export of WordPress (an XML file; Tools → Export makes it)",
    "hugo": "site of Hugo (a folder with hugo.toml or config.toml, and content/)",
    "jekyll": "site of Jekyll (a folder with _posts/)",
    "hexo": "site of Hexo (a folder with _config.yml, and source/)",
    "pelican": "site of Pelican (a folder with pelicanconf.py)",
}


def _origin(name: str) -> Origin:
    """Return the module of this name; they take their parts from this one, and only one of them is needed."""
    return cast(Origin, import_module(f"sitegen.importing.origins.{name}"))


def _fault(place: Path) -> str:
    if "://" in str(place) or str(place).startswith(("http:/", "https:/")):
        return "an address; save what is there to a file first, and name that"
    return "" if place.exists() else "there is no such file or folder"


def _kind(place: Path, problems: list[Problem]) -> str:
    found = [name for name in NAMES if _origin(name).is_one(place)]
    if len(found) != 1:
        kinds = ", ".join(found or NAMES)
        message = f"may be any of {kinds}" if found else "is none of the kinds known here"
        help = f"--from says which: {kinds}" if found else f"known are {kinds}"
        problems.append(error(str(place), 0, "usage", message, help=help))
    return found[0] if found else ""
