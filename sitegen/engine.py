"""What makes pages besides the site's own files: our code, our theme and the libraries, as stamps and as one digest."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path

from sitegen.stamps import Stamp, files_at, look

_PACKAGE = Path(__file__).parent

LIBRARIES = {
    "brotli": "Brotli",
    "jinja2": "Jinja2",
    "markdown_it": "markdown-it-py",
    "markupsafe": "MarkupSafe",
    "mdit_py_plugins": "mdit-py-plugins",
    "pagefind_bin_extended": "pagefind-bin-extended",
    "pygments": "Pygments",
    "pypinyin": "pypinyin",
    "yaml": "PyYAML",
}
"""The libraries whose version can change a page: name of the module, name of the distribution."""


def theme_folder(name: str) -> Path:
    """Return our own `templates` or `static` folder: in the package, or beside it in a checkout."""
    packaged = _PACKAGE / "theme_files" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


def stamps() -> dict[str, Stamp]:
    """Return the stamps of our own files, and of one file of each library that every installation writes anew."""
    ours = [_PACKAGE, theme_folder("templates"), theme_folder("static")]
    places = [os.fspath(place) for place in ours] + [origin for _, origin in _libraries()]
    return look(places, "__pycache__".__eq__)


def digest() -> str:
    """Return the digest of our code and of the versions of Python and the libraries; the theme is not in it."""
    hashed = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for path in sorted(files_at([os.fspath(_PACKAGE)], "__pycache__".__eq__)):
        if path.endswith(".py"):
            hashed.update(_content(path))
    for module, origin in _libraries():
        hashed.update(f"{module} {_version(module, Path(origin))}\n".encode())
    return hashed.hexdigest()


def has_pagefind() -> bool:
    """Return whether there is a Pagefind to be run."""
    return PathFinder.find_spec("pagefind_bin_extended") is not None


def _libraries() -> Iterator[tuple[str, str]]:
    """Yield the libraries that are there, each with its first file."""
    for module in LIBRARIES:
        spec = PathFinder.find_spec(module)
        if spec is not None and spec.origin:
            yield module, spec.origin


def _version(module: str, origin: Path) -> str:
    """Return the version of a library, as the folder beside it says; else it is known by its files."""
    library = origin.parent if origin.name == "__init__.py" else origin
    name = re.escape(LIBRARIES[module]).replace(r"\-", "[-_.]")
    described = re.compile(rf"{name}-(.+)\.(?:dist|egg)-info", re.IGNORECASE)
    found = [match[1] for entry in os.listdir(library.parent) if (match := described.fullmatch(entry))]
    return found[0] if len(found) == 1 else _content_of(library)


def _content_of(library: Path) -> str:
    hashed = hashlib.blake2b(digest_size=16)
    for path in sorted(library.rglob("*.py")) if library.is_dir() else [library]:
        hashed.update(_content(path))
    return hashed.hexdigest()


def _content(path: str | Path) -> bytes:
    with open(path, "rb", buffering=0) as file:  # hundreds of files: a buffer for each takes half the time
        return file.readall()
