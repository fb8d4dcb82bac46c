"""The code of our own templates, kept as Python keeps that of modules: no site has to have them compiled again."""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import os
import sys
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import bc_magic

from sitegen import jinja
from sitegen.jinja import Codes

_DIGEST = 16


def read() -> Codes:
    """Return what was kept, or nothing if there is nothing of this version of sitegen, Jinja and Python."""
    try:
        data = _file().read_bytes()
    except (OSError, NotImplementedError):
        return {}
    content = data[_DIGEST:]
    codes: Codes = marshal.loads(content) if data[:_DIGEST] == _digest(content) else {}
    return codes


def keep(codes: Codes, folder: Path) -> None:
    """Keep the code of the templates in this folder, the newest of each, where Python may keep code."""
    if sys.dont_write_bytecode:
        return
    before = read()
    ours = {key: code for key, code in codes.items() if code and Path(code.co_filename).is_relative_to(folder)}
    if ours.keys() <= before.keys():
        return
    newest = {key[0]: (key, code) for key, code in (before | ours).items()}
    content = marshal.dumps(dict(newest.values()))
    with suppress(OSError, NotImplementedError):
        file = _file()
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_bytes(_digest(content) + content)
        part.replace(file)


def _file() -> Path:
    """Where it is kept: beside the code of our modules, under a name that tells Python's version."""
    return Path(importlib.util.cache_from_source(os.fspath(Path(__file__).with_name("templates.py")))).with_suffix(
        ".code"
    )


def _digest(content: bytes) -> bytes:
    """Return the digest of what is kept and of all that has made it."""
    made_by = bc_magic + jinja2.__version__.encode() + Path(jinja.__file__).read_bytes()
    return hashlib.blake2b(made_by + content, digest_size=_DIGEST).digest()
