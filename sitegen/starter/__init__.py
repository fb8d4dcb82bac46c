"""A new site: the few files that a blog begins with, written where nothing is in their way."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from sitegen import settings
from sitegen.files import create_all
from sitegen.folders import check_inside
from sitegen.problem import USAGE, SiteError, error

LANGUAGES = ("zh", "en")

_HERE = Path(__file__).parent
_SHOWN_NAMES = {"gitignore": ".gitignore"}
"""Files that would mean something where they are kept."""


def start(folder: Path, language: str = LANGUAGES[0]) -> list[Path]:
    """Write a small, complete site into the folder, which need not exist; return its files.

    Raises SiteError (status 2) if one of these files is there already: then nothing was written.
    """
    texts = _texts(language)
    if os.path.lexists(folder) and not folder.is_dir():  # a link that leads nowhere is
        raise SiteError(error(str(folder), 0, "init", "is no folder; choose another name"), USAGE)
    there = [folder / name for name in texts if os.path.lexists(folder / name)]
    if there:
        help = "sitegen init overwrites nothing; choose another folder, or move what is there"
        raise SiteError([error(str(path), 0, "init", "is there already", help=help) for path in there], USAGE)
    for name in texts:
        check_inside((folder / name).parent, folder)
    create_all({folder / name: text for name, text in texts.items()})
    return [folder / name for name in texts]


def _texts(language: str) -> dict[str, str]:
    """Return the texts of the files by their paths in the site, the first post as of today."""
    root = _HERE / language
    texts = {file.relative_to(root).as_posix(): file.read_text("utf-8") for file in root.rglob("*") if file.is_file()}
    today = datetime.now(settings.load(root).zone).date().isoformat()
    return {_SHOWN_NAMES.get(name, name): text.replace("@TODAY@", today) for name, text in sorted(texts.items())}
